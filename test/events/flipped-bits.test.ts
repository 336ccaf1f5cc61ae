import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../http/provider.ts';
import { expectNothingStored } from '../http/quiet-log.ts';
import type { RawEvent } from '../http/raw-event.ts';
import { paramIllegal, refusals } from '../http/refusals.ts';
import { expectRowsSent } from '../http/rows-sent.ts';
import { startWatchedProvider, type WatchedProvider } from '../http/watched-provider.ts';

const path = paths.queryCreditQuota;
/** Of a year whose days all exist whatever bit of them is flipped, or do not. */
const time = '2026-11-21T10:30:00Z';
const timeWords = 'Request-Time: expected ISO 8601 with offset, once';

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

/** A text with each of its bits flipped, one at a time; letters as ISO 8859-1 has them. */
function flips(text: string): string[] {
  return Array.from({ length: text.length * 8 }, (_, bit) => {
    const bytes = Buffer.from(text, 'latin1');
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return bytes.toString('latin1');
  });
}

async function refusalsOf(events: readonly Partial<RawEvent>[]): Promise<Set<string>> {
  const body = '{"productCode":"AMAZON_VC_FACTORING_LOAN"}';
  const seen = new Set<string>();
  for (const event of events) {
    const raw = { path, time, body, ...event };
    seen.add((await provider.refuseRaw('query-credit-quota', raw)).text);
  }
  return seen;
}

test('D61 no flipped bit of the path leaves an API', async () => {
  // Nobody can tell what a client signed that has a question mark in its path.
  const bent = flips(path).filter((rawPath) => !rawPath.includes('?'));
  const seen = await refusalsOf(bent.map((rawPath) => ({ rawPath })));
  expect(seen).toEqual(new Set([refusals.invalidApi]));
});

test('D61 no flipped bit of the client id leaves a client', async () => {
  const bent = flips(provider.partner.clientId);
  const seen = await refusalsOf(bent.map((id) => ({ headers: { 'client-id': id } })));
  expect(seen).toEqual(new Set([refusals.invalidClient]));
});

test('D61 no flipped bit of the time leaves a time, or one that was signed', async () => {
  const seen = await refusalsOf(flips(time).map((bent) => ({ headers: { 'request-time': bent } })));
  expect(seen).toEqual(new Set([paramIllegal(timeWords), refusals.invalidSignature]));
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
