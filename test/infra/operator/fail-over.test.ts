import { afterAll, beforeAll, expect, test } from 'vitest';
import { facilityTerms, type Operator, startOperator } from './operator.ts';

let operator: Operator;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(() => operator.stop());

const quota = async () => {
  const { result } = (
    await operator.provider.call('queryCreditQuota', { productCode: 'AMAZON_VC_FACTORING_LOAN' })
  ).body;
  return `${result.resultStatus} ${result.resultCode}`;
};
const inquiry = async () =>
  (await operator.provider.call('inquiryCreditGrant', { referenceNo: 'R-1' })).body.result
    .resultCode;

test('every facility is fenced, promoted and reconciled, each once under one id', async () => {
  const opened = `facility open --customer C-7 --amount 100000 ${facilityTerms}`;
  expect((await operator.change(opened)).code).toBe(0);
  expect(await quota()).toBe('S SUCCESS');
  const step = (name: string, id: string) => operator.change(`fail-over ${name} --event-id ${id}`);

  const fenced = await step('fence', 'I-1');
  expect(fenced.out).toMatch(/^facility\.fenced: \d+ done, 0 refused, 0 unknown$/);
  expect(Number(/\d+/.exec(fenced.out)?.[0])).toBeGreaterThanOrEqual(2);
  expect(await quota()).toBe('U UNKNOWN_EXCEPTION');
  // What is fenced can still be compared with its copy.
  expect((await operator.run(['facility', 'show'])).out).toContain('FENCED: another region');
  expect((await operator.run(['history'])).code).toBe(0);
  expect((await operator.run(['ledger', 'verify'])).code).toBe(0);
  // Cut short and repeated: nothing changes.
  expect(await step('fence', 'I-1')).toEqual(fenced);
  const other = await step('fence', 'I-2');
  expect(other.code).toBe(1);
  expect(other.out).toContain('the facility is fenced already');

  expect((await step('promote', 'I-3')).code).toBe(0);
  expect(await quota()).toBe('S SUCCESS');
  expect(await inquiry()).toBe('UNKNOWN_EXCEPTION');
  expect((await operator.run(['facility', 'show'])).out).toContain('NOT RECONCILED: what is');
  expect((await step('reconcile', 'I-4')).code).toBe(0);
  expect(await inquiry()).toBe('ORDER_NOT_EXIST');
  expect((await operator.run(['ledger', 'verify'])).code).toBe(0);
});
