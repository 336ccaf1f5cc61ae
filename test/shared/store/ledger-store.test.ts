import { expect, test } from 'vitest';
import { headroomReserved, type LedgerEvent } from '../../../shared/domain/ledger.ts';
import { appendEvent } from '../../../shared/store/ledger-store.ts';
import { MemoryTable } from '../../memory-table.ts';
import { customer, own, unbounded } from '../../stage-rows.ts';

const event: LedgerEvent = {
  eventId: 'E-1',
  type: 'grant.reserved',
  subject: 'AMAZON_VC_FACTORING_LOAN',
  at: 1,
  actor: 'test',
  reason: 'a reason',
  currency: 'USD',
  entries: headroomReserved(80n),
};

test('an event is appended once for ever, by each tenant for itself', async () => {
  const table = new MemoryTable();
  const append = (tenant: typeof own, eventId: string) =>
    table.write({ event: appendEvent(tenant, { ...event, eventId }) }, unbounded);
  expect(await append(own, 'E-1')).toEqual({ committed: true });
  expect(await append(own, 'E-1')).toEqual({ committed: false, failed: new Set(['event']) });
  expect(await append(own, 'E-2')).toEqual({ committed: true });
  expect(await append(customer, 'E-1')).toEqual({ committed: true });
});

test('entries that do not add up to zero are not even tried', () => {
  const [entry] = headroomReserved(80n);
  const entries = entry === undefined ? [] : [entry];
  expect(() => appendEvent(own, { ...event, entries })).toThrow('unbalanced ledger event');
});
