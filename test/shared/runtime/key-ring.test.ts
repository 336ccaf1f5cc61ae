import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { KeyRing } from '../../../shared/runtime/key-ring.ts';
import { signMessage } from '../../../shared/signing/sign.ts';
import { parseSignatureHeader } from '../../../shared/signing/signature-header.ts';
import { signatureMatches } from '../../../shared/signing/verify.ts';
import { clientSecret, MemorySecrets, serverKeySecret, stage } from '../../memory-secrets.ts';
import { vectorPem } from '../../signed-event.ts';

const serverKeyName = 'quotaline/test/server-key';
const clientName = 'quotaline/test/clients/PARTNER_1';
const other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const otherPem = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let nowMs = 0;
let secrets: MemorySecrets;
let failures: [string, unknown][] = [];
let keyRing: KeyRing;

beforeEach(() => {
  nowMs = 1_000_000_000;
  secrets = new MemorySecrets({ PARTNER_1: clientSecret() });
  failures = [];
  keyRing = new KeyRing(
    secrets,
    stage,
    () => nowMs,
    (name, error) => failures.push([name, error]),
  );
});

function down(): void {
  secrets.beforeRead = () => {
    throw new Error('Secrets Manager is down');
  };
}

function up(): void {
  secrets.beforeRead = () => undefined;
}

describe('the server key', () => {
  test('comes with its own version', async () => {
    const { keyVersion, privateKey } = await keyRing.serverKey();
    expect(keyVersion).toBe(7);
    const platform = createPublicKey(vectorPem('test_platform_pub'));
    expect(createPublicKey(privateKey).equals(platform)).toBe(true);
  });

  test('is read once in ten minutes', async () => {
    await keyRing.serverKey();
    nowMs += 599_999;
    await keyRing.serverKey();
    expect(secrets.reads).toEqual([serverKeyName]);
    nowMs += 1;
    await keyRing.serverKey();
    expect(secrets.reads).toEqual([serverKeyName, serverKeyName]);
  });

  test('that was never loaded is missed until it can be loaded', async () => {
    down();
    await expect(keyRing.serverKey()).rejects.toThrow('Secrets Manager is down');
    await expect(keyRing.serverKey()).rejects.toThrow('Secrets Manager is down');
    up();
    nowMs += 2_000;
    expect((await keyRing.serverKey()).keyVersion).toBe(7);
  });

  test('that was loaded once serves for as long as no other can be had', async () => {
    await keyRing.serverKey();
    down();
    nowMs += 100 * 86_400_000;
    expect((await keyRing.serverKey()).keyVersion).toBe(7);
    expect(failures).toEqual([[serverKeyName, new Error('Secrets Manager is down')]]);
  });

  test('and its version are swapped in one step: every signature is by the key that it names', async () => {
    const pairs = new Map([
      [7, createPublicKey(vectorPem('test_platform_pub'))],
      [8, other.publicKey],
    ]);
    const keys = { ...serverKeySecret().keys, 8: { privateKey: otherPem } };
    const message = {
      method: 'POST',
      path: '/p',
      clientId: 'C',
      time: 'T',
      body: Buffer.from('body'),
    };
    const seen = new Set<number>();
    for (let round = 0; round < 12; round++) {
      // Current, next and back again, with both keys in the secret or the current one alone.
      const current = round % 3 === 0 ? 7 : 8;
      const all = round % 2 === 0 ? keys : { [current]: keys[current] };
      secrets.put(serverKeyName, { current, keys: all });
      nowMs += 450_000;
      for (const key of await Promise.all([keyRing.serverKey(), keyRing.serverKey()])) {
        const header = parseSignatureHeader(signMessage(message, key));
        const { signature, keyVersion = 0 } = header ?? { signature: Buffer.alloc(0) };
        const publicKey = pairs.get(keyVersion) ?? expect.fail('a version nobody knows');
        expect(signatureMatches(message, signature, publicKey)).toBe(true);
        seen.add(keyVersion);
      }
    }
    expect(seen).toEqual(new Set([7, 8]));
  });
});

describe('a bad secret keeps the last good key', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const withKey = (privateKey: unknown) => ({ current: 8, keys: { 8: { privateKey } } });
  test.each<[string, unknown]>([
    ['not JSON', `{"current":8,"keys":{"8":{"privateKey":"${otherPem.slice(0, 80)}`],
    ['not an object', '[]'],
    ['no keys', { current: 8 }],
    ['a version that it does not hold', { current: 9, keys: withKey(otherPem).keys }],
    ['a version that is a text', { ...withKey(otherPem), current: '8' }],
    ['an empty key', withKey('')],
    ['a public key', withKey(vectorPem('test_partner_pub'))],
    ['an EC key', withKey(ec.privateKey.export({ type: 'pkcs8', format: 'pem' }))],
    ['a key of 1,024 bits', withKey(small.privateKey.export({ type: 'pkcs8', format: 'pem' }))],
  ])('%s', async (_what, secret) => {
    await keyRing.serverKey();
    secrets.put(serverKeyName, secret);
    nowMs += 600_000;
    expect((await keyRing.serverKey()).keyVersion).toBe(7);
    expect(failures.map(([name]) => name)).toEqual([serverKeyName]);
  });

  test('and so does a secret that is gone', async () => {
    await keyRing.serverKey();
    secrets.remove(serverKeyName);
    nowMs += 600_000;
    expect((await keyRing.serverKey()).keyVersion).toBe(7);
  });

  test.each([
    ['JSON cut short', (pem: string) => `{"current":7,"keys":{"7":{"privateKey":"${pem}`],
    ['a bare key', (pem: string) => pem],
    ['a key for a member', (pem: string) => JSON.stringify({ [pem]: pem })],
    ['a key for a version', (pem: string) => JSON.stringify({ current: pem, keys: pem })],
    ['a list of keys', (pem: string) => JSON.stringify([pem])],
    [
      'a cut key',
      (pem: string) => JSON.stringify({ current: 7, keys: { 7: { privateKey: pem } } }),
    ],
  ])('no failure quotes the secret: %s', async (_what, secretOf) => {
    const text = secretOf(otherPem.slice(0, 400).replaceAll('\n', ''));
    secrets.put(serverKeyName, text);
    secrets.put(clientName, text);
    await expect(keyRing.serverKey()).rejects.toThrow();
    await expect(keyRing.client('PARTNER_1')).rejects.toThrow();
    const told = failures.map(([, error]) => `${String(error)} ${JSON.stringify(error)}`).join();
    const fragments = otherPem.split('\n').slice(1, -2);
    expect(failures).toHaveLength(2);
    for (const fragment of fragments) expect(told).not.toContain(fragment.slice(0, 20));
  });
});
