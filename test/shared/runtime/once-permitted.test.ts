import { expect, test } from 'vitest';
import { oncePermitted } from '../../../shared/runtime/once-permitted.ts';

const refused = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });

/** A step that is refused a number of times, and how long was waited for it. */
function refusedFor(times: number, error: Error = refused) {
  const waitedMs: number[] = [];
  let left = times;
  const step = async (): Promise<string> => {
    left -= 1;
    if (left >= 0) throw error;
    return 'done';
  };
  const wait = async (ms: number): Promise<void> => {
    waitedMs.push(ms);
  };
  return { result: oncePermitted(step, wait), waitedMs };
}

test('what is permitted is done at once', async () => {
  const { result, waitedMs } = refusedFor(0);
  expect(await result).toBe('done');
  expect(waitedMs).toEqual([]);
});

test('a permission may take half a minute to hold', async () => {
  const { result, waitedMs } = refusedFor(10);
  expect(await result).toBe('done');
  expect(waitedMs.reduce((sum, ms) => sum + ms, 0)).toBe(30_000);
});

test('and no longer', async () => {
  const { result, waitedMs } = refusedFor(11);
  await expect(result).rejects.toBe(refused);
  expect(waitedMs).toHaveLength(10);
});

test('nothing else is tried again', async () => {
  const other = new Error('ThrottlingException');
  const { result, waitedMs } = refusedFor(1, other);
  await expect(result).rejects.toBe(other);
  expect(waitedMs).toEqual([]);
});
