import { expect, test } from 'vitest';
import { pdf } from '../builders.ts';
import { explorerForTests, outcomeIn } from './browser.ts';

const { visit } = explorerForTests();
const step = (number: number): string => `section[aria-labelledby="step-${number}"]`;

test('a whole grant, from the file to SUCCESS and into the quota', async () => {
  const page = await visit('#/grant');
  const granted = async (): Promise<string> => {
    const text = await page
      .locator(`${step(4)} pre`)
      .first()
      .innerText();
    return JSON.parse(text).grantTotalAmount.value;
  };
  for (const name of ['Apply for the grant', 'Inquire', 'Look at the quota']) {
    expect(await page.getByRole('button', { name }).isDisabled(), name).toBe(true);
  }
  await page.getByLabel('File of the invoices').setInputFiles({
    name: 'may.pdf',
    mimeType: 'application/pdf',
    buffer: pdf('of the browser'),
  });
  await page.getByRole('button', { name: 'Submit the file' }).click();
  expect(await outcomeIn(page, step(1))).toBe('S SUCCESS, verified');
  const submitted = JSON.parse(
    await page
      .locator(`${step(1)} pre`)
      .first()
      .innerText(),
  );
  expect(submitted.attachmentInfo.fileName).toBe('may.pdf');

  // The key of the file is in the application.
  await page.locator(step(2)).getByText('The request, to look at or change').click();
  const application = JSON.parse(await page.locator(step(2)).getByLabel('Raw JSON').inputValue());
  expect(application.attachmentFile).toEqual(submitted.attachmentInfo);
  await page.getByLabel('Amount of the invoice').fill('12345');
  await page.getByRole('button', { name: 'Apply for the grant' }).click();
  expect(await outcomeIn(page, step(2))).toBe('S SUCCESS, verified');

  // Its reference is in the inquiry.
  await page.locator(step(3)).getByText('The request, to look at or change').click();
  const inquiry = JSON.parse(await page.locator(step(3)).getByLabel('Raw JSON').inputValue());
  expect(inquiry).toEqual({ referenceNo: application.referenceNo });
  await page.getByRole('button', { name: 'Inquire' }).click();
  await page
    .getByText(/^Granted: 12345 USD in minor units at 5 % a year, to be drawn by \d{8}\.$/)
    .waitFor();

  await page.getByRole('button', { name: 'Look at the quota' }).click();
  expect(await outcomeIn(page, step(4))).toBe('S SUCCESS, verified');
  expect(await granted()).toBe('12345');

  // Again, with new ids and the sample.
  await page.getByRole('button', { name: 'Start over with new ids' }).click();
  await page.getByRole('button', { name: 'Submit the file' }).click();
  await page.getByRole('button', { name: 'Apply for the grant' }).click();
  await page.getByRole('button', { name: 'Inquire' }).click();
  await page.getByText(/^Granted: 10000 USD/).waitFor();
  await page.getByRole('button', { name: 'Look at the quota' }).click();
  expect(await outcomeIn(page, step(4))).toBe('S SUCCESS, verified');
  expect(await granted()).toBe('22345');
});

test('one that waits for a review is inquired about again', async () => {
  const page = await visit('#/grant');
  await page.getByRole('button', { name: 'Submit the file' }).click();
  await page.getByLabel('Amount of the invoice').fill('5000001');
  await page.getByRole('button', { name: 'Apply for the grant' }).click();
  await page.getByRole('button', { name: 'Inquire' }).click();
  await page.getByText(/^Not decided yet\./).waitFor();
  await page.getByRole('button', { name: 'Inquire again' }).click();
  expect(await outcomeIn(page, step(3))).toBe('S SUCCESS, verified');
  expect(await page.getByRole('button', { name: 'Look at the quota' }).isDisabled()).toBe(true);
});

test('a refusal inside a success is told as one', async () => {
  const page = await visit('#/grant');
  await page.getByRole('button', { name: 'Submit the file' }).click();
  await page.getByLabel('Amount of the invoice').fill('900000000');
  await page.getByRole('button', { name: 'Apply for the grant' }).click();
  await page
    .getByText(
      'The application has FAILED, QUOTA_NOT_ENOUGH: The amount applied for is more than the headroom of the facility.',
    )
    .waitFor();
  await page.getByRole('button', { name: 'Inquire' }).click();
  await page.getByText('Refused: QUOTA_NOT_ENOUGH.').waitFor();
});

test('a wrong file is refused by the provider in its own words', async () => {
  const page = await visit('#/grant');
  await page.getByLabel('File of the invoices').setInputFiles({
    name: 'invoice.png',
    mimeType: 'image/png',
    buffer: pdf(),
  });
  await page.getByRole('button', { name: 'Submit the file' }).click();
  expect(await outcomeIn(page, step(1))).toBe('F PARAM_ILLEGAL, verified');
  expect(await page.locator(`${step(1)} .message`).innerText()).toMatch(
    /^attachmentContent: content is/,
  );
  expect(await page.getByRole('button', { name: 'Apply for the grant' }).isDisabled()).toBe(true);
});
