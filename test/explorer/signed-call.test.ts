import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bytesOf, fromBase64, toBase64 } from '../../infra/explorer/bytes.ts';
import { loadPartnerKey } from '../../infra/explorer/partner-key.ts';
import type { ServerKey } from '../../infra/explorer/server-keys.ts';
import { signCall } from '../../infra/explorer/signed-call.ts';
import { verifyAnswer } from '../../infra/explorer/verify-answer.ts';
import { vectorPem } from '../signed-event.ts';

interface Vector {
  readonly name: string;
  readonly direction: string;
  readonly method: string;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: string;
  readonly signatureBase64: string;
  readonly signatureUrlEncoded: string;
  readonly signerKey: string;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../vectors/vectors.json', import.meta.url), 'utf8'),
) as { readonly vectors: readonly Vector[] };
const of = (direction: string) =>
  vectors.filter((vector) => vector.direction === direction && typeof vector.body === 'string');

function partOf(vector: Vector) {
  const { method, path, clientId, time } = vector;
  return { method, path, clientId, time, body: bytesOf(vector.body) };
}

test('there are vectors of both directions', () => {
  expect(of('request').length).toBeGreaterThan(1);
  expect(of('response').length).toBeGreaterThan(0);
});

test.each(of('request'))('$name is signed in the browser as by openssl', async (vector) => {
  const key = await loadPartnerKey(vectorPem(vector.signerKey.replace('.pem', '')));
  if ('mistake' in key) expect.fail(key.mistake);
  const caller = { keyVersion: 2, customerId: '', accessToken: '' };
  const call = await signCall({ ...partOf(vector), ...caller }, key);
  expect(toBase64(call.signature)).toBe(vector.signatureBase64);
  expect(call.headers['Signature']).toBe(
    `algorithm=RSA256, keyVersion=2, signature=${vector.signatureUrlEncoded}`,
  );
  expect(Object.keys(call.headers)).toEqual([
    'Content-Type',
    'Client-Id',
    'Request-Time',
    'Signature',
  ]);
});

describe.each(of('response'))('an answer, $name,', (vector) => {
  const call = { ...partOf(vector), target: `${vector.path}?trace=1` };
  const headers = new Map([
    ['client-id', vector.clientId],
    ['response-time', vector.time],
    ['signature', `algorithm=RSA256,keyVersion=3,signature=${vector.signatureUrlEncoded}`],
  ]);
  const body = bytesOf(vector.body);

  async function serverKeys(): Promise<readonly ServerKey[]> {
    const der = fromBase64(vectorPem('test_platform_pub').replaceAll(/-----[A-Z ]+-----|\s/g, ''));
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('spki', der ?? expect.fail(), algorithm, true, [
      'verify',
    ]);
    return [{ keyVersion: 3, use: 'current', fingerprint: '', key }];
  }
  const verify = async (changes: Partial<Record<string, string>>, bytes = body, keys?: []) => {
    const bent = new Map(headers);
    for (const [name, value = ''] of Object.entries(changes)) {
      if (value === '') bent.delete(name);
      else bent.set(name, value);
    }
    const answer = { status: 200, headers: bent, body: bytes };
    const { verified, checks } = await verifyAnswer(answer, call, keys ?? (await serverKeys()));
    return { verified, failed: checks.filter(({ holds }) => !holds).map(({ what }) => what) };
  };
  const mismatch = 'the signature verifies over the exact bytes received';

  test('verifies over the path that was called, without its query', async () => {
    expect(await verify({})).toEqual({ verified: true, failed: [] });
  });

  test.each([
    ['a changed byte', {}, bytesOf(`${vector.body} `), [mismatch]],
    ['another time', { 'response-time': '2026-11-21T10:30:09+08:00' }, body, [mismatch]],
    ['no time', { 'response-time': '' }, body, ['its response-time names an instant', mismatch]],
    [
      'another client',
      { 'client-id': 'OTHER' },
      body,
      [`it is addressed to ${vector.clientId}`, mismatch],
    ],
    [
      'an unpublished version',
      { signature: (headers.get('signature') ?? '').replace('=3', '=4') },
      body,
      ['key version 4 is published by the server', mismatch],
    ],
    [
      'no signature',
      { signature: '' },
      body,
      [
        'it has a signature in the form that the contract gives it',
        'its key version is published',
        mismatch,
      ],
    ],
    [
      'another order of the parameters',
      { signature: `keyVersion=3,algorithm=RSA256,signature=${vector.signatureUrlEncoded}` },
      body,
      [
        'it has a signature in the form that the contract gives it',
        'its key version is published',
        mismatch,
      ],
    ],
  ])('with %s does not', async (_, changes, bytes, failed) => {
    expect(await verify(changes, bytes)).toEqual({ verified: false, failed });
  });

  test('without any published key does not', async () => {
    const { verified, failed } = await verify({}, body, []);
    expect(verified).toBe(false);
    expect(failed).toEqual(['key version 3 is published by the server', mismatch]);
  });
});
