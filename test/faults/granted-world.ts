import { expect } from 'vitest';
import { backOfficeEvent } from '../../shared/catalogue/back-office.ts';
import { checkQuotas } from '../../shared/catalogue/back-office-functions.ts';
import { checkHandler } from '../../shared/runtime/check-handler.ts';
import { postEvent } from '../../shared/runtime/post-event.ts';
import type { Table } from '../../shared/store/table.ts';
import { violations } from '../deep/invariants.ts';
import { newWorld } from '../deep/world.ts';
import { contextOf } from '../instance.ts';
import { clientId } from '../signed-event.ts';
import { facilityItem, stagedInstance, unbounded } from '../stage-rows.ts';
import { eventCount } from './deferred-world.ts';

const limitMinor = 1_000_000n;

/** A world with so many live grants, and when they expire. */
export async function grantedWorld(count = 1) {
  const world = newWorld();
  const staged = await stagedInstance(world.api);
  for (let n = 1; n <= count; n++) {
    await staged.call('applyCreditGrant', staged.body({ referenceNo: `REF_${n}` }));
    // Signatures differ by their time.
    world.clock.ms += 1_000;
  }
  const grants = world.memory.items().filter(({ sk }) => String(sk).startsWith('GRANT#'));
  const expiresAt = Number(grants[0]?.['expiresAt']);
  return { ...staged, world, grants, expiresAt };
}
type Granted = Awaited<ReturnType<typeof grantedWorld>>;

/** Draws 30.00 on the first grant, by a clock and a table of its own. */
export function draw(
  { world, grants }: Granted,
  at: number | (() => number),
  table?: Table,
  drawdownNo = 'D1',
) {
  const event = backOfficeEvent.parse({
    eventId: `draw-${drawdownNo}`,
    clientId,
    actor: 'test',
    reason: 'a fault',
    type: 'loan.drawn',
    data: {
      creditGrantNo: String(grants[0]?.['creditGrantNo']),
      drawdownNo,
      amountMinor: '3000',
      dueDate: '20270601',
      timeZone: 'UTC',
    },
  });
  const now = typeof at === 'number' ? () => at : at;
  return postEvent(event, table ?? world.memory, now, unbounded);
}

/** Sweeps by a clock and a table of its own. */
export async function sweep({ world }: Granted, nowMs: number, table?: Table): Promise<number> {
  const office = { ...world.backOffice(table), now: () => nowMs };
  const { lambdaTimeoutSeconds } = checkQuotas.time;
  const time = { deadlineMs: lambdaTimeoutSeconds * 1_000, lambdaTimeoutSeconds };
  const { expired } = await checkHandler(() => office)({ check: 'due' }, contextOf({ time }));
  return expired;
}

/** The first grants' amount is released, once, but for what is drawn. */
export function expectReleased(stage: Granted, outstandingMinor = 0n): void {
  expect(facilityItem(stage.memory)).toMatchObject({
    grantedMinor: 0n,
    outstandingMinor,
    headroomMinor: limitMinor - outstandingMinor,
  });
  expect(eventCount(stage, ':expired:')).toBe(1);
  expect(violations(stage.memory.items())).toEqual([]);
}
