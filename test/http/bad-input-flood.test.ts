import { randomBytes, randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SecretsManagerSource } from '../../shared/runtime/secret-source.ts';
import { clientSecretFor } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const clock = new TestClock();
const now = Date.now();
const aMinuteMs = 60_000;
const flood = 500;

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider({ KNOWN: clientSecretFor() }, { dressed: false });
});
afterAll(() => provider.stop());

/** Which secrets were read so far, once for each time. */
function watchSecrets(): () => string[] {
  const { mock } = vi.spyOn(SecretsManagerSource.prototype, 'read');
  const before = mock.calls.length;
  return () => mock.calls.slice(before).map(([name]) => name);
}

test('CL09 a minute of invented clients and key versions, 500 each, reads two secrets once', async () => {
  const as = provider.partnerOf('KNOWN');
  await provider.call('queryBudgetAccountInfo', {}, { as, ...clock.stopAt(now) });
  const secretsRead = watchSecrets();
  for (let sent = 0; sent < flood; sent++) {
    const { time } = clock.stopAt(now + Math.floor((sent * aMinuteMs) / flood));
    const clientId = randomBytes(12).toString('base64url');
    const stranger = await provider.refuse('queryBudgetAccountInfo', {}, { as, time, clientId });
    expect(stranger.text).toBe(refusals.invalidClient);
    const version = randomInt(2, 1_000_000_000);
    const forged = await provider.refuse('queryBudgetAccountInfo', '{}', {
      as,
      time,
      signedText: 'another text',
      signatureHeader: (base64) =>
        `algorithm=RSA256,keyVersion=${version},signature=${encodeURIComponent(base64)}`,
    });
    expect(forged.text).toBe(refusals.invalidSignature);
  }
  // Once half a minute after they were read last, and not again before the minute is over.
  expect(secretsRead().sort()).toEqual([
    'quotaline/local/client-index',
    'quotaline/local/clients/KNOWN',
  ]);
}, 180_000);

test('CL09 after the flood the client itself is served', async () => {
  const as = provider.partnerOf('KNOWN');
  const { time } = clock.stopAt(now + aMinuteMs);
  const answer = await provider.call('queryBudgetAccountInfo', {}, { as, time });
  expect(answer.outcome).toBe('S SUCCESS');
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
