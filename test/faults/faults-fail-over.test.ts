import { expect, test } from 'vitest';
import { openBooks } from '../../shared/store/books-store.ts';
import type { Item } from '../../shared/store/table.ts';
import { violations } from '../deep/invariants.ts';
import { newWorld } from '../deep/world.ts';
import { newInstance } from '../instance.ts';
import { MemoryTable } from '../memory-table.ts';
import { clientId } from '../signed-event.ts';
import { facilityItem, itemCounts, own, stagedInstance, write } from '../stage-rows.ts';
import { gate, WatchedTable } from '../watched-table.ts';

const data = { productCode: 'AMAZON_VC_FACTORING_LOAN' } as const;
type Step = 'facility.fenced' | 'facility.promoted' | 'facility.reconciled';
let steps = 0;
const step = (type: Step) =>
  ({ eventId: `F${++steps}`, clientId, actor: 'A', reason: 'fail-over', type, data }) as const;

/** Copies what one region holds into the other, as far as replication has come: all, or some. */
function replicate(from: MemoryTable, to: MemoryTable, some = (_item: Item): boolean => true) {
  for (const item of from.items().filter(some)) {
    to.place({ pk: String(item['pk']), sk: String(item['sk']) }, item);
  }
}

/** The old region, with a grant that the new one knows of and one that has not got there. */
async function twoRegions() {
  const old = newWorld();
  const staged = await stagedInstance(old.api);
  await write(old.memory, { books: openBooks(own) });
  await staged.call('applyCreditGrant', staged.body({ referenceNo: 'REF_1' }));
  const next = newWorld({ memory: new MemoryTable() });
  replicate(old.memory, next.memory);
  old.clock.ms += 1_000;
  next.clock.ms = old.clock.ms;
  await staged.call('applyCreditGrant', staged.body({ referenceNo: 'REF_2' }));
  return { old, next, body: staged.body };
}

const inquire = (world: ReturnType<typeof newWorld>, referenceNo: string) =>
  world.api.call('inquiryCreditGrant', { referenceNo });
const moneyRows = ({ memory }: ReturnType<typeof newWorld>) => {
  const { FACILITY, GRANT, REF, INVOICE } = itemCounts(memory);
  return { FACILITY, GRANT, REF, INVOICE };
};

test('F47 nothing is answered but U, nor written, in the region that is fenced', async () => {
  const { old, body } = await twoRegions();
  const before = moneyRows(old);
  expect(await old.post(step('facility.fenced'))).toEqual({ outcome: 'posted' });
  for (const referenceNo of ['REF_1', 'REF_2', 'REF_3']) {
    expect((await inquire(old, referenceNo)).outcome).toBe('U UNKNOWN_EXCEPTION');
    const applied = await old.api.call('applyCreditGrant', body({ referenceNo }));
    expect(applied.outcome).toBe('U UNKNOWN_EXCEPTION');
    old.clock.ms += 1_000;
  }
  // Not even one that would be refused, which would be for good.
  const refused = body({ referenceNo: 'REF_4', payeeCode: 'PAYEE_9' });
  expect((await old.api.call('applyCreditGrant', refused)).outcome).toBe('U UNKNOWN_EXCEPTION');
  expect((await old.api.call('queryCreditQuota', data)).outcome).toBe('U UNKNOWN_EXCEPTION');
  expect(moneyRows(old)).toEqual(before);
  expect(await old.post(step('facility.fenced'))).toEqual({
    outcome: 'refused',
    reason: 'the facility is fenced already',
  });
});

test.each([
  ['is fenced', false],
  ['learns from the new one that it was promoted', true],
])('F47 an execution of before cannot commit once the old region %s', async (_, isReplicated) => {
  const { old, next, body } = await twoRegions();
  const watched = new WatchedTable(old.memory);
  const late = newInstance({ memory: old.memory, store: watched, clock: old.clock });
  const held = gate();
  watched.watch.beforeWrite = held.wait;
  const applying = late.call('applyCreditGrant', body({ referenceNo: 'REF_3' }));
  await held.reached;
  if (isReplicated) {
    await next.post(step('facility.promoted'));
    replicate(next.memory, old.memory, ({ sk }) => String(sk).startsWith('FACILITY#'));
  } else {
    await old.post(step('facility.fenced'));
  }
  const before = { ...moneyRows(old), facility: facilityItem(old.memory) };
  watched.watch = {};
  held.open();
  expect((await applying).outcome).toBe('U UNKNOWN_EXCEPTION');
  expect({ ...moneyRows(old), facility: facilityItem(old.memory) }).toEqual(before);
});

test('F47 what is missing in the promoted region is U until it is reconciled', async () => {
  const { old, next, body } = await twoRegions();
  await old.post(step('facility.fenced'));
  await next.post(step('facility.promoted'));
  expect((await inquire(next, 'REF_1')).body).toMatchObject({ creditGrantStatus: 'SUCCESS' });
  const again = await next.api.call('applyCreditGrant', body({ referenceNo: 'REF_1' }));
  expect(again.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
  expect((await next.api.call('queryCreditQuota', data)).outcome).toBe('S SUCCESS');
  const before = moneyRows(next);
  for (const referenceNo of ['REF_2', 'REF_NEW']) {
    next.clock.ms += 1_000;
    expect((await inquire(next, referenceNo)).outcome).toBe('U UNKNOWN_EXCEPTION');
    const applied = await next.api.call('applyCreditGrant', body({ referenceNo }));
    expect(applied.outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(applied.text).not.toContain('creditGrantStatus');
  }
  expect(moneyRows(next)).toEqual(before);
  const refusedBody = body({ referenceNo: 'REF_4', payeeCode: 'PAYEE_9' });
  const refused = await next.api.call('applyCreditGrant', refusedBody);
  expect(refused.outcome).toBe('U UNKNOWN_EXCEPTION');

  expect(await next.post(step('facility.reconciled'))).toEqual({ outcome: 'posted' });
  expect((await inquire(next, 'REF_2')).outcome).toBe('F ORDER_NOT_EXIST');
  const repeated = await next.api.call('applyCreditGrant', body({ referenceNo: 'REF_2' }));
  expect(repeated.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
  // The number that the old region gave it: nobody has to learn another.
  const given = old.memory.items().filter(({ sk }) => String(sk).startsWith('GRANT#'));
  expect(given.map((item) => item['creditGrantNo'])).toContain(repeated.body.creditGrantNo);
  expect(facilityItem(next.memory)).toMatchObject({ grantedMinor: 16_000n, epoch: 3n });
  expect(violations(next.memory.items())).toEqual([]);
  expect(await next.checkFull()).toMatchObject({ drifting: 0, complete: true });
});

test('F47 a copy of a fenced facility writes again once it is promoted, and the old one never', async () => {
  const { old, next, body } = await twoRegions();
  await old.post(step('facility.fenced'));
  replicate(old.memory, next.memory);
  expect(await next.post(step('facility.reconciled'))).toEqual({
    outcome: 'refused',
    reason: 'the facility is fenced',
  });
  await next.post(step('facility.promoted'));
  await next.post(step('facility.reconciled'));
  next.clock.ms += 1_000;
  const applied = await next.api.call('applyCreditGrant', body({ referenceNo: 'REF_3' }));
  expect(applied.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
  const late = await old.api.call('applyCreditGrant', body({ referenceNo: 'REF_5' }));
  expect(late.outcome).toBe('U UNKNOWN_EXCEPTION');
  expect(facilityItem(next.memory)['grantedMinor']).toBe(24_000n);
  expect(facilityItem(old.memory)['grantedMinor']).toBe(16_000n);
});

test('F47 what comes from the back office is not posted to a fenced facility, nor lost', async () => {
  const { old } = await twoRegions();
  await old.post(step('facility.fenced'));
  const limit = { ...data, creditLimitMinor: '1' } as const;
  const event = {
    ...step('facility.fenced'),
    type: 'facility.limit-changed',
    data: limit,
  } as const;
  // Thrown, and so sent again and then kept among the dead letters; refused would be for good.
  await expect(old.post(event)).rejects.toThrow('another region writes it');
  expect(facilityItem(old.memory)['creditLimitMinor']).toBe(1_000_000n);
});
