import { expect, test } from 'vitest';
import { sideBySide } from '../../../shared/runtime/side-by-side.ts';
import type { CallBounds } from '../../../shared/store/table.ts';
import { unbounded } from '../../stage-rows.ts';

/** Goes on until it is cut off. */
const untilCutOff =
  (ended: () => void) =>
  async ({ signal, assertInTime }: CallBounds): Promise<void> => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await new Promise(setImmediate);
    ended();
    assertInTime();
  };

test('all are done at once', async () => {
  const met = Promise.withResolvers<void>();
  await sideBySide([() => met.promise, async () => met.resolve()], unbounded);
});

test('what fails first cuts the others off, which end before it is told of', async () => {
  let ended = 0;
  const others = untilCutOff(() => {
    ended += 1;
  });
  const failing = async (): Promise<void> => {
    throw new Error('first');
  };
  await expect(sideBySide([others, failing, others], unbounded)).rejects.toThrow('first');
  expect(ended).toBe(2);
});

test('the end of the time given ends all, and is told of as such', async () => {
  const abort = new AbortController();
  const bounds: CallBounds = {
    signal: abort.signal,
    assertInTime() {
      if (abort.signal.aborted) throw new Error('late');
    },
  };
  const running = sideBySide([untilCutOff(() => undefined)], bounds);
  abort.abort();
  await expect(running).rejects.toThrow('late');
});
