import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { newInstance } from '../../instance.ts';
import { clientSecret } from '../../memory-secrets.ts';

/** Every verify that there was: the bits of its key, and the signature that it was given. */
const verifies = vi.hoisted((): { all: { bits: unknown; signature: unknown }[] } => ({ all: [] }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const verify = (...given: Parameters<typeof crypto.verify>) => {
    const [, , key, signature] = given;
    const bits = (key as KeyObject).asymmetricKeyDetails?.modulusLength;
    verifies.all.push({ bits, signature });
    return crypto.verify(...given);
  };
  return { ...crypto, verify };
});

beforeEach(() => {
  verifies.all = [];
});

const long = generateKeyPairSync('rsa', { modulusLength: 3_072 }).publicKey;
const publicKey = long.export({ type: 'spki', format: 'pem' }).toString();
const clients = {
  SHORT: clientSecret(),
  LONG: clientSecret({ keys: { 1: { publicKey }, 2: { publicKey } } }),
  PAUSED: clientSecret({ status: 'suspended' }),
};

/** What is verified of a request whose signature is so many bytes, all the same. */
async function verifiesOf(clientId: string, bytes: number, version: number, byte = 0x7f) {
  const { handlers, clock } = newInstance({ clients });
  const value = encodeURIComponent(Buffer.alloc(bytes, byte).toString('base64'));
  const signature = `algorithm=RSA256, keyVersion=${version}, signature=${value}`;
  const headers = {
    'content-type': 'application/json',
    'client-id': clientId,
    'request-time': `${clock.ms}`,
    signature,
  };
  const event = {
    rawPath: '/amsin/api/v1/business/worldcard/queryBudgetAccountInfo',
    headers,
    requestContext: { http: { method: 'POST' } },
  };
  const context = { getRemainingTimeInMillis: () => 5_000 } as never;
  const { body } = await handlers.queryBudgetAccountInfo(event, context);
  expect(JSON.parse(body).result.resultCode).toMatch(/^INVALID_(CLIENT|SIGNATURE)$/);
  return verifies.all;
}

test.each([
  ['a named key of 3,072 bits', 'LONG', 384, 1, 3_072],
  ['two keys of 3,072 bits', 'LONG', 384, 9, 3_072],
  ['3,072 bits for a shorter key', 'SHORT', 384, 1, 3_072],
  ['2,048 bits for a longer key', 'LONG', 256, 1, 2_048],
  ['2,048 bits for a key of that length', 'SHORT', 256, 1, 2_048],
  ['an unknown client, 2,048 bits', 'NOBODY', 256, 1, 2_048],
  ['an unknown client, 8,192 bits', 'NOBODY', 1_024, 1, 8_192],
  ['a suspended client, 4,096 bits', 'PAUSED', 512, 1, 4_096],
])('%s: two verifies of the signature itself, by keys as long', async (_what, ...offered) => {
  const [clientId, bytes, version, bits] = offered;
  const each = { bits, signature: Buffer.alloc(bytes, 0x7f) };
  expect(await verifiesOf(clientId, bytes, version)).toEqual([each, each]);
});

test.each([
  [3, 2_048],
  [255, 2_048],
  [257, 2_048],
  [383, 2_048],
  [385, 3_072],
  [1_023, 7_168],
  [1_025, 8_192],
])('%i bytes, which no usual key makes, cost two verifies by %i bits', async (bytes, bits) => {
  const found = await verifiesOf('SHORT', bytes, 1);
  expect(found.map((each) => each.bits)).toEqual([bits, bits]);
});

test.each([
  ['an unknown client', 'NOBODY', 1, 0],
  ['a key that it named', 'LONG', 1, 1],
  ['two keys', 'LONG', 9, 2],
] as const)(
  'a signature above every modulus, of %s: it is refused at a glance, and two verifies take their time',
  async (_what, clientId, version, glances) => {
    const found = await verifiesOf(clientId, 384, version, 0xff);
    const above = Buffer.alloc(384, 0xff);
    const below = Buffer.from(above).fill(0x7f, 0, 1);
    const expected = [...Array(glances).fill(above), below, below];
    expect(found).toEqual(expected.map((signature) => ({ bits: 3_072, signature })));
  },
);
