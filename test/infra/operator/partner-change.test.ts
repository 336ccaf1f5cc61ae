import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Operator, startOperator } from './operator.ts';
import { auditsOf, known, type NewPartner, newPartner, query } from './partners.ts';

let operator: Operator;
let partner: NewPartner;
beforeAll(async () => {
  operator = await startOperator();
  partner = newPartner(operator, 'P-TERMS');
  expect((await partner.add(' --rate 7 --contract fx')).code).toBe(0);
});
afterAll(() => operator.stop());

const shown = async (clientId = 'P-TERMS') =>
  (await operator.run(['partner', 'show', clientId])).out;

async function audited(eventId: string) {
  const told = () => auditsOf(operator, eventId);
  await vi.waitFor(() => expect(told()).toHaveLength(1), { timeout: 10_000, interval: 50 });
  return told()[0];
}

test('terms that are given replace what was, the rest stays, and the audit has both', async () => {
  const line = 'partner change P-TERMS --rate 80 --burst 160 --event-id E-RATE --by olga';
  const { code, out } = await operator.change(line);
  expect([code, out]).toEqual([
    0,
    [
      'DONE      partner change P-TERMS, event id E-RATE',
      '  ratePerSecond: 7 -> 80',
      '  burst: the default -> 160',
      '  From now on every instance goes by this.',
    ].join('\n'),
  ]);
  expect(await shown()).toContain('requests up to 300 s old, 80/s, 160 at once');
  expect(await shown()).toContain('API contracts fx valid');
  expect(await shown()).toContain('tokens optional');
  expect(await audited('E-RATE')).toMatchObject({
    'detail-type': 'partner.changed',
    detail: {
      actor: 'olga',
      reason: 'a test',
      clientId: 'P-TERMS',
      outcome: 'changed',
      data: { old: { ratePerSecond: 7, burst: null }, new: { ratePerSecond: 80, burst: 160 } },
    },
  });
});

test('the very next request is held to them', async () => {
  expect(await query(operator, partner.as)).toBe(known);
  expect((await operator.change('partner change P-TERMS --family fx')).code).toBe(0);
  expect(await query(operator, partner.as)).toBe('F PROCESS_FAIL');
  expect((await operator.change('partner change P-TERMS --family credit')).code).toBe(0);
  expect(await query(operator, partner.as)).toBe(known);
});

test('every term can be changed', async () => {
  const { add } = newPartner(operator, 'P-ALL');
  await add();
  const { code } = await operator.change(
    'partner change P-ALL --api inquiryAvailableQuota --contract worldcard@2027-12-31T23:59:59Z --customers required --tokens required --freshness 900',
  );
  expect(code).toBe(0);
  const out = await shown('P-ALL');
  expect(out).toContain('  APIs inquiryAvailableQuota\n');
  expect(out).toContain('worldcard valid until 2027-12-31T23:59:59');
  expect(out).toContain('customers required, tokens required');
  expect(out).toContain('requests up to 900 s old, 50/s, 100 at once');
  expect(out).toContain('key 1  live');
});

test('a paused partner stays paused', async () => {
  const { add } = newPartner(operator, 'P-STILL');
  await add();
  await operator.change('partner pause P-STILL');
  expect((await operator.change('partner change P-STILL --rate 3')).code).toBe(0);
  expect(await shown('P-STILL')).toMatch(/^P-STILL: suspended\n/);
});

test('what is so already is not changed, and audited as such', async () => {
  const { add } = newPartner(operator, 'P-SAME');
  await add(' --rate 5');
  const again = await operator.change('partner change P-SAME --rate 5 --event-id E-SAME');
  expect([again.code, again.out.split('\n')[0]]).toEqual([
    0,
    'REPEATED  partner change P-SAME, event id E-SAME: it was so before, nothing changed now',
  ]);
  expect((await audited('E-SAME'))?.detail).toMatchObject({
    outcome: 'unchanged',
    data: { new: { ratePerSecond: 5 } },
  });
});

test('cut short before instances are told, it is unknown, and repeating it tells them', async () => {
  const { add } = newPartner(operator, 'P-CUT');
  await add();
  const { send } = DynamoDBClient.prototype;
  const failing = vi.spyOn(DynamoDBClient.prototype, 'send');
  failing.mockImplementation(function (this: DynamoDBClient, command: object) {
    const isRefresh = JSON.stringify(command).includes('P-CUT');
    if (isRefresh) throw new Error('throttled');
    return Reflect.apply(send, this, [command]);
  });
  const line = 'partner change P-CUT --family fx --event-id E-CUT';
  const cut = await operator.change(line);
  failing.mockRestore();
  expect([cut.code, cut.out]).toEqual([2, expect.stringMatching(/^UNKNOWN .*throttled$/)]);
  expect(cut.problem).toContain('npm run operator -- partner change P-CUT');
  const repeated = await operator.change(line);
  expect([repeated.code, repeated.out]).toEqual([0, expect.stringMatching(/^REPEATED/)]);
});

test('a partner that is not there: 1; nothing to change: 64', async () => {
  const nobody = await operator.change('partner change P-NOBODY --rate 5');
  expect([nobody.code, nobody.out]).toEqual([1, expect.stringContaining('no such partner')]);
  const nothing = await operator.change('partner change P-TERMS');
  expect([nothing.code, nothing.problem]).toEqual([64, expect.stringContaining('Change what?')]);
  const wrong = await operator.change('partner change P-TERMS --rate 0');
  expect([wrong.code, wrong.problem]).toEqual([64, expect.stringContaining('--rate <requests>')]);
});
