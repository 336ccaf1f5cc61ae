import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverKeysOf } from '../../../infra/operator/smoke-keys.ts';
import { newPair } from '../../http/provider.ts';

const [own, other] = [newPair(), newPair()];
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const server = createServer((_, response) => {
  response.end(JSON.stringify({ keys: [{ keyVersion: 1, publicKey: other.publicKeyPem }] }));
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());

/** The key of version 1 that is trusted, and what is said of it. */
async function trusted(
  serverKey: () => Promise<
    { keys: Record<string, { privateKey: string }>; current: number } | undefined
  >,
) {
  const { port } = server.address() as AddressInfo;
  const partner = { baseUrl: new URL(`http://127.0.0.1:${port}`), clientId: 'P', privateKey };
  const said: string[] = [];
  const world = { now: Date.now, complain: (text: string) => said.push(text) };
  const keys = await serverKeysOf(undefined, { partner, safe: { serverKey }, world });
  return { key: keys(1), unknown: keys(2), said };
}

test('what a URL publishes counts for nothing where the own secret can be read', async () => {
  const secret = { current: 1, keys: { 1: { privateKey: own.privateKeyPem } } };
  const { key, unknown, said } = await trusted(async () => secret);
  expect(key?.equals(createPublicKey(own.publicKeyPem))).toBe(true);
  expect([key?.type, unknown, said]).toEqual(['public', undefined, []]);
});

test.each([
  ['cannot be read', () => Promise.reject(new Error('AccessDeniedException'))],
  ['is not there', () => Promise.resolve(undefined)],
])('where it %s that is said, and what is published is trusted', async (_, read) => {
  const { key, said } = await trusted(read);
  expect(key?.equals(createPublicKey(other.publicKeyPem))).toBe(true);
  expect(said).toEqual([expect.stringContaining("The server's secret cannot be read here")]);
});
