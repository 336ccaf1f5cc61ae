import { expect, test } from 'vitest';
import { withBreaker } from '../../../shared/runtime/circuit-breaker.ts';
import type { Opinion } from '../../../shared/runtime/decision-service.ts';
import { unbounded } from '../../stage-rows.ts';

const question = {
  creditGrantNo: 'CG1',
  clientId: 'PARTNER_1',
  amountMinor: 8_000n,
  currency: 'USD',
  content: '{}',
};
const halfMinuteMs = 30_000;

/** A breaker whose calls a test answers one by one. */
function broken() {
  const clock = { ms: 0 };
  const calls: PromiseWithResolvers<Opinion>[] = [];
  const asked = {
    ask() {
      const call = Promise.withResolvers<Opinion>();
      calls.push(call);
      return call.promise;
    },
  };
  const service = withBreaker(asked, () => clock.ms);
  const ask = (): Promise<string> =>
    service.ask(question, unbounded).then(
      ({ opinion }) => opinion,
      ({ name }: Error) => name,
    );
  async function fail(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      const outcome = ask();
      calls.at(-1)?.reject(new Error('down'));
      expect(await outcome).toBe('Error');
    }
  }
  return { clock, calls, ask, fail };
}

const approve: Opinion = { opinion: 'approve' };

test('it opens at the fifth failure in a row, not at the fourth', async () => {
  const { calls, ask, fail } = broken();
  await fail(4);
  const fifth = ask();
  calls.at(-1)?.resolve(approve);
  expect(await fifth).toBe('approve');
  await fail(5);
  expect(await ask()).toBe('CircuitOpen');
  expect(calls).toHaveLength(10);
});

test.each([
  ['well', (call: PromiseWithResolvers<Opinion> | undefined) => call?.resolve(approve)],
  ['badly', (call: PromiseWithResolvers<Opinion> | undefined) => call?.reject(new Error('late'))],
])(
  'a call begun before it opened that ends %s during the probe changes nothing',
  async (_, end) => {
    const { clock, calls, ask, fail } = broken();
    const slow = ask();
    await fail(5);
    clock.ms = halfMinuteMs;
    const probe = ask();
    expect(calls).toHaveLength(7);
    clock.ms += 1_000;
    end(calls[0]);
    await slow;
    // The probe is still out, and nobody else is let through.
    expect(await ask()).toBe('CircuitOpen');
    expect(calls).toHaveLength(7);
    calls[6]?.resolve(approve);
    expect(await probe).toBe('approve');
    const after = ask();
    expect(calls).toHaveLength(8);
    calls[7]?.resolve(approve);
    expect(await after).toBe('approve');
  },
);

test.each([
  ['well', (call: PromiseWithResolvers<Opinion> | undefined) => call?.resolve(approve)],
  ['badly', (call: PromiseWithResolvers<Opinion> | undefined) => call?.reject(new Error('late'))],
])('nor one that ends %s while it is open: it opens for half a minute', async (_, end) => {
  const { clock, calls, ask, fail } = broken();
  const slow = ask();
  await fail(5);
  clock.ms = halfMinuteMs - 1;
  end(calls[0]);
  await slow;
  expect(await ask()).toBe('CircuitOpen');
  clock.ms = halfMinuteMs;
  void ask();
  expect(calls).toHaveLength(7);
});

test('a probe that fails keeps it open for another half minute', async () => {
  const { clock, calls, ask, fail } = broken();
  await fail(5);
  clock.ms = halfMinuteMs;
  await fail(1);
  clock.ms = 2 * halfMinuteMs - 1;
  expect(await ask()).toBe('CircuitOpen');
  clock.ms += 1;
  void ask();
  expect(calls).toHaveLength(7);
});
