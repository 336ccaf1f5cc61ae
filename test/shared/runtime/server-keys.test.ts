import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  parseServerKeys,
  type ServerKeySecret,
  signingKeyAt,
} from '../../../shared/runtime/server-keys.ts';

const pem = () =>
  generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const keys = { 1: { privateKey: pem() }, 2: { privateKey: pem() } };
const from = '2026-11-22T10:00:00.000Z';
const fromMs = 1_795_341_600_000;
const rotating: ServerKeySecret = {
  current: 1,
  currentFrom: '2026-01-01T00:00:00Z',
  next: { keyVersion: 2, from },
  changedBy: 'E-1',
  keys,
};
const parse = (secret: unknown) => parseServerKeys(JSON.stringify(secret));

test('the next key signs from its instant on, by the clock alone', () => {
  const parsed = parse(rotating);
  expect(signingKeyAt(parsed, fromMs - 1).keyVersion).toBe(1);
  expect(signingKeyAt(parsed, fromMs).keyVersion).toBe(2);
  expect(parsed.all.map(({ keyVersion }) => keyVersion)).toEqual([1, 2]);
});

test('a secret that knows of no next key is read as ever', () => {
  const parsed = parse({ current: 2, keys });
  expect(parsed.next).toBeUndefined();
  expect(signingKeyAt(parsed, Number.MAX_SAFE_INTEGER).keyVersion).toBe(2);
});

test('code that knows of no next key reads this secret, and signs with the current one', () => {
  const before = z.object({
    current: z.int().check(z.minimum(0)),
    keys: z.record(z.string(), z.object({ privateKey: z.string() })),
  });
  const { current, keys: known } = before.parse(JSON.parse(JSON.stringify(rotating)));
  expect(known[current]).toEqual(keys[1]);
});

test.each<[string, unknown, string]>([
  [
    'a next key that is not there',
    { ...rotating, next: { keyVersion: 3, from } },
    'the secret holds no server key 3',
  ],
  [
    'a next key that is none',
    { ...rotating, keys: { ...keys, 2: { privateKey: 'x' } } },
    'server key 2 is no usable RSA key',
  ],
  [
    'an instant that is none',
    { ...rotating, next: { keyVersion: 2, from: 'soon' } },
    'the secret does not fit at next.from',
  ],
])('%s spoils the secret before it is needed', (_, secret, message) => {
  expect(() => parse(secret)).toThrow(message);
});
