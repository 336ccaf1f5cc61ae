import { randomBytes, randomInt } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { readEnvelope } from '../../../shared/runtime/envelope.ts';
import { readGatewayEvent } from '../../../shared/runtime/gateway-event.ts';
import { KeyRing } from '../../../shared/runtime/key-ring.ts';
import { verifyRequest } from '../../../shared/runtime/verify-request.ts';
import { clientSecretFor, otherPair } from '../../http/provider.ts';
import { signText, textToSign } from '../../http/signed-text.ts';

const path = '/amsin/alipay/business/credit/queryCreditQuota';
const body = '{}';
const startMs = 1_795_228_308_000;
const flood = 1_000;

let nowMs: number;
let reads: string[];
let keyRing: KeyRing;

beforeEach(() => {
  nowMs = startMs;
  reads = [];
  const secrets: Readonly<Record<string, unknown>> = {
    'quotaline/test/client-index': { clientIds: ['KNOWN', 'SUSPENDED'] },
    'quotaline/test/clients/KNOWN': clientSecretFor(),
    'quotaline/test/clients/SUSPENDED': clientSecretFor({ status: 'suspended' }),
  };
  const source = {
    async read(name: string) {
      reads.push(name);
      return JSON.stringify(secrets[name]);
    },
  };
  keyRing = new KeyRing(
    source,
    'test',
    () => nowMs,
    (name, error) => {
      throw new Error(name, { cause: error });
    },
  );
});

interface Offered {
  readonly clientId: string;
  readonly keyVersion?: string;
  /** Of random bytes unless given. */
  readonly base64?: string;
  /** Now unless given. */
  readonly time?: string;
}

/** Reads and verifies a request as the chain does; gives the code that refuses it. */
async function codeOf({ clientId, keyVersion = '1', ...offered }: Offered): Promise<string> {
  const base64 = offered.base64 ?? randomBytes(256).toString('base64');
  const request = readGatewayEvent({
    rawPath: path,
    headers: {
      'content-type': 'application/json',
      'client-id': clientId,
      'request-time': offered.time ?? `${nowMs}`,
      signature: `algorithm=RSA256,keyVersion=${keyVersion},signature=${base64}`,
    },
    body,
    requestContext: { http: { method: 'POST' } },
  });
  try {
    const envelope = readEnvelope(request, { path, bodyLimitBytes: 1_024 });
    await verifyRequest(keyRing, envelope, request, nowMs);
    return 'SUCCESS';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** The codes of a flood that is spread over a minute. */
async function codesOverAMinute(offer: (index: number) => Offered): Promise<Set<string>> {
  const codes = new Set<string>();
  for (let index = 0; index < flood; index++) {
    nowMs = startMs + Math.floor((index * 60_000) / flood);
    codes.add(await codeOf(offer(index)));
  }
  return codes;
}

function readsOf(name: string): number {
  return reads.filter((read) => read === `quotaline/test/${name}`).length;
}

function signedBy(privateKeyPem: string, clientId: string): string {
  return signText(privateKeyPem, textToSign({ path, clientId, time: `${nowMs}`, body }));
}

const inventedId = () => randomBytes(12).toString('base64url');
const inventedVersion = () => `${randomInt(2, 1_000_000_000)}`;

test('CL09 1,000 invented client ids in a minute read nothing but the index, twice', async () => {
  const codes = await codesOverAMinute(() => ({ clientId: inventedId() }));
  expect(codes).toEqual(new Set(['INVALID_CLIENT']));
  expect(reads).toHaveLength(2);
  expect(readsOf('client-index')).toBe(2);
});

test('CL09 1,000 invented client ids at one moment read the index once', async () => {
  const offers = Array.from({ length: flood }, () => codeOf({ clientId: inventedId() }));
  expect(new Set(await Promise.all(offers))).toEqual(new Set(['INVALID_CLIENT']));
  expect(reads).toEqual(['quotaline/test/client-index']);
});

test('CL09 1,000 invented key versions of a client read its record twice in a minute', async () => {
  const codes = await codesOverAMinute(() => ({
    clientId: 'KNOWN',
    keyVersion: inventedVersion(),
  }));
  expect(codes).toEqual(new Set(['INVALID_SIGNATURE']));
  expect(readsOf('clients/KNOWN')).toBe(2);
  expect(readsOf('client-index')).toBe(1);
  expect(reads).toHaveLength(3);
});

test('CL09 1,000 invented key versions of a suspended client read its record twice', async () => {
  const codes = await codesOverAMinute(() => ({
    clientId: 'SUSPENDED',
    keyVersion: inventedVersion(),
  }));
  expect(codes).toEqual(new Set(['INVALID_CLIENT']));
  expect(readsOf('clients/SUSPENDED')).toBe(2);
});

test('CL09 1,000 bad signatures of a known version read its record twice in a minute', async () => {
  const codes = await codesOverAMinute(() => ({ clientId: 'KNOWN' }));
  expect(codes).toEqual(new Set(['INVALID_SIGNATURE']));
  expect(readsOf('clients/KNOWN')).toBe(2);
  expect(reads).toHaveLength(3);
});

test('a refused request has one secret read, whatever it is refused for', async () => {
  await codeOf({ clientId: 'KNOWN' });
  await codeOf({ clientId: 'SUSPENDED' });
  const found: Record<string, number> = {};
  const [genuine, stale] = [signedBy(otherPair.privateKeyPem, 'KNOWN'), nowMs];
  const offers: Readonly<Record<string, Offered>> = {
    'an unknown client': { clientId: 'NOBODY' },
    'a suspended client': { clientId: 'SUSPENDED' },
    'a bad signature': { clientId: 'KNOWN' },
    'a bad signature of no version': { clientId: 'KNOWN', keyVersion: '9' },
    'a right one of another time': { clientId: 'KNOWN', base64: genuine, time: `${stale}` },
  };
  for (const [what, offer] of Object.entries(offers)) {
    nowMs += 90_000;
    const before = reads.length;
    await codeOf(offer);
    found[what] = reads.length - before;
  }
  expect(found).toEqual({
    'an unknown client': 1,
    'a suspended client': 1,
    'a bad signature': 1,
    'a bad signature of no version': 1,
    'a right one of another time': 1,
  });
});

test('a right signature has nothing read, though its version was never known', async () => {
  await codeOf({ clientId: 'KNOWN' });
  nowMs += 60_000;
  const before = reads.length;
  const base64 = signedBy(otherPair.privateKeyPem, 'KNOWN');
  expect(await codeOf({ clientId: 'KNOWN', keyVersion: '9', base64 })).toBe('SUCCESS');
  expect(reads.length).toBe(before);
});

test('CL09 an hour of all of them reads index and record at most twice a minute', async () => {
  for (let second = 0; second < 3_600; second++) {
    nowMs = startMs + second * 1_000;
    await codeOf({ clientId: inventedId() });
    await codeOf({ clientId: 'KNOWN', keyVersion: inventedVersion() });
  }
  expect(readsOf('client-index')).toBe(120);
  expect(readsOf('clients/KNOWN')).toBe(120);
  expect(reads).toHaveLength(240);
});

test('CL09 in the midst of a flood the client itself is served', async () => {
  const forged = Array.from({ length: flood }, () =>
    codeOf({ clientId: 'KNOWN', keyVersion: inventedVersion() }),
  );
  const base64 = signedBy(otherPair.privateKeyPem, 'KNOWN');
  const own = codeOf({ clientId: 'KNOWN', keyVersion: '0', base64 });
  expect(await own).toBe('SUCCESS');
  expect(new Set(await Promise.all(forged))).toEqual(new Set(['INVALID_SIGNATURE']));
  expect(reads).toHaveLength(2);
});
