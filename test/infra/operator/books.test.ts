import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tenant } from '../../../shared/domain/tenant.ts';
import { itemKeys } from '../../../shared/store/item-key.ts';
import { exists, type ItemKey } from '../../../shared/store/table.ts';
import { driftOf, facilityTerms, type Operator, startOperator } from './operator.ts';

let operator: Operator;
let count = 0;
let tenant: Required<Tenant>;
const clientId = 'DEMO_5X00000000000001';
const product = 'AMAZON_VC_FACTORING_LOAN';
const quota = '--method USER_ID --id U-1 --currency EUR';

beforeAll(async () => {
  operator = await startOperator();
});

afterAll(() => operator.stop());

/** A customer of its own for each test, with a facility of 1,000.00 and a quota of 5.00. */
beforeEach(async () => {
  count += 1;
  tenant = { clientId, customerId: `C-${count}` };
  const whose = `--customer ${tenant.customerId}`;
  await operator.change(`facility open ${whose} ${facilityTerms} --amount 100000`);
  await operator.change(`fx credit ${whose} ${quota} --amount 500`);
});

const verify = (...more: string[]) => operator.run(['ledger', 'verify', ...more]);
const verifyOne = () => verify('--customer', tenant.customerId);

const drift = (key: ItemKey, path: string, value: bigint) => driftOf(operator, key, path, value);
const facilityKey = () => itemKeys.facility(tenant, product);
const quotaKey = () =>
  itemKeys.fxQuota(tenant, {
    accumulationMethod: 'USER_ID',
    accumulationId: 'U-1',
    currency: 'EUR',
  });
const lost = (key: ItemKey) =>
  operator.provider.write({ lost: { action: 'delete', key, when: [exists] } });

describe('ledger verify', () => {
  test('is at peace with books that agree, and counts them', async () => {
    const { code, out } = await verifyOne();
    expect(out).toMatch(
      /^ok {6}DEMO_5X00000000000001 for C-1, 2 events\n1 tenant, 2 events, \d\.\d s: no difference$/,
    );
    expect(code).toBe(0);
  });

  test('tells each figure that the ledger or the rows tell otherwise', async () => {
    await drift(facilityKey(), 'reservedMinor', 7n);
    const { code, out } = await verifyOne();
    expect(out.split('\n').slice(0, -1)).toEqual([
      `DIFFERS ${clientId} for ${tenant.customerId}, 2 events`,
      `          facility ${product} reserved, recounted from its rows: stored 7, counted 0`,
      `          facility ${product} reserved, replayed from its ledger: stored 7, counted 0`,
    ]);
    expect(out).toMatch(/s: differences in 1$/);
    expect(code).toBe(1);
    await drift(facilityKey(), 'reservedMinor', -7n);
    expect((await verifyOne()).code).toBe(0);
  });

  test('tells a quota that is one off', async () => {
    await drift(quotaKey(), 'availableMinor', 1n);
    const { code, out } = await verifyOne();
    const what = 'FX quota USER_ID#U-1#EUR# available, replayed from its ledger';
    expect(out).toContain(`${what}: stored 501, counted 500`);
    expect(code).toBe(1);
    await drift(quotaKey(), 'availableMinor', -1n);
  });

  test('tells rows that are lost', async () => {
    await lost(facilityKey());
    await lost(quotaKey());
    const { code, out } = await verifyOne();
    expect(out).toContain(`${product} headroom, which has no row: stored 0, counted 100000`);
    expect(out).toContain('USER_ID#U-1#EUR# available, which has no row: stored 0, counted 500');
    expect(code).toBe(1);
    await operator.provider.write({
      facility: { action: 'put', key: itemKeys.books(tenant), item: {}, when: [exists] },
    });
  });

  test('tells a row that is no such row any more', async () => {
    await operator.provider.write({
      broken: {
        action: 'update',
        key: facilityKey(),
        changes: [{ change: 'set', path: 'status', value: 'BROKEN' }],
        when: [exists],
      },
    });
    const { code, out } = await verifyOne();
    expect(out).toContain('a stored FACILITY item does not parse at status');
    expect(code).toBe(1);
    await operator.provider.write({
      mended: {
        action: 'update',
        key: facilityKey(),
        changes: [{ change: 'set', path: 'status', value: 'ACTIVE' }],
        when: [exists],
      },
    });
  });

  test('sees no difference in books that move while it counts', async () => {
    const whose = `--customer ${tenant.customerId}`;
    const changes = Array.from({ length: 60 }, (_, at) => [
      `facility set-limit ${whose} --amount ${at % 2 === 0 ? 90_000 : 100_000}`,
      `fx ${at % 2 === 0 ? 'debit' : 'credit'} ${whose} ${quota} --amount 1`,
    ]).flat();
    let moving = true;
    const traffic = (async () => {
      for (const line of changes) expect((await operator.change(line)).code).toBe(0);
      moving = false;
    })();
    let looks = 0;
    while (moving) {
      expect((await verifyOne()).out).not.toContain('DIFFERS');
      looks += 1;
    }
    await traffic;
    expect(looks).toBeGreaterThan(1);
    expect((await verifyOne()).code).toBe(0);
  });

  test('finds every tenant that has books by itself', async () => {
    const { code, out } = await verify();
    const lines = out.split('\n');
    expect(lines.slice(0, -1).every((line) => line.startsWith('ok      '))).toBe(true);
    expect(out).toContain(`ok      ${clientId}'s own account, `);
    expect(out).toContain(`ok      ${clientId} for ${tenant.customerId}, 2 events`);
    expect(lines.at(-1)).toMatch(/^\d+ tenants, \d+ events, \d+\.\d s: no difference$/);
    expect(code).toBe(0);
  });
});

describe('history', () => {
  const history = (...more: string[]) => operator.run(['history', ...more]);

  test('tells how each number came about, with running balances', async () => {
    await operator.change(`facility set-limit --customer ${tenant.customerId} --amount 90000`);
    await operator.change(`fx debit --customer ${tenant.customerId} ${quota} --amount 200`);
    const { code, out } = await history(tenant.customerId);
    const lines = out.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<when>').replaceAll(/ +/g, ' ');
    expect(lines).toBe(`The ledger of ${clientId} for ${tenant.customerId}

${product} (USD minor units)
when type who why entries limit headroom reserved granted outstanding
<when> facility.opened olga a test limit -100000, headroom +100000 100000 100000 0 0 0
<when> facility.limit-changed olga a test limit +10000, headroom -10000 90000 90000 0 0 0
stored now 90000 90000 0 0 0
They agree.

USER_ID#U-1#EUR# (EUR minor units)
when type who why entries available
<when> fx-quota.credited olga a test trade -500, available +500 500
<when> fx-quota.debited olga a test available -200, settled +200 300
stored now 300
They agree.`);
    expect(code).toBe(0);
  });

  test('of one subject alone', async () => {
    const { out } = await history(tenant.customerId, '--subject', 'USER_ID#U-1#EUR#');
    expect(out).not.toContain(product);
    const { code, out: other } = await history(tenant.customerId, '--subject', 'X');
    expect(other).toContain(`no ledger event of X for ${clientId} for ${tenant.customerId}.`);
    expect(other).toContain(`There are events of:\n  ${product}\n  USER_ID#U-1#EUR#`);
    expect(code).toBe(1);
  });

  test('says that the stored counters do not agree', async () => {
    await drift(facilityKey(), 'outstandingMinor', 3n);
    const { code, out } = await history(tenant.customerId);
    const what = `facility ${product} outstanding, replayed from its ledger`;
    expect(out).toContain(`THEY DO NOT AGREE:\n  ${what}: stored 3, counted 0`);
    expect(code).toBe(1);
  });

  test('of the demo partner itself: what the seed has set', async () => {
    const { code, out } = await history();
    expect(out).toContain(`The ledger of ${clientId}'s own account`);
    expect(out).toMatch(/stored now +100000000 +100000000 +0 +0 +0\nThey agree\./);
    expect(code).toBe(0);
  });

  test('of nobody', async () => {
    const { code, out } = await history('C-NOBODY');
    expect(out).toBe(`There is no ledger event for ${clientId} for C-NOBODY.`);
    expect(code).toBe(1);
  });
});
