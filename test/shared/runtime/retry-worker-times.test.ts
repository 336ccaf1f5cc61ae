import { describe, expect, test } from 'vitest';
import { workOn } from '../../../shared/runtime/retry-worker.ts';
import type { RetryMessage } from '../../../shared/store/retry-queue.ts';
import type { Table } from '../../../shared/store/table.ts';
import { violations } from '../../deep/invariants.ts';
import type { World } from '../../deep/world.ts';
import { own, unbounded } from '../../stage-rows.ts';
import { itemOf, waitingWorld } from './office-stage.ts';

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

describe('the time to decide', () => {
  test('is over from that very millisecond on, whoever would approve', async () => {
    const { world } = await waitingWorld();
    world.clock.ms += decideWithinMs;
    expect(await work(world)).toBe('decided');
    expect(itemOf(world, 'GRANT#')).toMatchObject({
      status: 'FAILED',
      failCode: 'EVALUATION_TIMEOUT',
    });
    expect(violations(world.memory.items())).toEqual([]);
  });

  test('lasts up to five seconds before, so that it does not arrive after', async () => {
    const { world } = await waitingWorld();
    world.queue.waiting.length = 0;
    world.clock.ms += decideWithinMs - 5_000;
    world.scripted.script = () => {
      throw new Error('asked');
    };
    expect(await work(world)).toBe('postponed');
    expect(world.faults).toEqual([]);
    expect(waiting(world)).toMatchObject([[{ attempts: 1 }, 5]]);
    world.clock.ms -= 1;
    world.scripted.script = () => ({ opinion: 'approve' });
    expect(await work(world, { attempts: 1 })).toBe('decided');
    expect(itemOf(world, 'GRANT#')).toMatchObject({ status: 'SUCCESS' });
  });

  test.each(['approve', 'reject'] as const)(
    'is over for an opinion, %s, that came when it was too late for it',
    async (opinion) => {
      const { world } = await waitingWorld();
      world.clock.ms += decideWithinMs - 5_001;
      world.scripted.script = () => {
        world.clock.ms += 1_500;
        return opinion === 'approve' ? { opinion } : { opinion, failCode: 'REVIEW_REJECTED' };
      };
      expect(await work(world)).toBe('postponed');
      world.clock.ms += 5_001;
      expect(await work(world, { attempts: 1 })).toBe('decided');
      expect(itemOf(world, 'GRANT#')).toMatchObject({ failCode: 'EVALUATION_TIMEOUT' });
    },
  );

  test('is over for a review too', async () => {
    const { world } = await waitingWorld('review');
    world.clock.ms += decideWithinMs;
    expect(await work(world)).toBe('decided');
    expect(itemOf(world, 'GRANT#')).toMatchObject({ failCode: 'EVALUATION_TIMEOUT' });
  });
});
