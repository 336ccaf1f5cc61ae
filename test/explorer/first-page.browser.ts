import { createHash, createPrivateKey, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { explorerForTests, outcomeIn } from './browser.ts';

const { visit, provider } = explorerForTests();
const button = 'Send signed request';

test('a newcomer comes to a verified S by one click', async () => {
  const page = await visit();
  expect(await page.title()).toBe('Try queryCreditQuota · Quotaline');
  await page.getByRole('button', { name: button }).click();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
  const answer = page.locator('#answer');
  expect(await answer.innerText()).toContain(
    '"capLimitTotalAmount": { "currency": "USD", "value": "100000000" }',
  );
  expect(await answer.innerText()).toContain('Signature verified');
  // Whoever cannot see it is taken there.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('answer-title');
});

test('whoever is quicker than the demo’s key is waited with', async () => {
  const page = await visit();
  await page.route('**/_sandbox/demo', async (route) => {
    const response = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.fulfill({ response });
  });
  await page.reload();
  await page.getByRole('button', { name: button }).click();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
});

test.each([
  ['queryCreditQuota', 'S SUCCESS, verified'],
  ['submitAttachment', 'S SUCCESS, verified'],
  ['inquiryAvailableQuota', 'S SUCCESS, verified'],
  ['queryBudgetAccountInfo', 'S SUCCESS, verified'],
  // Its example names a file that nobody has submitted.
  ['applyCreditGrant', 'F PARAM_ILLEGAL, verified'],
  ['inquiryCreditGrant', 'F ORDER_NOT_EXIST, verified'],
])('%s answers the example with %s', async (api, outcome) => {
  const page = await visit(`#/try/${api}`);
  await page.getByRole('button', { name: button }).click();
  expect(await outcomeIn(page)).toBe(outcome);
});

test('form and raw JSON are in step, and the rules of a field are the provider’s', async () => {
  const page = await visit('#/try/applyCreditGrant');
  const raw = page.getByLabel('Raw JSON');
  const reference = page.getByLabel('referenceNo');
  await reference.fill('REF 1');
  expect(JSON.parse(await raw.inputValue()).referenceNo).toBe('REF 1');
  const said = 'expected 1 to 64 printable ASCII characters without blanks or #';
  expect(await page.locator('.problem', { hasText: said }).count()).toBe(1);
  expect(await reference.getAttribute('aria-invalid')).toBe('true');
  expect(await page.locator('.verdict').innerText()).toBe(
    'One problem: the provider would answer PARAM_ILLEGAL.',
  );
  await page.getByRole('button', { name: button }).click();
  expect(await outcomeIn(page)).toBe('F PARAM_ILLEGAL, verified');
  expect(await page.locator('#answer .message').innerText()).toBe(`referenceNo: ${said}`);

  const body = JSON.parse(await raw.inputValue());
  await raw.fill(JSON.stringify({ ...body, referenceNo: 'REF-2', vendorName: 'Käthe' }));
  expect(await reference.inputValue()).toBe('REF-2');
  expect(await page.getByLabel('vendorName').inputValue()).toBe('Käthe');
  expect(await page.locator('.verdict').innerText()).toBe('Fits the schema of this API.');
  await page.getByLabel('vendorName').fill('');
  expect(JSON.parse(await raw.inputValue())).not.toHaveProperty('vendorName');

  await page.getByRole('button', { name: 'Add to invoiceInfoList' }).click();
  await page.getByLabel('invoiceNo').nth(1).fill('INV-2');
  await page.getByLabel('value').nth(1).fill('250');
  await page.getByLabel('currency').nth(1).fill('USD');
  expect(JSON.parse(await raw.inputValue()).invoiceInfoList[1]).toEqual({
    invoiceNo: 'INV-2',
    invoiceAmount: { currency: 'USD', value: '250' },
  });
  await page.getByRole('button', { name: 'Remove invoiceInfoList[0]' }).click();
  expect(JSON.parse(await raw.inputValue()).invoiceInfoList).toHaveLength(1);

  await raw.fill('{"referenceNo":');
  expect(await reference.isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Reset to the example' }).click();
  expect(await reference.isDisabled()).toBe(false);
});

test('what is signed is shown to the byte, and the time goes on', async () => {
  const page = await visit();
  const shown = page.locator('pre.signed');
  const before = await shown.innerText();
  expect(before).toMatch(
    /^POST \/amsin\/alipay\/business\/credit\/queryCreditQuota↵\nDEMO_5X00000000000001\.\d{4}-\d\d-\d\dT[\d:.]+Z\.\{↵\n/,
  );
  await expect.poll(() => shown.innerText()).not.toBe(before);
});

test('each step of signing is what node makes of the same key', async () => {
  const page = await visit('#/signing');
  const step = async (name: string): Promise<string> =>
    page.locator(`[data-step="${name}"]`).first().innerText();
  const text = `${await step('line')}\n${await step('client')}${await step('body')}`;
  expect((await step('text')).replaceAll('↵', '')).toBe(text);
  expect(await step('digest')).toBe(createHash('sha256').update(text).digest('hex'));
  const key = createPrivateKey(provider().partner.privateKeyPem);
  const base64 = sign('sha256', Buffer.from(text), key).toString('base64');
  expect(await step('base64')).toBe(base64);
  expect(await step('encoded')).toBe(encodeURIComponent(base64));
  expect(await step('headers')).toContain(`signature=${encodeURIComponent(base64)}`);
  await page.getByRole('button', { name: 'Send this and verify the answer' }).click();
  await page.getByText('Yes: the signature verifies over the exact bytes received.').waitFor();
});

test('the log replays a request, signed anew or byte for byte, and shows it again', async () => {
  const page = await visit();
  await page.getByRole('button', { name: button }).click();
  await outcomeIn(page);
  await page.getByRole('button', { name: 'Replay request 1' }).click();
  await page.getByRole('button', { name: 'Send the same bytes of request 1' }).click();
  const entries = page.locator('.log li');
  await expect.poll(() => entries.count()).toBe(3);
  for (const text of await entries.allInnerTexts())
    expect(text).toContain('queryCreditQuota SUCCESS');
  await page.getByRole('button', { name: 'Copy the log' }).click();
  const log = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  const [same, anew, first] = log.map(
    (one: { request: { headers: unknown } }) => one.request.headers,
  );
  expect(same).toEqual(first);
  expect(anew).not.toEqual(first);
  await page.getByRole('button', { name: 'Show request 1,' }).click();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
});

test('a customer of the demo is called for with its token', async () => {
  const page = await visit('#/try/queryBudgetAccountInfo');
  await page.getByText('Key version, customer, token').click();
  await page.getByLabel('Demo customer').selectOption('CUSTOMER_SIGNED_0001');
  await page.getByRole('button', { name: button }).click();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
  expect(await page.locator('#answer').innerText()).toContain('"budgetAccountName": "Marketing"');
  await page.getByLabel('Access-Token').fill('not-a-token');
  await page.getByRole('button', { name: button }).click();
  await expect.poll(() => outcomeIn(page)).toBe('F AUTHORIZATION_NOT_EXIST, verified');
});

test('while another answer is on its way, the one that is shown is an old one', async () => {
  const page = await visit();
  const send = page.getByRole('button', { name: 'Send signed request' });
  await send.click();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/queryCreditQuota', (route) => held.then(() => route.continue()));
  await send.click();
  expect(await page.locator('#answer').getAttribute('aria-busy')).toBe('true');
  release();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
  expect(await page.locator('#answer').getAttribute('aria-busy')).toBe(null);
});
