import { describe, expect, test } from 'vitest';
import { workOn } from '../../../shared/runtime/retry-worker.ts';
import type { RetryMessage } from '../../../shared/store/retry-queue.ts';
import type { Table } from '../../../shared/store/table.ts';
import type { World } from '../../deep/world.ts';
import { own, unbounded } from '../../stage-rows.ts';
import { facilityOf, itemOf, officeWorld, waitingWorld } from './office-stage.ts';

const message: RetryMessage = { tenant: own, referenceNo: 'REF_1', attempts: 0 };
const decideWithinMs = 635 * 60_000;

function work(world: World, changes: Partial<RetryMessage> = {}, table?: Table) {
  return workOn({ ...message, ...changes }, world.backOffice(table), unbounded);
}

/** What waits in the queue, and for how many seconds. */
function waiting({ queue, clock }: World) {
  return queue.waiting.map(({ body, visibleAt }) => [
    JSON.parse(body),
    (visibleAt - clock.ms) / 1_000,
  ]);
}

describe('a message whose time is over changes nothing', () => {
  test.each([
    ['of an application that is not there', { referenceNo: 'REF_9' }],
    ['of another customer', { tenant: { ...own, customerId: 'CUSTOMER_9' } }],
  ])('%s', async (_, changes) => {
    const { world } = await waitingWorld();
    const before = world.memory.items();
    expect(await work(world, changes)).toBe('stale');
    expect(world.memory.items()).toEqual(before);
  });

  test('of an application that is decided', async () => {
    const { world } = await officeWorld();
    expect(await work(world)).toBe('stale');
  });

  test('that was sent before the last attempt', async () => {
    const { world } = await waitingWorld();
    world.scripted.script = () => ({ opinion: 'pending' });
    expect(await work(world)).toBe('postponed');
    const before = world.memory.items();
    expect(await work(world)).toBe('stale');
    expect(world.memory.items()).toEqual(before);
    // One that is ahead of the row is no older than what it speaks of.
    expect(await work(world, { attempts: 7 })).toBe('postponed');
  });
});

test('an application that a person is to look at waits, and nobody is asked', async () => {
  const { world } = await waitingWorld('review');
  world.scripted.script = () => {
    throw new Error('asked');
  };
  const before = world.memory.items();
  expect(await work(world)).toBe('waiting');
  expect(world.memory.items()).toEqual(before);
  expect(world.faults).toEqual([]);
});

describe('an application that waited is decided', () => {
  test('approved: the reservation becomes a grant', async () => {
    const { world, creditGrantNo } = await waitingWorld();
    const asked: string[] = [];
    world.scripted.script = (no) => {
      asked.push(no);
      return { opinion: 'approve' };
    };
    expect(await work(world)).toBe('decided');
    expect(asked).toEqual([creditGrantNo]);
    const grant = itemOf(world, 'GRANT#');
    expect(grant).toMatchObject({ status: 'SUCCESS', unusedMinor: 80_000n, expired: false });
    expect(facilityOf(world)).toMatchObject({
      reservedMinor: 0n,
      grantedMinor: 80_000n,
      headroomMinor: 920_000n,
    });
    expect(itemOf(world, `EVENT#${creditGrantNo}:decided`)).toMatchObject({
      type: 'grant.approved',
      subject: 'AMAZON_VC_FACTORING_LOAN',
      actor: 'system',
      reason: 'decided after deferral',
      at: BigInt(world.clock.ms),
      currency: 'USD',
      creditGrantNo,
      entries: [
        { account: 'reserved', amountMinor: -80_000n },
        { account: 'granted', amountMinor: 80_000n, dueAt: grant?.['expiresAt'] },
      ],
    });
  });

  test('rejected: headroom and invoices are free again', async () => {
    const { world, creditGrantNo } = await waitingWorld();
    world.scripted.script = () => ({ opinion: 'reject', failCode: 'REVIEW_REJECTED' });
    expect(await work(world)).toBe('decided');
    expect(itemOf(world, 'GRANT#')).toMatchObject({
      status: 'FAILED',
      failCode: 'REVIEW_REJECTED',
    });
    expect(itemOf(world, 'INVOICE#')).toBeUndefined();
    expect(facilityOf(world)).toMatchObject({ reservedMinor: 0n, headroomMinor: 1_000_000n });
    expect(itemOf(world, `EVENT#${creditGrantNo}:decided`)).toMatchObject({
      type: 'grant.released',
      entries: [
        { account: 'reserved', amountMinor: -80_000n },
        { account: 'headroom', amountMinor: 80_000n },
      ],
    });
  });
});

describe('an application that waits on', () => {
  test('is worked on again later, under a doubling ceiling', async () => {
    const { world } = await waitingWorld();
    world.queue.waiting.length = 0;
    world.scripted.script = () => ({ opinion: 'pending' });
    // Half of each ceiling: the world's chance is 0.5.
    for (const [attempts, seconds] of [5, 10, 20, 40, 45, 45].entries()) {
      world.queue.waiting.length = 0;
      expect(await work(world, { attempts })).toBe('postponed');
      expect(itemOf(world, 'GRANT#')).toMatchObject({
        status: 'ACCEPTED',
        attempts: BigInt(attempts + 1),
        nextDueAt: BigInt(world.clock.ms + seconds * 1_000),
      });
      const next = { clientId: 'PARTNER_1', referenceNo: 'REF_1', attempts: attempts + 1 };
      expect(waiting(world)).toEqual([[next, seconds]]);
    }
  });

  test('is worked on once more when its time is over, not after', async () => {
    const { world } = await waitingWorld();
    world.queue.waiting.length = 0;
    world.scripted.script = () => ({ opinion: 'pending' });
    world.clock.ms += decideWithinMs - 1_500;
    expect(await work(world)).toBe('postponed');
    expect(waiting(world)).toMatchObject([[{ attempts: 1 }, 2]]);
  });

  test('since the decision service is down, which is told', async () => {
    const { world } = await waitingWorld();
    world.scripted.script = () => Promise.reject(new Error('down'));
    expect(await work(world)).toBe('postponed');
    expect(world.faults).toEqual(['decision service: Error: down']);
  });

  test('though no message can be sent, which is told', async () => {
    const { world } = await waitingWorld();
    world.scripted.script = () => ({ opinion: 'pending' });
    world.queue.refuseSends = () => new Error('no sends');
    expect(await work(world)).toBe('postponed');
    expect(world.faults).toEqual(['retry message not sent: Error: no sends']);
    expect(itemOf(world, 'GRANT#')).toMatchObject({ attempts: 1n });
  });
});
