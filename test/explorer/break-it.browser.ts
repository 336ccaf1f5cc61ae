import { expect, test } from 'vitest';
import { mistakes } from '../../infra/explorer/mistakes.ts';
import { explorerForTests, outcomeIn } from './browser.ts';

const { visit, taken } = explorerForTests();

/** The contract's words on each mistake, spelled here once more. */
const outcomes: Readonly<Record<string, string>> = {
  'stale-time': 'F INVALID_SIGNATURE',
  'future-time': 'F INVALID_SIGNATURE',
  'changed-body': 'F INVALID_SIGNATURE',
  'trailing-newline': 'F INVALID_SIGNATURE',
  'wrong-key': 'F INVALID_SIGNATURE',
  pss: 'F INVALID_SIGNATURE',
  'full-url': 'F INVALID_SIGNATURE',
  'wrong-client': 'F INVALID_CLIENT',
  'query-string': 'F PARAM_ILLEGAL',
  'wrong-path': 'F INVALID_API',
  get: 'F METHOD_NOT_SUPPORTED',
  'unknown-member': 'F PARAM_ILLEGAL',
  'raw-base64': 'S SUCCESS',
};

test('every mistake of the menu is tried here, and announced as it ends', () => {
  const announced = mistakes.map(({ id, expected }) => [id, `${expected.status} ${expected.code}`]);
  expect(Object.fromEntries(announced)).toEqual(outcomes);
});

test.each(['queryCreditQuota', 'queryBudgetAccountInfo'])(
  'each mistake on %s fails as the contract says, signed by the provider',
  async (api) => {
    const page = await visit(`#/try/${api}`);
    const seen: Record<string, string> = {};
    for (const { id, title } of mistakes) {
      await page.getByLabel('Mistake', { exact: true }).selectOption(id);
      await page.getByRole('button', { name: 'Send it broken' }).click();
      await page.locator('#answer', { hasText: `On purpose: ${title}.` }).waitFor();
      seen[id] = await outcomeIn(page);
    }
    const verified = Object.entries(outcomes).map(([id, outcome]) => [id, `${outcome}, verified`]);
    expect(seen).toEqual(Object.fromEntries(verified));
    expect(await page.locator('.log li').count()).toBe(mistakes.length);
  },
);

test('the query string and the unknown member are named by the provider', async () => {
  const page = await visit();
  const message = async (id: string): Promise<string> => {
    await page.getByLabel('Mistake', { exact: true }).selectOption(id);
    await page.getByRole('button', { name: 'Send it broken' }).click();
    const title = mistakes.find((mistake) => mistake.id === id)?.title;
    await page.locator('#answer', { hasText: `On purpose: ${title}.` }).waitFor();
    return page.locator('#answer .message').innerText();
  };
  expect(await message('query-string')).toBe('query string: expected none');
  expect(await message('unknown-member')).toBe('colour: unknown member');
});

test('the same bytes make a mistake again, and a replay makes none', async () => {
  const page = await visit();
  const newest = page.locator('.log li').first();
  const sent = (calls: number) =>
    expect.poll(() => page.locator('.log li').count(), { timeout: 10_000 }).toBe(calls);
  for (const [at, { id }] of mistakes.entries()) {
    await page.getByLabel('Mistake', { exact: true }).selectOption(id);
    await page.getByRole('button', { name: 'Send it broken' }).click();
    await sent(3 * at + 1);
    await newest.getByRole('button', { name: 'Send the same bytes' }).click();
    await sent(3 * at + 2);
    expect([id, await outcomeIn(page)]).toEqual([id, `${outcomes[id]}, verified`]);
    await newest.getByRole('button', { name: 'Replay' }).click();
    await sent(3 * at + 3);
    expect([id, await outcomeIn(page)]).toEqual([id, 'S SUCCESS, verified']);
    expect(await page.locator('#answer').innerText()).not.toContain('On purpose');
  }
});

test('no answer at all is told as unknown, with when to inquire', async () => {
  const page = await visit('#/try/applyCreditGrant');
  await page.route('**/applyCreditGrant', (route) => route.abort());
  await page.getByRole('button', { name: 'Send signed request' }).click();
  const answer = page.locator('#answer .answer');
  await answer.waitFor();
  expect(await answer.getAttribute('data-outcome')).toBe('U NO_ANSWER');
  const told = await answer.innerText();
  expect(told).toContain('Whether the request arrived is not known.');
  for (const minutes of ['5 min', '15 min', '635 min']) expect(told).toContain(minutes);
  taken();
});

test('a U of a query or a file has no schedule: it is called again', async () => {
  for (const [api, next] of [
    ['queryBudgetAccountInfo', 'Call it again with the same content'],
    ['submitAttachment', 'Send the very same request again, same attachmentId'],
  ] as const) {
    const page = await visit(`#/try/${api}`);
    await page.route(`**/${api}`, (route) => route.abort());
    await page.getByRole('button', { name: 'Send signed request' }).click();
    const told = await page.locator('#answer .answer').innerText();
    expect(told).toContain(next);
    expect(told).not.toMatch(/When to inquire|635 min/);
  }
  taken();
});

test('an answer that somebody changed on the way is not believed', async () => {
  const page = await visit();
  await page.route('**/queryCreditQuota', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('"100000000"', '"900000000"');
    await route.fulfill({ response, body });
  });
  await page.getByRole('button', { name: 'Send signed request' }).click();
  expect(await outcomeIn(page)).toBe('U UNVERIFIED, not verified');
  expect(await page.locator('#answer .headline').innerText()).not.toContain('SUCCESS');
  expect(await page.locator('.log .what').innerText()).toBe('queryCreditQuota UNVERIFIED');
  const told = await page.locator('#answer').innerText();
  expect(told).toContain('No: the signature verifies over the exact bytes received.');
  expect(told).toContain('the outcome is unknown');
});
