import { expect, test } from 'vitest';
import { explorerForTests, outcomeIn } from './browser.ts';

const { visit } = explorerForTests();

test.each([
  ['trailing-newline', 'a line feed'],
  ['stale-time', '600 s behind'],
  ['full-url', 'the whole address'],
  ['wrong-key', 'None of the keys at hand made it.'],
])('asked why, the doctor names the cause: %s', async (mistake, words) => {
  const page = await visit();
  await page.getByLabel('Mistake', { exact: true }).selectOption(mistake);
  await page.getByRole('button', { name: 'Send it broken' }).click();
  expect(await outcomeIn(page)).toBe('F INVALID_SIGNATURE, verified');
  await page.getByRole('button', { name: 'Why?' }).click();
  const said = page.getByLabel('What the doctor says');
  await said.waitFor();
  expect(await said.innerText()).toContain(words);
});

test('an answer that is no signature failure has nothing to ask the doctor', async () => {
  const page = await visit();
  await page.getByRole('button', { name: 'Send signed request' }).click();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
  expect(await page.getByRole('button', { name: 'Why?' }).count()).toBe(0);
});
