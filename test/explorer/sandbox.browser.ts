import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { commonRefusals } from '../../shared/catalogue/results.ts';
import { explorerForTests, outcomeIn } from './browser.ts';

const { visit } = explorerForTests();

/** A laptop whose sandbox can be asked this, and answers that. */
async function withSandbox(answers: Readonly<Record<string, unknown>>): Promise<Page> {
  const page = await visit();
  const routes = Object.fromEntries(Object.keys(answers).map((line) => [line, '']));
  await page.route('**/_sandbox', (route) => route.fulfill({ json: { routes } }));
  for (const [line, json] of Object.entries(answers)) {
    const [, path = ''] = line.split(' ');
    await page.route(`**${path}`, (route) => route.fulfill({ json }));
  }
  await page.reload();
  await page.getByText('RSA 2048 bits').waitFor();
  return page;
}

async function sendStale(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send it broken' }).click();
  expect(await outcomeIn(page)).toBe('F INVALID_SIGNATURE, verified');
}

const grammar = { form: 'X.<word>', arguments: { times: '2x' } };
const power = {
  api: 'applyCreditGrant',
  field: 'referenceNo',
  form: 'X.OAUTH_FAIL[.<anything>]',
  example: 'X.OAUTH_FAIL.1',
  kind: 'code',
  outcome: 'F OAUTH_FAIL',
  meaning: 'a refusal',
};

test('magic values are listed by API, with how they are made', async () => {
  const { outcome: _, ...undecided } = { ...power, form: 'X.DEFER', kind: 'decision' };
  const elsewhere = { ...power, api: 'queryCreditQuota', field: 'Connected-CustomerId' };
  const page = await withSandbox({
    'GET /_sandbox/powers': { grammar, powers: [power, undecided, elsewhere] },
  });
  await page.getByRole('link', { name: 'Sandbox' }).click();
  const table = page.getByRole('table', { name: 'Magic values of applyCreditGrant' });
  await table.waitFor();
  const headings = await table.getByRole('columnheader').allInnerTexts();
  expect(headings).toEqual(['field', 'form', 'example', 'kind', 'outcome', 'meaning']);
  expect(await table.getByRole('row').count()).toBe(3);
  expect(await page.locator('article').innerText()).toContain('X.<word>');
  expect(await page.getByRole('table').count()).toBe(2);
});

test('a list in another form is none', async () => {
  const page = await withSandbox({
    'GET /_sandbox/powers': { grammar, powers: [{ ...power, form: 5 }] },
  });
  await page.getByRole('link', { name: 'Sandbox' }).click();
  await page.getByText('This provider has no list of magic values.').waitFor();
  expect(await page.getByRole('table').count()).toBe(0);
});

test('every code of every API is on the page with a magic value, as the provider lists them', async () => {
  const page = await visit('#/sandbox');
  await page.locator('[aria-busy]').waitFor({ state: 'detached' });
  for (const { name, refusals } of endpoints) {
    const table = page.getByRole('table', { name: `Magic values of ${name}` });
    const cells = (await table.locator('th, td').allInnerTexts()).map((text) => text.trim());
    const own = [...commonRefusals, ...refusals].map((code) => `F ${code}`);
    const unknown = ['U UNKNOWN_EXCEPTION', 'U REQUEST_TRAFFIC_EXCEED_LIMIT'];
    const outcomes = ['S SUCCESS', ...unknown, ...own];
    expect(cells).toEqual(expect.arrayContaining(outcomes));
    const values = outcomes.map((outcome) => `SBX.${outcome.slice(2)}.1`);
    expect(cells).toEqual(expect.arrayContaining(values));
  }
});

test('the doctor is asked why a signature failed', async () => {
  const page = await withSandbox({
    'POST /_sandbox/doctor': { verdict: 'named', report: 'Your clock is 600 seconds behind.' },
  });
  await page.getByRole('button', { name: 'Send signed request' }).click();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
  expect(await page.getByRole('button', { name: 'Why?' }).count()).toBe(0);
  await sendStale(page);
  const asked = page.waitForRequest('**/_sandbox/doctor');
  await page.getByRole('button', { name: 'Why?' }).click();
  const { method, target, headers, bodyBase64 } = JSON.parse((await asked).postData() ?? '');
  expect({ method, target }).toEqual({
    method: 'POST',
    target: '/amsin/alipay/business/credit/queryCreditQuota',
  });
  expect(headers.map(([name]: readonly string[]) => name)).toContain('Signature');
  const body = Buffer.from(bodyBase64, 'base64').toString();
  expect(JSON.parse(body)).toEqual({ productCode: 'AMAZON_VC_FACTORING_LOAN' });
  await page.getByText('Your clock is 600 seconds behind.').waitFor();
});

test('what the sandbox cannot be asked is not offered', async () => {
  const page = await withSandbox({});
  expect(await page.getByRole('link', { name: 'Sandbox' }).count()).toBe(0);
  await sendStale(page);
  expect(await page.getByRole('button', { name: 'Why?' }).count()).toBe(0);
});
