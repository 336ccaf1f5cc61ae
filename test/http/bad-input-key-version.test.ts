import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientSecretFor, newPair, otherPair } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const pairs = { 1: otherPair, 2: newPair(), 3: newPair(), long: newPair(3_072) } as const;
type Signer = keyof typeof pairs;

const anHour = 3_600_000;
const fromNow = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString();
const key = (signer: Signer, life: { notBefore?: string; notAfter?: string } = {}) => ({
  publicKey: pairs[signer].publicKeyPem,
  ...life,
});

const clients = {
  NO_KEY: clientSecretFor({ keys: {} }),
  TWO_KEYS: clientSecretFor({ keys: { 1: key(1), 2: key(2) } }),
  THREE_KEYS: clientSecretFor({ keys: { 1: key(1), 2: key(2), 3: key(3) } }),
  OVERLAP: clientSecretFor({ keys: { 1: key(1, { notAfter: fromNow(anHour) }), 2: key(2) } }),
  RETIRED: clientSecretFor({ keys: { 1: key(1, { notAfter: fromNow(-anHour) }), 2: key(2) } }),
  ALL_RETIRED: clientSecretFor({ keys: { 1: key(1, { notAfter: fromNow(-anHour) }) } }),
  PUBLISHED: clientSecretFor({ keys: { 1: key(1), 2: key(2, { notBefore: fromNow(anHour) }) } }),
  LONG_KEY: clientSecretFor({ keys: { 1: key('long') } }),
};

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider(clients);
});
afterAll(() => provider.stop());

type HeaderOf = (base64: string) => string;
const absent: HeaderOf = (base64) => `algorithm=RSA256, signature=${encodeURIComponent(base64)}`;
const named = (keyVersion: number): HeaderOf => {
  return (base64) => `${absent(base64)}, keyVersion=${keyVersion}`;
};

type Rotation = [fact: string, client: keyof typeof clients, signer: Signer, header: HeaderOf];

test.each<Rotation>([
  ['D05 no keyVersion, signed with the newest of two', 'TWO_KEYS', 2, absent],
  ['D05 no keyVersion, signed with the older of two', 'TWO_KEYS', 1, absent],
  ['D23 a version never known, signed with the newest of two', 'TWO_KEYS', 2, named(7)],
  ['D23 a version never known, signed with the older of two', 'TWO_KEYS', 1, named(0)],
  ['D23 a version never known, signed with the second of three', 'THREE_KEYS', 2, named(7)],
  ['D23 the oldest of three by its own version', 'THREE_KEYS', 1, named(1)],
  ['D38 a key of 3,072 bits', 'LONG_KEY', 'long', named(1)],
  ['CL07 the previous key inside the overlap', 'OVERLAP', 1, named(1)],
  ['CL07 the previous key inside the overlap, no keyVersion', 'OVERLAP', 1, absent],
  ['CL07 the new key inside the overlap', 'OVERLAP', 2, named(2)],
  ['CL07 the new key by a version never known', 'OVERLAP', 2, named(0)],
  ['D24 the live key beside a retired one', 'RETIRED', 2, named(2)],
  ['D24 the live key, no keyVersion', 'RETIRED', 2, absent],
  ['D24 the live key, a version never known', 'RETIRED', 2, named(0)],
])('%s is accepted', async (_, client, signer, signatureHeader) => {
  const as = { ...provider.partnerOf(client), privateKeyPem: pairs[signer].privateKeyPem };
  const answer = await provider.call('queryBudgetAccountInfo', {}, { as, signatureHeader });
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each<Rotation>([
  ['D23 the other live key than the one named', 'TWO_KEYS', 1, named(2)],
  ['D23 a version never known, signed with the oldest of three', 'THREE_KEYS', 1, named(7)],
  ['D23 no keyVersion, signed with the oldest of three', 'THREE_KEYS', 1, absent],
  ['D37 256 bytes for a key of 3,072 bits', 'LONG_KEY', 1, named(1)],
  ['CL06 no key at all', 'NO_KEY', 1, named(1)],
  ['CL06 no key at all, no keyVersion', 'NO_KEY', 1, absent],
  ['CL08 the previous key after the overlap', 'RETIRED', 1, named(1)],
  ['CL08 the only key after its end', 'ALL_RETIRED', 1, named(1)],
  ['CL08 the only key after its end, no keyVersion', 'ALL_RETIRED', 1, absent],
  ['CL08 a new key before its beginning', 'PUBLISHED', 2, named(2)],
  ['CL08 a new key before its beginning, no keyVersion', 'PUBLISHED', 2, absent],
  ['D24 a retired key by its own version', 'RETIRED', 1, named(1)],
  ['D24 a retired key by the version of the live one', 'RETIRED', 1, named(2)],
  ['D24 a retired key, no keyVersion', 'RETIRED', 1, absent],
  ['D24 a retired key, a version never known', 'RETIRED', 1, named(0)],
  ['D24 the live key by the version of a retired one', 'RETIRED', 2, named(1)],
])('%s does not verify', async (_, client, signer, signatureHeader) => {
  const as = { ...provider.partnerOf(client), privateKeyPem: pairs[signer].privateKeyPem };
  const answer = await provider.refuse('queryBudgetAccountInfo', {}, { as, signatureHeader });
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
