import { expect, test } from 'vitest';
import { judgeMemory, type MemorySample } from './flat-memory.ts';

const mb = 1_024 * 1_024;

/** A sample every two seconds of a life, in MB by the second. */
function life(
  seconds: number,
  alive: (at: number) => number,
  rss: (at: number) => number = () => 200,
): MemorySample[] {
  return Array.from({ length: seconds / 2 }, (_, index) => {
    const atSeconds = 2 * (index + 1);
    return { atSeconds, alive: alive(atSeconds) * mb, rss: rss(atSeconds) * mb };
  });
}

test('what stays is flat, whatever the warm-up was', () => {
  const steady = life(600, (at) => (at < 60 ? at : 60));
  expect(judgeMemory(steady)).toMatchObject({ isFlat: true, alive: [60, 60], rss: [200, 200] });
});

test('what grows by 2 MB a minute is not', () => {
  expect(judgeMemory(life(1_200, (at) => 40 + at / 30))?.isFlat).toBe(false);
});

test('peaks between do not count, since medians are compared', () => {
  expect(judgeMemory(life(600, (at) => (at % 10 === 0 ? 400 : 40)))?.isFlat).toBe(true);
});

/** A life in which what is alive, or what is occupied, becomes more in its last third. */
const step = (what: 'alive' | 'rss', seconds: number, first: number, last: number) => {
  const then = (at: number) => (at < (seconds * 2) / 3 ? first : last);
  return what === 'alive' ? life(seconds, then) : life(seconds, () => 40, then);
};

test.each([
  ['alive', 180, 100, 114, true],
  ['alive', 180, 100, 114.2, false],
  ['alive', 178, 100, 166, true],
  ['alive', 178, 100, 166.2, false],
  ['rss', 600, 200, 282, true],
  ['rss', 600, 200, 282.2, false],
  ['rss', 598, 200, 900, true],
] as const)(
  '%s in a life of %d s, from %d to %d MB: flat is %s',
  (what, seconds, first, last, isFlat) => {
    expect(judgeMemory(step(what, seconds, first, last))?.isFlat).toBe(isFlat);
  },
);

test('a life of a few samples is not judged', () => {
  expect(judgeMemory(life(20, () => 40))).toBeUndefined();
  expect(judgeMemory([])).toBeUndefined();
});
