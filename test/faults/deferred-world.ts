import { expect } from 'vitest';
import { violations } from '../deep/invariants.ts';
import { newWorld, type World } from '../deep/world.ts';
import { clientSecret } from '../memory-secrets.ts';
import { MemoryTable } from '../memory-table.ts';
import { facilityItem, stagedInstance } from '../stage-rows.ts';

const clients = { PARTNER_1: clientSecret({ ratePerSecond: 1_000, burst: 10_000 }) };

/** A world in which so many applications wait, since the decision service was down. */
export async function deferredWorld(count = 1) {
  const world = newWorld({ clients, memory: new MemoryTable() });
  const staged = await stagedInstance(world.api, { creditLimitMinor: 1_000_000_000n });
  world.scripted.script = () => {
    throw new Error('down');
  };
  const apply = (referenceNo: string) =>
    staged.call('applyCreditGrant', staged.body({ referenceNo }));
  for (let n = 1; n <= count; n++) await apply(`REF_${n}`);
  world.scripted.script = () => ({ opinion: 'approve' });
  const { queue, faults } = world;
  return { ...staged, apply, world, queue, faults };
}

/** How many grants stand where. */
export function grantStatuses({ memory }: Pick<World, 'memory'>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sk, status } of memory.items()) {
    if (!String(sk).startsWith('GRANT#')) continue;
    counts[String(status)] = (counts[String(status)] ?? 0) + 1;
  }
  return counts;
}

/** How many events the ledger holds whose ids end so, or hold that. */
export function eventCount({ memory }: Pick<World, 'memory'>, part: string): number {
  return memory.items().filter(({ eventId }) => String(eventId ?? '').includes(part)).length;
}

/** Every item but the signatures. */
export function rowsOf({ memory }: Pick<World, 'memory'>) {
  return memory.items().filter(({ sk }) => !String(sk).startsWith('SIG#'));
}

/** So many grants are decided, each once, and nothing is left over. */
export function expectDecidedOnce(stage: Pick<World, 'memory'>, count: number): void {
  expect(grantStatuses(stage)).toEqual({ SUCCESS: count });
  expect(eventCount(stage, ':decided')).toBe(count);
  expect(facilityItem(stage.memory)).toMatchObject({
    grantedMinor: 8_000n * BigInt(count),
    reservedMinor: 0n,
  });
  expect(violations(stage.memory.items())).toEqual([]);
}
