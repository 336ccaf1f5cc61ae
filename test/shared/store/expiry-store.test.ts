import { expect, test } from 'vitest';
import { creditGrantRef } from '../../../shared/store/credit-grant-store.ts';
import { expireGrant, releaseExpired } from '../../../shared/store/expiry-store.ts';
import { facilityRef } from '../../../shared/store/facility-store.ts';
import { readRows } from '../../../shared/store/row.ts';
import { applicationRef } from '../../../shared/store/stored-application.ts';
import { grantedWorld } from '../../faults/granted-world.ts';
import { bendFacility, facilityItem, itemCounts, own, unbounded } from '../../stage-rows.ts';

/** A grant as it was read, and what is written when it expires. */
async function expiring() {
  const { memory, grants, expiresAt } = await grantedWorld();
  const refs = {
    grant: creditGrantRef(own, 'REF_1'),
    stored: applicationRef(own, String(grants[0]?.['creditGrantNo'])),
    facility: facilityRef(own, 'AMAZON_VC_FACTORING_LOAN'),
  };
  const { grant, stored, facility } = await readRows(memory, refs, unbounded);
  if (!grant || !stored || !facility) throw new Error('not staged');
  const { application } = stored;
  return {
    memory,
    expiresAt,
    note: () => memory.write(expireGrant(own, grant, application), unbounded),
    noteGrant: () => {
      const { grant: noted } = expireGrant(own, grant, application);
      return noted ? memory.write({ noted }, unbounded) : expect.fail('nothing is noted');
    },
    release: (nowMs: number) => releaseExpired(memory, own, facility, nowMs, unbounded),
  };
}

test('a grant is noted as expired once, and its invoice is free', async () => {
  const { note, memory } = await expiring();
  expect(await note()).toEqual({ committed: true });
  expect(itemCounts(memory)['INVOICE']).toBeUndefined();
  expect((await note()).committed).toBe(false);
});

test('its own row alone says that it has been noted', async () => {
  const { noteGrant } = await expiring();
  expect(await noteGrant()).toEqual({ committed: true });
  expect((await noteGrant()).committed).toBe(false);
});

test.each([
  [-1, false, 8_000n],
  [0, true, 0n],
  [1, true, 0n],
])('%i ms from the expiry: released is %s, granted still %s', async (ms, released, left) => {
  const { release, memory, expiresAt } = await expiring();
  expect(await release(expiresAt + ms)).toBe(released);
  expect(facilityItem(memory)).toMatchObject({ grantedMinor: left });
});

test('an instant is released once, even if its amount stood in the counters again', async () => {
  const { release, memory, expiresAt } = await expiring();
  const before = facilityItem(memory);
  await release(expiresAt);
  const { grantedMinor, headroomMinor, unusedByExpiry } = before;
  bendFacility(memory, { grantedMinor, headroomMinor, unusedByExpiry });
  await release(expiresAt);
  expect(facilityItem(memory)).toEqual(before);
});
