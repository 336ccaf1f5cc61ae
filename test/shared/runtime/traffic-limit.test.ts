import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TrafficLimit } from '../../../shared/runtime/traffic-limit.ts';

const client = { clientId: 'PARTNER_1', ratePerSecond: 50, burst: 100 };

/** How many of so many requests at one instant get through. */
function taken(limit: TrafficLimit, requests: number, nowMs: number, of = client): number {
  return Array.from({ length: requests }, () => limit.take(of, nowMs)).filter(Boolean).length;
}

describe('a client', () => {
  test.each([
    [99, 99],
    [100, 100],
    [101, 100],
  ])('that sends %i requests at once gets %i through', (requests, through) => {
    expect(taken(new TrafficLimit(), requests, 0)).toBe(through);
  });

  test.each([
    [19, 0],
    [20, 1],
    [39, 1],
    [40, 2],
    [1_000, 50],
    [1_999, 99],
    [2_000, 100],
    [86_400_000, 100],
  ])('that spent all has, %i ms later, %i more', (laterMs, through) => {
    const limit = new TrafficLimit();
    taken(limit, 200, 0);
    expect(taken(limit, 200, laterMs)).toBe(through);
  });

  test('that is refused pays nothing for it', () => {
    const limit = new TrafficLimit();
    taken(limit, 100, 0);
    for (let ms = 1; ms < 20; ms++) expect(limit.take(client, ms)).toBe(false);
    expect(limit.take(client, 20)).toBe(true);
  });

  test('at less than one a second waits its time', () => {
    const limit = new TrafficLimit();
    const slow = { clientId: 'SLOW', ratePerSecond: 0.5, burst: 1 };
    expect(limit.take(slow, 0)).toBe(true);
    expect(limit.take(slow, 1_999)).toBe(false);
    expect(limit.take(slow, 2_000)).toBe(true);
  });

  test('cannot spend the allowance of another', () => {
    const limit = new TrafficLimit();
    taken(limit, 200, 0);
    expect(taken(limit, 200, 0, { ...client, clientId: 'PARTNER_2' })).toBe(100);
  });

  test('whose allowance was lowered has no more than the new one', () => {
    const limit = new TrafficLimit();
    expect(limit.take(client, 0)).toBe(true);
    expect(taken(limit, 200, 0, { ...client, burst: 10 })).toBe(10);
  });
});

describe('a clock that goes backwards', () => {
  test('gives nothing', () => {
    const limit = new TrafficLimit();
    taken(limit, 100, 1_000_000);
    expect(taken(limit, 10, 400_000)).toBe(0);
  });

  test('takes nothing, and refills from where it now stands', () => {
    const limit = new TrafficLimit();
    taken(limit, 60, 1_000_000);
    expect(taken(limit, 200, 400_000)).toBe(40);
    expect(taken(limit, 200, 401_000)).toBe(50);
  });
});

test('never more than burst plus rate times span gets through, however requests arrive', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 300 });
  fc.assert(
    fc.property(
      gaps,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      (...given) => {
        const [gapsMs, ratePerSecond, burst] = given;
        const limit = new TrafficLimit();
        let nowMs = 0;
        let through = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          if (limit.take({ clientId: 'C', ratePerSecond, burst }, nowMs)) through += 1;
        }
        expect(through).toBeLessThanOrEqual(burst + (ratePerSecond * nowMs) / 1_000);
      },
    ),
  );
});
