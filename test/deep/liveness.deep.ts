import { expect, test } from 'vitest';
import { invoice, stagedInstance } from '../stage-rows.ts';
import { violations } from './invariants.ts';
import { report, scaled, seed } from './scale.ts';
import { limit, newRun, stormy } from './storm.ts';
import type { World } from './world.ts';

const minuteMs = 60_000;
const decisionSpanMs = 635 * minuteMs;

interface Grant {
  readonly creditGrantNo: string;
  readonly status: string;
  readonly waitsFor?: string;
  readonly decideBy: bigint;
}

function grantsOf({ memory }: World): Grant[] {
  const items = memory.items().filter(({ sk }) => String(sk).startsWith('GRANT#'));
  return items as unknown as Grant[];
}

/** When each grant was decided. */
function decidedAt({ memory }: World): ReadonlyMap<string, number> {
  const events = memory.items().filter(({ eventId }) => String(eventId).endsWith(':decided'));
  return new Map(events.map((event) => [String(event['creditGrantNo']), Number(event['at'])]));
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

test('once faults stop 99.9 % of what waits is decided in 5 minutes, all in 635', async () => {
  const waits: number[] = [];
  let accepted = 0;
  let reviews = 0;
  for (let n = 0; n < scaled(40); n++) {
    const { world, pass, calmAt } = await stormy(seed + n, 300);
    const open = grantsOf(world).filter(({ status }) => status === 'ACCEPTED');
    const waiting = open.filter(({ waitsFor }) => waitsFor === 'DECISION');
    expect(violations(world.memory.items())).toEqual([]);
    await pass(calmAt + 20 * minuteMs);
    const decided = decidedAt(world);
    for (const { creditGrantNo, decideBy } of waiting) {
      const at = decided.get(creditGrantNo) ?? Number.POSITIVE_INFINITY;
      waits.push(at - calmAt);
      expect(at).toBeLessThanOrEqual(Number(decideBy));
    }
    expect(violations(world.memory.items())).toEqual([]);
    const expired = world.notices.filter(({ type }) => type === 'GrantExpired');
    expect(new Set(expired.map(({ id }) => id)).size).toBe(5);
    expect(world.unfounded).toEqual([]);
    accepted += grantsOf(world).length;
    reviews += open.length - waiting.length;
  }
  waits.sort((a, b) => a - b);
  const seconds = (share: number): number => Math.ceil(quantile(waits, share) / 1_000);
  report('liveness', {
    seed,
    accepted,
    'left waiting when faults ended': waits.length,
    'awaiting a person': reviews,
    'p50 s': seconds(0.5),
    'p99 s': seconds(0.99),
    'p99.9 s': seconds(0.999),
    'max s': seconds(1),
  });
  expect(quantile(waits, 0.999)).toBeLessThanOrEqual(5 * minuteMs);
  expect(quantile(waits, 1)).toBeLessThan(decisionSpanMs);
});

test('what nobody decides in 635 minutes has failed by then, and its room is free', async () => {
  const { world, pass } = newRun(seed);
  const { body, call } = await stagedInstance(world.api, limit);
  world.scripted.script = () => {
    throw new Error('down for good');
  };
  const count = scaled(20);
  for (let n = 0; n < count; n++) {
    const forReview = n % 5 === 0 ? { invoiceInfoList: [invoice(`BIG_${n}`, '700000')] } : {};
    await call('applyCreditGrant', body({ referenceNo: `REF_${n}`, ...forReview }));
  }
  const startedAt = world.clock.ms;
  await pass(startedAt + decisionSpanMs - 1);
  for (const [ms, status] of [[0, 'ACCEPTED'] as const, [1, 'FAILED'] as const]) {
    world.clock.ms += ms;
    for (let n = 0; n < count; n++) {
      const { body: told } = await call('inquiryCreditGrant', { referenceNo: `REF_${n}` });
      expect(told.creditGrantStatus).toBe(status);
      if (status === 'FAILED') expect(told.failCode).toBe('EVALUATION_TIMEOUT');
    }
  }
  await pass(world.clock.ms + 7 * minuteMs);
  expect(grantsOf(world).filter(({ status }) => status !== 'FAILED')).toEqual([]);
  expect(violations(world.memory.items())).toEqual([]);
});
