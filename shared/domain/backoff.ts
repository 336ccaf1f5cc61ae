/** When a deferred application is first worked on again: its message is on its way meanwhile. */
export const firstRetryMs = 5_000;

const baseMs = 10_000;
/**
 * The longest wait: with the two minutes after which a message counts as lost, and the minute
 * between two checks, an application is worked on again within five minutes of the end of whatever
 * held it up, its message lost or not. SQS could delay a message by fifteen.
 */
export const maxDelaySeconds = 90;

/**
 * How long to wait after the given number of vain attempts: full jitter under a doubling ceiling,
 * capped at `maxDelaySeconds`, in whole seconds and at least one.
 *
 * @param random in [0, 1)
 */
export function backoffSeconds(attempts: number, random: number): number {
  const ceilingSeconds = Math.min(maxDelaySeconds, (baseMs / 1_000) * 2 ** Math.min(attempts, 16));
  return Math.max(1, Math.floor(random * (ceilingSeconds + 1)));
}
