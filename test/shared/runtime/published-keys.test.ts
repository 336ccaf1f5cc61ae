import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { publishedKeys } from '../../../shared/catalogue/documents.ts';
import { documentHandler } from '../../../shared/runtime/document-handler.ts';
import { publishedKeysAt } from '../../../shared/runtime/published-keys.ts';
import { parseServerKeys } from '../../../shared/runtime/server-keys.ts';
import { contextOf, newInstance } from '../../instance.ts';

const privateKeys = [1, 2, 3].map(
  () => generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey,
);
const keys = Object.fromEntries(
  privateKeys.map((key, at) => [
    at + 1,
    { privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString() },
  ]),
);
const next = { keyVersion: 3, from: '2026-11-22T10:00:00+00:00' };
const parsed = parseServerKeys(JSON.stringify({ current: 2, next, keys }));
const fromMs = 1_795_341_600_000;
const usesAt = (nowMs: number) =>
  publishedKeysAt(parsed, nowMs).map(({ keyVersion, use, signsFrom }) => [
    keyVersion,
    use,
    signsFrom,
  ]);

test('the next key is published before it signs, with the instant', () => {
  expect(usesAt(fromMs - 1)).toEqual([
    [1, 'previous', undefined],
    [2, 'current', undefined],
    [3, 'next', '2026-11-22T10:00:00.000Z'],
  ]);
});

test('from that instant on it is the current one', () => {
  expect(usesAt(fromMs)).toEqual([
    [1, 'previous', undefined],
    [2, 'previous', undefined],
    [3, 'current', undefined],
  ]);
});

test('what is published is the public half, and nothing private', () => {
  const published = publishedKeysAt(parsed, fromMs);
  published.forEach(({ publicKey }, at) => {
    const expected = privateKeys[at] ?? expect.fail('one key too many');
    expect(createPublicKey(publicKey).equals(createPublicKey(expected))).toBe(true);
  });
  expect(JSON.stringify(published)).not.toContain('PRIVATE');
});

test('an instance that never could load them says so unsigned, with HTTP 503', async () => {
  const { secrets, deps } = newInstance();
  secrets.beforeRead = () => {
    throw new Error('Secrets Manager is down');
  };
  const handler = documentHandler(
    publishedKeys,
    async () => ({}),
    () => deps,
  );
  const http = { method: 'GET' };
  const event = { rawPath: publishedKeys.path, requestContext: { http } };
  const { statusCode, headers, body } = await handler(event, contextOf(publishedKeys));
  expect(statusCode).toBe(503);
  expect(Object.keys(headers)).toEqual(['content-type']);
  expect(JSON.parse(body).result.resultStatus).toBe('U');
});
