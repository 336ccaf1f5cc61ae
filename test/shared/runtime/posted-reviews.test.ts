import { expect, test } from 'vitest';
import { violations } from '../../deep/invariants.ts';
import { bendFacility } from '../../stage-rows.ts';
import { eventOf, facilityOf, itemOf, meanwhile, waitingWorld } from './office-stage.ts';

const decideWithinMs = 635 * 60_000;
const refused = (reason: string) => ({ outcome: 'refused', reason });

function reviewed(decision: 'approve' | 'reject', eventId = 'E-REVIEW', referenceNo = 'REF_1') {
  return eventOf(eventId, 'grant.reviewed', { referenceNo, decision });
}

test('an approval turns the reservation into a grant', async () => {
  const { world, creditGrantNo } = await waitingWorld('review');
  expect(facilityOf(world)).toMatchObject({ reservedMinor: 560_000n, grantedMinor: 0n });
  expect(await world.post(reviewed('approve'))).toEqual({ outcome: 'posted' });
  const grant = itemOf(world, 'GRANT#');
  expect(grant).toMatchObject({
    status: 'SUCCESS',
    unusedMinor: 560_000n,
    outstandingMinor: 0n,
    expired: false,
  });
  expect(Object.keys(grant ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(waitsFor|attempts|nextDueAt|dueShard)$/)]),
  );
  expect(facilityOf(world)).toMatchObject({
    reservedMinor: 0n,
    grantedMinor: 560_000n,
    headroomMinor: 440_000n,
  });
  expect(itemOf(world, 'EVENT#posted:E-REVIEW')).toMatchObject({
    creditGrantNo,
    actor: 'test',
    entries: [
      { account: 'reserved', amountMinor: -560_000n },
      { account: 'granted', amountMinor: 560_000n, dueAt: grant?.['expiresAt'] },
    ],
  });
  expect(violations(world.memory.items())).toEqual([]);
});

test('a rejection gives the headroom and the invoices back', async () => {
  const { world } = await waitingWorld('review');
  expect(itemOf(world, 'INVOICE#')).toBeDefined();
  expect(await world.post(reviewed('reject'))).toEqual({ outcome: 'posted' });
  expect(itemOf(world, 'GRANT#')).toMatchObject({ status: 'FAILED', failCode: 'REVIEW_REJECTED' });
  expect(itemOf(world, 'INVOICE#')).toBeUndefined();
  expect(facilityOf(world)).toMatchObject({ reservedMinor: 0n, headroomMinor: 1_000_000n });
  expect(itemOf(world, 'EVENT#posted:E-REVIEW')).toMatchObject({
    entries: [
      { account: 'reserved', amountMinor: -560_000n },
      { account: 'headroom', amountMinor: 560_000n },
    ],
  });
  expect(violations(world.memory.items())).toEqual([]);
});

// Five seconds early: it must not arrive once a read has said that the time was over.
test.each(['approve', 'reject'] as const)('to %s counts while it arrives in time', async (to) => {
  const { world } = await waitingWorld('review');
  const decideBy = Number(itemOf(world, 'GRANT#')?.['decideBy']);
  expect(decideBy - world.clock.ms).toBe(decideWithinMs);
  world.clock.ms = decideBy - 5_000;
  const late = await world.post(reviewed(to, 'E-LATE'));
  expect(late).toEqual(refused('the time to decide is over'));
  world.clock.ms = decideBy - 5_001;
  expect(await world.post(reviewed(to))).toEqual({ outcome: 'posted' });
});

test('what is decided is not reviewed again', async () => {
  const { world } = await waitingWorld('review');
  await world.post(reviewed('approve'));
  const again = await world.post(reviewed('reject', 'E-AGAIN'));
  expect(again).toEqual(refused('the application is decided already'));
  const unknown = await world.post(reviewed('reject', 'E-NONE', 'REF_9'));
  expect(unknown).toEqual(refused('there is no such application'));
});

test('two reviewers at once: the second hears that it is decided', async () => {
  const { world } = await waitingWorld('review');
  const table = meanwhile(world, () => world.post(reviewed('reject', 'E-OTHER')));
  const second = await world.post(reviewed('approve'), table);
  expect(second).toEqual(refused('the application is decided already'));
  expect(itemOf(world, 'GRANT#')).toMatchObject({ status: 'FAILED' });
  expect(violations(world.memory.items())).toEqual([]);
});

test('an approval still stands under the rules as they are now', async () => {
  const { world } = await waitingWorld('review');
  bendFacility(world.memory, { status: 'CLOSED' });
  expect(await world.post(reviewed('approve'))).toMatchObject({
    outcome: 'refused',
    reason: expect.stringMatching(/^the rules do not allow it: /),
  });
  expect(itemOf(world, 'GRANT#')).toMatchObject({ status: 'ACCEPTED' });
  bendFacility(world.memory, { status: 'ACTIVE' });
  expect(await world.post(reviewed('approve', 'E-AGAIN'))).toEqual({ outcome: 'posted' });
});

test('a facility that is suspended while an approval is written is not granted on', async () => {
  const { world } = await waitingWorld('review');
  const table = meanwhile(world, async () => bendFacility(world.memory, { status: 'CLOSED' }));
  expect(await world.post(reviewed('approve'), table)).toMatchObject({ outcome: 'refused' });
  expect(facilityOf(world)).toMatchObject({ grantedMinor: 0n, reservedMinor: 560_000n });
});
