import { expect, test } from 'vitest';
import { newSubmission } from './attaching.ts';
import { Dice } from './dice.ts';

test('another file for the same id is another one even where their lengths are one', () => {
  const [first, other] = ['x', 'y'].map((letter) => newSubmission('A-1', new Dice(7), letter));
  expect(first?.body).toHaveLength(other?.body.length ?? 0);
  expect(first?.body).not.toBe(other?.body);
});
