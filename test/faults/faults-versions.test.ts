import { describe, expect, test } from 'vitest';
import { openBooks } from '../../shared/store/books-store.ts';
import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { itemKeys } from '../../shared/store/item-key.ts';
import { readRetryMessage } from '../../shared/store/retry-queue.ts';
import type { Item, ItemKey, ItemValue } from '../../shared/store/table.ts';
import { newWorld } from '../deep/world.ts';
import type { MemoryTable } from '../memory-table.ts';
import { clientId } from '../signed-event.ts';
import { bendFacility, facilityItem, own, stagedInstance, write } from '../stage-rows.ts';
import { oldRows } from './rows-of-old-code.ts';

/** Read by nobody's schema: operators read unreadable events by their own, a lease is no row. */
const notRead = ['unreadableEvent', 'books', 'rate'];

/** A row as code to come may store it: with attributes that are unknown today, at every level. */
function ofNewerCode(item: Item): Item {
  const grown = Object.entries(item).map(([name, value]) => [name, grow(value)]);
  return { ...Object.fromEntries(grown), ofNewerCode: { whatever: [1n, 'x', true] } };
}

function grow(value: ItemValue | undefined): ItemValue | undefined {
  if (Array.isArray(value)) return value.map((each) => grow(each) ?? each);
  if (typeof value !== 'object') return value;
  // Sums by instant are a map of whatever instants there are, and no attributes.
  const isSums = Object.keys(value).every((name) => /^\d+$/.test(name));
  return isSums ? value : { ...value, ofNewerCode: 'x' };
}

const named = oldRows.map(([kind, ...row], at) => [`${kind} ${at}`, ...row] as const);

describe('F48 a row', () => {
  test.each(named)('%s, as the oldest code stored it, is read', (_, { parse }, oldest, asRead) => {
    expect(parse(oldest)).toEqual(asRead);
  });

  test.each(named)(
    '%s, with what newer code adds to it, is read the same',
    (_, ref, old, asRead) => {
      expect(ref.parse(ofNewerCode(old))).toEqual(asRead);
    },
  );

  test('of every kind that there is', () => {
    const kinds = new Set([...oldRows.map(([kind]) => kind), ...notRead]);
    expect([...kinds].sort()).toEqual(Object.keys(itemKeys).sort());
  });
});

const keyOf = ({ pk, sk }: Item): ItemKey => ({ pk: String(pk), sk: String(sk) });

function growAll(memory: MemoryTable): void {
  for (const item of memory.items()) memory.place(keyOf(item), ofNewerCode(item));
}

const posted = { clientId, actor: 'test', reason: 'a fault' };

test('F48 old code works on rows of newer code, and what it does not know outlasts it', async () => {
  const world = newWorld();
  const { call, body, memory } = await stagedInstance(world.api);
  world.scripted.script = () => ({ opinion: 'pending' });
  await call('applyCreditGrant', body());
  growAll(memory);
  world.scripted.script = () => ({ opinion: 'approve' });
  await world.pass(3_600_000);
  const inquiry = await call('inquiryCreditGrant', { referenceNo: 'REF_1' });
  expect(inquiry.body).toMatchObject({ creditGrantStatus: 'SUCCESS', creditGrantAmount: '8000' });
  expect((await call('applyCreditGrant', body())).outcome).toBe('S SUCCESS');
  const data = { creditGrantNo: inquiry.body.creditGrantNo, drawdownNo: 'D1' };
  const drawn = { ...data, amountMinor: '3000', dueDate: '20270601', timeZone: 'UTC' };
  const draw = { ...posted, eventId: 'D1', type: 'loan.drawn', data: drawn } as const;
  expect(await world.post(draw)).toEqual({ outcome: 'posted' });
  for (const kind of ['FACILITY#', 'GRANT#', 'ATTACHMENT#', 'REF#', 'INVOICE#']) {
    const item = memory.items().find(({ sk }) => String(sk).startsWith(kind));
    expect(item).toMatchObject({ ofNewerCode: { whatever: [1n, 'x', true] } });
  }
  expect(facilityItem(memory)).toMatchObject({
    terms: { ofNewerCode: 'x' },
    grantedMinor: 5_000n,
    outstandingMinor: 3_000n,
  });
});

test('F48 what newer code keeps beside budget accounts outlasts an account that is opened', async () => {
  const { memory, post } = newWorld();
  const none = { accounts: [], accountLimit: 5, contractStatus: 'SIGNED' } as const;
  await write(memory, { budget: openBudgetAccounts(own, none) });
  growAll(memory);
  const data = { budgetAccountId: 'BA1', budgetAccountName: 'Team', status: 'ACTIVE' } as const;
  const opened = { ...posted, eventId: 'B1', type: 'budget-account.opened', data } as const;
  expect(await post(opened)).toEqual({ outcome: 'posted' });
  expect(memory.items().find(({ sk }) => sk === 'BUDGET-ACCOUNTS')).toMatchObject({
    accounts: [{ budgetAccountId: 'BA1' }],
    accountLimit: 5n,
    ofNewerCode: { whatever: [1n, 'x', true] },
  });
});

test('F48 a reference that old code refused, without saying when, is free for another try', async () => {
  const { call, body, memory } = await stagedInstance(newWorld().api);
  memory.place(itemKeys.reference(own, 'REF_1'), { status: 'REFUSED', attempt: 3 });
  expect((await call('applyCreditGrant', body())).body).toMatchObject({
    creditGrantStatus: 'ACCEPTED',
  });
  expect(facilityItem(memory)['grantedMinor']).toBe(8_000n);
});

test('F48 a full check goes on where old code stopped, and counts its steps from there', async () => {
  const { checkFull, memory } = newWorld();
  memory.place(itemKeys.checkProgress('full'), { partition: 3 });
  expect(await checkFull()).toMatchObject({ complete: true });
  const progress = memory.items().find(({ pk }) => pk === 'CHECK');
  expect(progress?.['step']).toBeGreaterThanOrEqual(1n);
});

test('F48 a facility of old code, overdue and not noted as such, is told of once', async () => {
  const world = newWorld();
  const { memory } = await stagedInstance(world.api);
  await write(memory, { books: openBooks(own) });
  expect(facilityItem(memory)).not.toHaveProperty('overdueNoted');
  bendFacility(memory, {
    unpaidByDue: { [`${world.clock.ms - 1}`]: 100n },
    outstandingMinor: 100n,
    headroomMinor: 999_900n,
  });
  await world.checkFull();
  await world.checkFull();
  expect(world.notices.filter(({ type }) => type === 'FacilityOverdue')).toHaveLength(1);
});

test('F48 an event that old code refused, by its key of then, is judged anew and once', async () => {
  const world = newWorld();
  const { memory } = await stagedInstance(world.api);
  memory.place(itemKeys.refusedEvent(own, 'L1#0123456789abcdef'), {
    eventId: 'L1',
    content: '{}',
    reason: 'there is no such facility',
    at: 1,
  });
  const limit = { productCode: 'AMAZON_VC_FACTORING_LOAN', creditLimitMinor: '2000000' } as const;
  const event = { ...posted, eventId: 'L1', type: 'facility.limit-changed', data: limit } as const;
  expect(await world.post(event)).toEqual({ outcome: 'posted' });
  expect(await world.post(event)).toEqual({ outcome: 'repeated' });
  expect(facilityItem(memory)['creditLimitMinor']).toBe(2_000_000n);
});

test('F48 a message of newer code is read for what is known of it; garbage is not', () => {
  const message = { clientId: 'PARTNER_1', referenceNo: 'REF_1', attempts: 2 };
  const read = { tenant: { clientId: 'PARTNER_1' }, referenceNo: 'REF_1', attempts: 2 };
  expect(readRetryMessage(JSON.stringify({ ...message, traceId: 'x' }))).toEqual(read);
  expect(readRetryMessage(JSON.stringify(message))).toEqual(read);
  expect(readRetryMessage(JSON.stringify({ ...message, attempts: -1 }))).toBeUndefined();
});
