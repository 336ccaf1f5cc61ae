import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Operator, startOperator } from './operator.ts';

let operator: Operator;

beforeAll(async () => {
  operator = await startOperator();
});
afterAll(() => operator.stop());

const quota = '--method USER_ID --id U-1 --currency EUR';

test('an event id of another event: what to say instead', async () => {
  const credit = `fx credit ${quota} --event-id E-1 --amount`;
  expect((await operator.change(`${credit} 500`)).problem).toBe('');
  const { code, out, problem } = await operator.change(`${credit} 501`);
  expect(code).toBe(1);
  expect(out).toMatch(/^REFUSED .*: another event came before with this id$/);
  expect(problem).toContain('Nothing was changed. A repeat says all as it was');
  const short = await operator.change(`fx debit ${quota} --amount 501`);
  expect([short.code, short.problem]).toEqual([1, '']);
});

test('history tells what was refused, and of a subject alone what moved it', async () => {
  const debit = `fx debit --customer C-1 ${quota} --amount 1 --event-id`;
  await operator.change(`${debit} E-3`);
  await operator.change(`${debit} E-4`);
  const { code, out } = await operator.run(['history', 'C-1']);
  expect(out.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<when>')).toMatch(
    new RegExp(
      [
        '^The ledger of DEMO_5X00000000000001 for C-1\n\nRefused, and without effect',
        'when +type +who +refused since +event id',
        '<when> +fx-quota.debited  olga  there is no such quota  E-3',
        '<when> +fx-quota.debited  olga  there is no such quota  E-4$',
      ].join('\n'),
    ),
  );
  expect(code).toBe(0);
  const ofSubject = await operator.run(['history', 'C-1', '--subject', 'USER_ID#U-1#EUR#']);
  expect([ofSubject.code, ofSubject.out]).toEqual([1, expect.not.stringContaining('Refused')]);
});

test('books that nobody has are not found in agreement', async () => {
  const { code, out } = await operator.run(['ledger', 'verify', '--customer', 'C-MISSPELT']);
  expect([code, out]).toEqual([1, 'There are no books of DEMO_5X00000000000001 for C-MISSPELT.']);
});

test('a review, and a drawdown, say whether there is nothing or nothing to be done', async () => {
  const refusal = async (line: string) => (await operator.change(line)).out.split(': ')[1];
  expect(await refusal('grant review approve R-NONE')).toBe('there is no such application');
  const draw = 'loan draw --drawdown D-1 --amount 1 --due 20991231 --grant';
  expect(await refusal(`${draw} CG-NONE`)).toBe('there is no such grant');
  const { body } = await operator.apply('R-WAITS', '6000000');
  expect(await refusal(`${draw} ${body.creditGrantNo}`)).toBe('the application is undecided');
  await operator.change('grant review reject R-WAITS');
  expect(await refusal(`${draw} ${body.creditGrantNo}`)).toBe('the application has failed');
  expect(await refusal('grant review approve R-WAITS')).toBe('the application is decided already');
});
