import { expect, test } from 'vitest';
import { HeldValue } from '../../../shared/runtime/held-value.ts';

/** A value whose loads a test ends, each with what it says. */
function slowValue() {
  const loads: { end: (value: string) => void; fail: (error: Error) => void }[] = [];
  const load = () =>
    new Promise<string>((resolve, reject) => {
      loads.push({ end: resolve, fail: reject });
    });
  const clock = { ms: 1_000_000 };
  const held = new HeldValue(
    load,
    () => clock.ms,
    () => undefined,
  );
  return { held, loads, clock };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('a load that began before does not do', async () => {
  const { held, loads } = slowValue();
  const first = held.get();
  const renewed = Promise.all([held.renew(), held.renew()]);
  loads[0]?.end('old');
  expect(await first).toBe('old');
  await settled();
  expect(loads).toHaveLength(2);
  loads[1]?.end('new');
  expect(await renewed).toEqual(['new', 'new']);
});

test('a failure is thrown, though a good value is held and still serves', async () => {
  const { held, loads, clock } = slowValue();
  const first = held.get();
  loads[0]?.end('old');
  await first;
  const renewed = held.renew();
  await settled();
  loads[1]?.fail(new Error('down'));
  await expect(renewed).rejects.toThrow('down');
  expect(await held.get()).toBe('old');
  await expect(held.renew()).rejects.toThrow('down');
  expect(loads).toHaveLength(2);
  clock.ms += 2_000;
  const again = held.renew();
  await settled();
  loads[2]?.end('new');
  expect(await again).toBe('new');
});
