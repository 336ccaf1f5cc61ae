import { expect } from 'vitest';
import type { WatchedProvider } from './watched-provider.ts';

/** What a query may take; whatever is refused before its own work takes far less. */
const deadlineMs = 2_800;

/** Holds the log to one line for each call, none of them late, and nothing in it that was sent. */
export function expectQuietLog(provider: WatchedProvider): void {
  const lines = provider.log();
  expect(lines.map(({ message }) => message)).toEqual(Array(provider.calls()).fill('request'));
  expect(lines.filter(({ durationMs }) => !(Number(durationMs) < deadlineMs))).toEqual([]);
  expect(provider.leaks()).toEqual([]);
}

/** Holds that nothing was stored since the provider was started, and its log to the same. */
export async function expectNothingStored(provider: WatchedProvider): Promise<void> {
  expect(await provider.items()).toEqual(provider.itemsAtFirst);
  expectQuietLog(provider);
}
