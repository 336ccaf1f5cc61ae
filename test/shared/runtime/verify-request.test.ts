import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientSecret } from '../../../shared/runtime/client-record.ts';
import { readEnvelope } from '../../../shared/runtime/envelope.ts';
import { readGatewayEvent } from '../../../shared/runtime/gateway-event.ts';
import { KeyRing } from '../../../shared/runtime/key-ring.ts';
import { verifyRequest } from '../../../shared/runtime/verify-request.ts';
import { clientSecret, MemorySecrets, stage } from '../../memory-secrets.ts';
import { type EventChanges, signedEvent } from '../../signed-event.ts';

const verifies = vi.hoisted(() => ({ count: 0 }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const verify = (
    algorithm: string,
    data: Buffer,
    key: import('node:crypto').KeyObject,
    signature: Buffer,
  ) => {
    const modulus = Buffer.from(String(key.export({ format: 'jwk' }).n), 'base64url');
    // What is no number below the modulus is refused at a glance, and costs nothing.
    if (signature.compare(modulus) < 0) verifies.count += 1;
    return crypto.verify(algorithm, data, key, signature);
  };
  return { ...crypto, verify };
});

const endpoint = { path: '/api', bodyLimitBytes: 1_000 };
const startMs = Date.UTC(2026, 10, 21, 2, 30);
const pairs = [1, 2, 3, 4].map(() => generateKeyPairSync('rsa', { modulusLength: 2_048 }));
const long = generateKeyPairSync('rsa', { modulusLength: 3_072 });
const [first, second, third, fourth] = pairs as [Pair, Pair, Pair, Pair];
type Pair = (typeof pairs)[number];

/** Retired, live, live, not yet live. */
const fourKeys: ClientSecret['keys'] = {
  1: { publicKey: pem(first), notAfter: '2026-11-21T02:30:00Z' },
  2: { publicKey: pem(second), notAfter: '2026-11-21T02:30:00.001Z' },
  3: { publicKey: pem(third), notBefore: '2026-11-21T02:30:00Z' },
  4: { publicKey: pem(fourth), notBefore: '2026-11-21T02:30:00.001Z' },
};

function pem({ publicKey }: Pair): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

async function verify(
  client: Partial<ClientSecret>,
  changes: EventChanges,
  offsetMs = 0,
): Promise<number | string> {
  const secrets = new MemorySecrets({ PARTNER_1: clientSecret(client) });
  const keyRing = new KeyRing(secrets, stage, () => startMs, vi.fn());
  const request = readGatewayEvent(signedEvent('/api', '{}', startMs - offsetMs, changes));
  const envelope = readEnvelope(request, endpoint);
  try {
    return (await verifyRequest(keyRing, envelope, request, startMs)).keyVersion;
  } catch (error) {
    return (error as Error).message;
  }
}

function headerWith(params: (signature: string) => string): EventChanges {
  const { headers } = signedEvent('/api', '{}', startMs, { privateKey: third.privateKey }) as {
    headers: Record<string, string>;
  };
  const signature = headers['signature']?.replace(/^.*signature=/, '') ?? '';
  return { headers: { signature: params(signature) } };
}

beforeEach(() => {
  verifies.count = 0;
});

describe('the key that a request is verified with', () => {
  test.each<[string, Pair, number, number | 'INVALID_SIGNATURE']>([
    ['is the one named', third, 3, 3],
    ['is the one named, though newer ones are live', second, 2, 2],
    ['is no other one when the one named is live', third, 2, 'INVALID_SIGNATURE'],
    ['is not the one named when that is retired', first, 1, 'INVALID_SIGNATURE'],
    ['is no other one when the one named is retired', third, 1, 'INVALID_SIGNATURE'],
    ['is not the one named when that is not live yet', fourth, 4, 'INVALID_SIGNATURE'],
    ['is the newest live one when the one named was never known', third, 0, 3],
    ['is the one before as well when the one named was never known', second, 9, 2],
    ['is no retired one when the one named was never known', first, 9, 'INVALID_SIGNATURE'],
    ['is none to come when the one named was never known', fourth, 9, 'INVALID_SIGNATURE'],
  ])('%s', async (_fact, { privateKey }, keyVersion, expected) => {
    expect(await verify({ keys: fourKeys }, { privateKey, keyVersion })).toBe(expected);
  });

  test('is the newest live one when none is named', async () => {
    const unnamed = headerWith((signature) => `algorithm=RSA256,signature=${signature}`);
    expect(await verify({ keys: fourKeys }, unnamed)).toBe(3);
  });

  test('is never a third one', async () => {
    const keys = {
      1: { publicKey: pem(first) },
      2: { publicKey: pem(second) },
      3: { publicKey: pem(third) },
    };
    const never = { keyVersion: 0 };
    expect(await verify({ keys }, { ...never, privateKey: third.privateKey })).toBe(3);
    expect(await verify({ keys }, { ...never, privateKey: second.privateKey })).toBe(2);
    expect(await verify({ keys }, { ...never, privateKey: first.privateKey })).toBe(
      'INVALID_SIGNATURE',
    );
  });

  test('may be longer than the one before it', async () => {
    const keys = { 1: { publicKey: pem(first) }, 2: { publicKey: pem(long) } };
    expect(await verify({ keys }, { keyVersion: 0, privateKey: first.privateKey })).toBe(1);
    expect(await verify({ keys }, { keyVersion: 0, privateKey: long.privateKey })).toBe(2);
  });
});

describe('a request may be', () => {
  test.each([
    ['300 s old', {}, 300_000, 1],
    ['no older', {}, 300_001, 'INVALID_SIGNATURE'],
    ['60 s ahead', {}, -60_000, 1],
    ['no further ahead', {}, -60_001, 'INVALID_SIGNATURE'],
    ["as old as the client's record says", { freshnessSeconds: 900 }, 900_000, 1],
    ['no older than that', { freshnessSeconds: 900 }, 900_001, 'INVALID_SIGNATURE'],
    ['younger only, if the record says so', { freshnessSeconds: 1 }, 1_001, 'INVALID_SIGNATURE'],
  ])('%s', async (_fact, client, offsetMs, expected) => {
    const time = new Date(startMs - offsetMs).toISOString();
    expect(await verify(client, { time })).toBe(expected);
  });
});

describe('a client', () => {
  test.each<[string, Partial<ClientSecret>, number | string]>([
    ['is active from its instant on', { activeFrom: '2026-11-21T02:30:00Z' }, 1],
    ['is unknown before', { activeFrom: '2026-11-21T02:30:00.001Z' }, 'INVALID_CLIENT'],
    ['is refused while suspended', { status: 'suspended' }, 'INVALID_CLIENT'],
    ['is refused once deleted', { status: 'deleted' }, 'INVALID_CLIENT'],
    ['without keys can sign nothing', { keys: {} }, 'INVALID_SIGNATURE'],
  ])('%s', async (_fact, client, expected) => {
    expect(await verify(client, {})).toBe(expected);
  });
});

describe('every failure costs two verifies', () => {
  const stranger = { privateKey: first.privateKey };
  const twoKeys = { 1: { publicKey: pem(second) }, 2: { publicKey: pem(third) } };
  const short = 'A'.repeat(340);
  test.each<[string, Partial<ClientSecret>, EventChanges]>([
    ['an unknown client', {}, { clientId: 'PARTNER_2' }],
    ['a suspended client', { status: 'suspended' }, {}],
    ['a deleted client', { status: 'deleted' }, {}],
    ['a client to come', { activeFrom: '2027-01-01T00:00:00Z' }, {}],
    ['a client without keys', { keys: {} }, {}],
    ['a wrong signature, one live key', {}, stranger],
    ['a wrong signature, the version named', { keys: twoKeys }, { ...stranger, keyVersion: 2 }],
    ['a wrong signature, two live keys', { keys: twoKeys }, { ...stranger, keyVersion: 0 }],
    ['a retired key', { keys: fourKeys }, { ...stranger, keyVersion: 1 }],
    ['a key to come', { keys: fourKeys }, { privateKey: fourth.privateKey, keyVersion: 4 }],
    ['a signature too short', {}, headerWith(() => `algorithm=RSA256,signature=${short}`)],
    ['a signature of another length', { keys: { 1: { publicKey: pem(long) } } }, {}],
    ['a right signature, too old', {}, { time: '2026-11-21T02:24:59Z' }],
    ['a right signature, too far ahead', {}, { time: '2026-11-21T02:31:01Z' }],
  ])('%s', async (_what, client, changes) => {
    expect(await verify(client, changes)).toMatch(/^INVALID_(CLIENT|SIGNATURE)$/);
    expect(verifies.count).toBe(2);
  });

  test('and so does a right signature by the second key, too old', async () => {
    const changes = { privateKey: second.privateKey, keyVersion: 0, time: '2026-11-21T02:24:59Z' };
    expect(await verify({ keys: twoKeys }, changes)).toBe('INVALID_SIGNATURE');
    expect(verifies.count).toBe(2);
  });
});
