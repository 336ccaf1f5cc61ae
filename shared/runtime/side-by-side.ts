import type { CallBounds } from '../store/table.ts';

/**
 * Does several things at once. When one of them fails the others are cut off, and waited for: what
 * is thrown then leaves nothing behind that still reads.
 *
 * @throws what the first to fail threw
 */
export async function sideBySide(
  works: readonly ((bounds: CallBounds) => Promise<void>)[],
  bounds: CallBounds,
): Promise<void> {
  const cutOff = new AbortController();
  const own: CallBounds = {
    signal: AbortSignal.any([bounds.signal, cutOff.signal]),
    assertInTime() {
      bounds.assertInTime();
      cutOff.signal.throwIfAborted();
    },
  };
  const running = works.map((work) => work(own));
  const all = Promise.all(running);
  all.catch(() => cutOff.abort());
  await Promise.allSettled(running);
  await all;
}
