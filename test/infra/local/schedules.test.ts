import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startSchedules } from '../../../infra/local/schedules.ts';
import { listener, soon, stopAfterTest } from './queue-for-test.ts';

test('each runs first when it should, and then at its rate', async () => {
  const startedAt = performance.now();
  const runs: [string, number][] = [];
  const run = (name: string) => async () => {
    runs.push([name, performance.now() - startedAt]);
  };
  const schedules = [
    { name: 'often', firstMs: 100, everyMs: 100, run: run('often') },
    { name: 'rarely', firstMs: 150, everyMs: 100_000, run: run('rarely') },
  ];
  const running = stopAfterTest(startSchedules(schedules, listener().say));
  await wait(650);
  await running.stop();
  const often = runs.filter(([name]) => name === 'often').map(([, atMs]) => atMs);
  expect(runs.filter(([name]) => name === 'rarely')).toHaveLength(1);
  expect(often.length).toBeGreaterThanOrEqual(4);
  expect(often.length).toBeLessThanOrEqual(6);
  expect(often[0]).toBeGreaterThanOrEqual(95);
});

test('no two runs overlap, and what was missed is made up for once', async () => {
  let inHand = 0;
  let most = 0;
  let begun = 0;
  const run = async () => {
    begun += 1;
    inHand += 1;
    most = Math.max(most, inHand);
    await wait(begun === 1 ? 500 : 1);
    inHand -= 1;
  };
  const schedules = [
    { name: 'a', firstMs: 0, everyMs: 100, run },
    { name: 'b', firstMs: 0, everyMs: 100_000, run },
  ];
  const running = stopAfterTest(startSchedules(schedules, listener().say));
  // The long one, what it held up once each, and perhaps the next that was due.
  await vi.waitFor(() => expect(begun).toBeGreaterThanOrEqual(3), { interval: 1, timeout: 10_000 });
  await running.stop();
  expect(most).toBe(1);
  expect(begun).toBeLessThanOrEqual(4);
});

test('a run that fails is said, and the next one comes', async () => {
  const { say, lines } = listener();
  let runs = 0;
  const run = async () => {
    runs += 1;
    if (runs === 1) throw new Error('no table');
  };
  stopAfterTest(startSchedules([{ name: 'The check', firstMs: 0, everyMs: 20, run }], say));
  await expect.poll(() => runs, soon).toBeGreaterThan(2);
  expect(lines).toEqual(['The check failed: no table']);
});

test('nothing runs after stop, which waits for the run in hand', async () => {
  let ended = 0;
  const run = async () => {
    await wait(200);
    ended += 1;
  };
  const running = startSchedules([{ name: 'a', firstMs: 0, everyMs: 10, run }], listener().say);
  await wait(50);
  await running.stop();
  expect(ended).toBe(1);
  await wait(300);
  expect(ended).toBe(1);
});
