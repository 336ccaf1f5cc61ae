import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashToken } from '../../../shared/store/access-store.ts';
import { day } from '../../builders.ts';
import { facilityTerms, type Operator, startOperator } from './operator.ts';

let operator: Operator;
const client = 'DEMO_5X00000000000001';

beforeAll(async () => {
  operator = await startOperator();
});

afterAll(() => operator.stop());

const open = (customer: string, more = '') =>
  operator.change(`facility open --customer ${customer} ${facilityTerms} --amount 100000${more}`);

describe('what became of a change is one line and an exit code', () => {
  test('posted: 0', async () => {
    const ran = await open('C-LINE', ' --event-id E-1');
    expect(ran).toEqual({
      code: 0,
      out: `POSTED    facility.opened of ${client} for C-LINE, event id E-1`,
      problem: '',
    });
  });

  test('the same again: 0, and said', async () => {
    const ran = await open('C-LINE', ' --event-id E-1');
    expect(ran).toEqual({
      code: 0,
      out: `REPEATED  facility.opened of ${client} for C-LINE, event id E-1: posted before, nothing changed now`,
      problem: '',
    });
  });

  test('refused: 1, with the reason', async () => {
    const ran = await open('C-LINE', ' --event-id E-2');
    expect(ran).toEqual({
      code: 1,
      out: `REFUSED   facility.opened of ${client} for C-LINE, event id E-2: the facility is open already`,
      problem: '',
    });
  });

  test('other content under the same event id: 1', async () => {
    const ran = await operator.change(
      'facility set-limit --customer C-LINE --amount 5 --event-id E-1',
    );
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('E-1: another event came before with this id');
  });

  test('who and why are in the ledger, the user name unless another is said', async () => {
    const words = ['facility', 'set-limit', '--customer', 'C-LINE', '--why', "Olga's review"];
    await operator.run([...words, '--amount', '120000']);
    await operator.run([...words, '--amount', '110000', '--by', 'otto']);
    const { out } = await operator.run(['history', 'C-LINE']);
    expect(out).toMatch(/facility\.limit-changed +olga +Olga's review +limit -20000/);
    expect(out).toMatch(/facility\.limit-changed +otto +Olga's review +limit \+10000/);
  });
});

test('facility open, show, set-limit, and contract sign', async () => {
  await open('C-SHOW');
  expect((await operator.change('contract sign --customer C-SHOW --contract credit')).code).toBe(0);
  await operator.change('facility set-limit --customer C-SHOW --amount 90000');
  const { code, out } = await operator.run(['facility', 'show', '--customer', 'C-SHOW']);
  expect(code).toBe(0);
  expect(out).toContain(
    `AMAZON_VC_FACTORING_LOAN of ${client} for C-SHOW: ACTIVE, contract SIGNED, USD`,
  );
  expect(out).toMatch(/credit limit +90000 +90000\n +headroom +90000 +90000\n/);
  expect((await operator.run(['facility', 'show', '--customer', 'C-NONE'])).code).toBe(1);
});

test('fx credit and debit, never below zero', async () => {
  const quota = '--method BENEFICIARY --id B-1 --currency EUR --trade-type GOODS';
  expect((await operator.change(`fx credit ${quota} --amount 500`)).code).toBe(0);
  expect((await operator.change(`fx debit ${quota} --amount 500`)).code).toBe(0);
  const { code, out } = await operator.change(`fx debit ${quota} --amount 1`);
  expect(code).toBe(1);
  expect(out).toContain('the quota has not that much left');
  const unknown = quota.replace('B-1', 'B-2');
  const debited = await operator.change(`fx debit ${unknown} --amount 1`);
  expect(debited.out).toContain('there is no such quota');
  const other = await operator.change(
    'fx credit --method USER_ID --id U --currency EUR --trade-type GOODS --amount 1',
  );
  expect(other.out).toContain('a trade type goes with BENEFICIARY, and only with it');
});

test('budget-account open needs a signed contract; created when it is posted unless said', async () => {
  const line = 'budget-account open --customer C-BUDGET --id BA-1 --name Travel';
  expect((await operator.change(line)).out).toContain('the contract is not signed');
  await operator.change('contract sign --customer C-BUDGET --contract budget-account');
  const named = `${line} --event-id E-BUDGET`;
  expect((await operator.change(named)).code).toBe(0);
  // Said again, by hand and at another time, it is the same event.
  expect((await operator.change(named)).out).toMatch(/^REPEATED/);
  expect((await operator.change(line)).out).toContain('the account id is taken');
});

describe('a token', () => {
  const issue = 'token issue --customer C-TOKEN --scope fx --scope credit';

  test('is shown once, and only its hash is kept', async () => {
    const { code, out } = await operator.change(issue);
    expect(code).toBe(0);
    expect(out).toMatch(/^POSTED {4}token\.issued .*\ntoken {2}the-new-token$/);
    const items = JSON.stringify(await operator.provider.items(), (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    expect(items).toContain(hashToken('the-new-token'));
    expect(items).not.toContain('the-new-token');
  });

  test('is not shown when it was refused', async () => {
    const { code, out } = await operator.change(issue);
    expect(code).toBe(1);
    expect(out).toContain('the token is known already');
    expect(out).not.toContain('the-new-token');
  });

  test('is issued to the end of a day in UTC', async () => {
    const line = `${issue} --expires 20301231 --token - --event-id T-1`;
    const ran = await operator.change(line, { readInput: () => Promise.resolve('of-old\n') });
    expect(ran.code).toBe(0);
    const items = await operator.provider.items();
    const row = items.find(({ sk }) => sk === `TOKEN#${hashToken('of-old')}`);
    expect(row).toMatchObject({
      expiresAt: BigInt(Date.UTC(2031, 0, 1)),
      scopes: ['fx', 'credit'],
      customerId: 'C-TOKEN',
    });
  });

  test('is not issued for a time that is over', async () => {
    const ran = await operator.change(`${issue} --expires 20200101`);
    expect([ran.code, ran.problem.split('\n')[0]]).toEqual([64, '--expires <YYYYMMDD> is over.']);
  });

  test('is revoked by its hash or by itself, for good', async () => {
    const line = 'token revoke --customer C-TOKEN';
    const byHash = `${line} --token-hash ${hashToken('the-new-token')}`;
    expect((await operator.change(byHash)).code).toBe(0);
    expect((await operator.change(byHash)).out).toContain('the token is revoked already');
    const readInput = () => Promise.resolve('of-old\n');
    expect((await operator.change(`${line} --token -`, { readInput })).code).toBe(0);
    expect((await operator.change(line)).code).toBe(64);
  });
});

test('loan draw and repay on a grant', async () => {
  const { body } = await operator.apply('LOAN-1');
  const grant = String(body.creditGrantNo);
  const draw = `loan draw --grant ${grant} --drawdown D-1 --due ${day(30)}`;
  expect((await operator.change(`${draw} --amount 10001`)).out).toContain(
    'the grant has not that much left',
  );
  expect((await operator.change(`${draw} --amount 4000`)).code).toBe(0);
  expect((await operator.change('loan repay --drawdown D-1 --amount 4001')).out).toContain(
    'more than is outstanding',
  );
  expect((await operator.change('loan repay --drawdown D-1 --amount 1000')).code).toBe(0);
  const { out } = await operator.run(['facility', 'show']);
  expect(out).toMatch(/granted +6000 +6000\n +outstanding +3000 +3000\n +available +6000\n/);
});
