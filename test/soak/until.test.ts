import { expect, test } from 'vitest';
import { Tally } from './tally.ts';
import { until, untilTold } from './until.ts';

test('one answer that says nothing is asked for again, and not wrong', async () => {
  const tally = new Tally();
  const answers = [undefined, 7n];
  expect(await untilTold('it', 60_000, tally, async () => answers.shift())).toBe(7n);
  expect(tally.isSound).toBe(true);
});

test('what never comes to pass is wrong', async () => {
  const tally = new Tally();
  let attempts = 0;
  await until('the amount is told', 0, tally, async () => {
    attempts += 1;
    return 'again';
  });
  expect(attempts).toBe(1);
  expect(tally.complaints()).toEqual(['WRONG unsettled: the amount is told: not within 0 s']);
});

test('once five never came to pass, each that follows is asked for once', async () => {
  const tally = new Tally();
  for (let index = 1; index <= 5; index++) tally.wrong('unsettled', `${index}`);
  const answers = [undefined, 7n];
  expect(await untilTold('it', 60_000, tally, async () => answers.shift())).toBeUndefined();
  expect(answers).toEqual([7n]);
  expect(tally.wrongs('unsettled')).toBe(6);
});
