import { expect, test } from 'vitest';
import type { Table } from '../../../shared/store/table.ts';
import { bendFacility, own } from '../../stage-rows.ts';
import { listing, tenantOf, worldOf } from './books-stage.ts';

test('books that move whenever they are counted are counted as busy, not as sound', async () => {
  const world = await worldOf(1);
  let limit = 1_000_000;
  const { table } = listing(world, async ({ skPrefix }) => {
    if (skPrefix !== 'EVENT#') return;
    limit += 1;
    const posted = await world.post({
      eventId: `E-${limit}`,
      clientId: own.clientId,
      customerId: 'C0',
      actor: 'test',
      reason: 'a stage',
      type: 'facility.limit-changed',
      data: { productCode: 'AMAZON_VC_FACTORING_LOAN', creditLimitMinor: `${limit}` },
    });
    expect(posted).toEqual({ outcome: 'posted' });
  });
  const busy: Table = table;
  expect(await world.checkFull(busy)).toEqual({ tenants: 1, drifting: 0, complete: true });
  expect(world.counts.get('TenantsBusy')).toBe(1);
  expect(world.counts.get('TenantsRecounted')).toBe(0);
});

test('drift is counted even when nobody can be told of it', async () => {
  const world = await worldOf(2);
  bendFacility(world.memory, { reservedMinor: 1n, headroomMinor: 999_999n }, tenantOf(1));
  world.bus.refuses = () => new Error('no bus');
  await expect(world.checkFull()).rejects.toThrow('not done: 1; the first: Error: no bus');
  expect(world.counts.get('LedgerDrift')).toBe(1);
});
