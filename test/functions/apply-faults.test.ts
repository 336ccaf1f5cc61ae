import { describe, expect, test } from 'vitest';
import { type Instance, newInstance } from '../instance.ts';
import { recount } from '../recount.ts';
import { facilityItem, invoice, stagedInstance } from '../stage-rows.ts';
import { gate, type Watch } from '../watched-table.ts';

type Staged = Awaited<ReturnType<typeof stagedInstance>>;
const day = 86_400_000;

/** What is applied for in each case, after what, and what has become of it in the end. */
const cases = [
  {
    name: 'granted',
    limit: 1_000_000n,
    prepare: async () => undefined,
    changes: {},
    facility: { grantedMinor: 8_000n, reservedMinor: 0n },
  },
  {
    name: 'waiting for review',
    limit: 1_000_000n,
    prepare: async () => undefined,
    changes: { invoiceInfoList: [invoice('INV-1', '625002')] },
    facility: { grantedMinor: 0n, reservedMinor: 500_001n },
  },
  {
    name: 'granted in the room of what has expired',
    limit: 10_000n,
    prepare: async ({ call, body, clock }: Staged) => {
      await call('applyCreditGrant', body({ referenceNo: 'REF_OLD' }));
      clock.ms += 40 * day;
    },
    changes: { invoiceDate: '20261230' },
    facility: { grantedMinor: 8_000n, reservedMinor: 0n },
  },
  {
    name: 'failed',
    limit: 1_000_000n,
    prepare: async () => undefined,
    changes: { invoiceInfoList: [invoice('INV-1', '9000000')] },
    facility: { grantedMinor: 0n, reservedMinor: 0n },
  },
] as const;

/** Where an execution can be cut off: before or after each of its calls to the table. */
const points = ['beforeRead', 'afterRead', 'beforeWrite', 'afterWrite'] as const;

/** Runs `cut` at the nth time that an execution comes to a point. */
function cutAt(point: (typeof points)[number], nth: number, cut: () => Promise<void>): Watch {
  let times = 0;
  const hook = (): Promise<void> | undefined => {
    times += 1;
    return times === nth ? cut() : undefined;
  };
  // A read has no effect: cut off after it is cut off before whatever comes next.
  return point === 'afterRead' ? { beforeWrite: hook } : { [point]: hook };
}

/** A new instance of the same functions on the same table, as after a kill. */
function another({ memory, clock }: Staged): Instance {
  clock.ms += 1_000;
  return newInstance({ memory, clock });
}

const cuts = cases.flatMap((one) =>
  points.flatMap((point) => [1, 2].map((nth) => ({ ...one, point, nth }))),
);

describe('an execution that is killed', () => {
  test.each(cuts)(
    'at $point $nth, $name: the next call is as if it were the first',
    async (cut) => {
      const staged = await stagedInstance(newInstance(), { creditLimitMinor: cut.limit });
      await cut.prepare(staged);
      // A kill does not throw: the execution simply never goes on.
      const dead = gate();
      staged.table.watch = cutAt(cut.point, cut.nth, dead.wait);
      const first = staged.call('applyCreditGrant', staged.body(cut.changes));
      await Promise.race([first, dead.reached]);
      recount(staged.memory);
      const again = await another(staged).call('applyCreditGrant', staged.body(cut.changes));
      expect(again.outcome).toBe('S SUCCESS');
      expect(facilityItem(staged.memory)).toMatchObject(cut.facility);
      recount(staged.memory);
    },
  );
});

describe('an execution that was frozen and wakes up after the next call', () => {
  test.each(cuts)('at $point $nth, $name: changes nothing, answers the same', async (cut) => {
    const staged = await stagedInstance(newInstance(), { creditLimitMinor: cut.limit });
    await cut.prepare(staged);
    const frozen = gate();
    staged.table.watch = cutAt(cut.point, cut.nth, frozen.wait);
    const first = staged.call('applyCreditGrant', staged.body(cut.changes));
    await Promise.race([first, frozen.reached]);
    const again = await another(staged).call('applyCreditGrant', staged.body(cut.changes));
    const before = facilityItem(staged.memory);
    frozen.open();
    expect((await first).text).toBe(again.text);
    expect(facilityItem(staged.memory)).toEqual(before);
    recount(staged.memory);
  });
});

describe('a fault of the table', () => {
  test.each(cuts)('at $point $nth, $name: U or done, and the next call is served', async (cut) => {
    const staged = await stagedInstance(newInstance(), { creditLimitMinor: cut.limit });
    await cut.prepare(staged);
    const fail = (): Promise<void> => Promise.reject(new Error('the connection was lost'));
    staged.table.watch = cutAt(cut.point, cut.nth, fail);
    const first = await staged.call('applyCreditGrant', staged.body(cut.changes));
    expect(['U UNKNOWN_EXCEPTION', 'S SUCCESS']).toContain(first.outcome);
    recount(staged.memory);
    const again = await another(staged).call('applyCreditGrant', staged.body(cut.changes));
    expect(again.outcome).toBe('S SUCCESS');
    expect(facilityItem(staged.memory)).toMatchObject(cut.facility);
    recount(staged.memory);
  });
});
