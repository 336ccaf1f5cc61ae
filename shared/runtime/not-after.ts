import type { CallBounds } from '../store/table.ts';

/** Something was about to be begun so late that it might have arrived after its time was over. */
class TimeOver extends Error {
  override name = 'TimeOver';
}

/** The same bounds, under which from an instant on nothing is begun either, not even once more. */
export function notAfter(bounds: CallBounds, now: () => number, at: number): CallBounds {
  return {
    signal: bounds.signal,
    assertInTime() {
      bounds.assertInTime();
      if (now() >= at) throw new TimeOver('what it was to change ends before it would arrive');
    },
  };
}
