import { expect } from 'vitest';
import { idsOf, rowsOfFile } from './bad-input-catalogue.ts';
import type { WatchedProvider } from './watched-provider.ts';

/** Holds the file of this test to its line in the catalogue: it sent these rows and no others. */
export function expectRowsSent(provider: WatchedProvider): void {
  const [, file = ''] = /test\/(.+)\.test\.ts$/.exec(expect.getState().testPath ?? '') ?? [];
  expect([...provider.rowsSent()].sort()).toEqual(
    idsOf(rowsOfFile[file] ?? expect.fail(file)).sort(),
  );
}
