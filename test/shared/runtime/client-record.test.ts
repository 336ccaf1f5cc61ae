import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseClientSecret } from '../../../shared/runtime/client-record.ts';
import { clientSecret } from '../../memory-secrets.ts';
import { vectorPem } from '../../signed-event.ts';

const publicKey = vectorPem('test_partner_pub');

function parse(changes: Readonly<Record<string, unknown>> = {}) {
  return parseClientSecret('PARTNER_1', JSON.stringify({ ...clientSecret(), ...changes }));
}

test('what the operator leaves out has its default', () => {
  const { keys, apis, ...client } = parse();
  expect(client).toEqual({
    clientId: 'PARTNER_1',
    status: 'active',
    activeFrom: Number.NEGATIVE_INFINITY,
    freshnessMs: 300_000,
    ratePerSecond: 50,
    burst: 100,
    contractUntil: { fx: Number.POSITIVE_INFINITY, worldcard: Number.POSITIVE_INFINITY },
    customersRequired: false,
    tokensRequired: true,
  });
  expect(apis.has('queryCreditQuota')).toBe(true);
  expect(keys).toEqual([
    {
      keyVersion: 1,
      publicKey: createPublicKey(publicKey),
      notBefore: Number.NEGATIVE_INFINITY,
      notAfter: Number.POSITIVE_INFINITY,
    },
  ]);
});

test('what the operator writes is taken', () => {
  const client = parse({
    status: 'suspended',
    activeFrom: '2026-11-21T10:30:00+08:00',
    keys: { 3: { publicKey, notBefore: '2026-01-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' } },
    freshnessSeconds: 900,
    ratePerSecond: 0.5,
    burst: 1,
    apis: [],
    contracts: { fx: { status: 'valid', validUntil: '2027-01-01T00:00:00Z' } },
    customers: 'required',
    tokensRequired: false,
  });
  expect(client).toMatchObject({
    status: 'suspended',
    activeFrom: 1_795_228_200_000,
    keys: [{ keyVersion: 3, notBefore: 1_767_225_600_000, notAfter: 1_798_761_600_000 }],
    freshnessMs: 900_000,
    ratePerSecond: 0.5,
    burst: 1,
    contractUntil: { fx: 1_798_761_600_000 },
    customersRequired: true,
    tokensRequired: false,
  });
});

test('keys come newest first, by number and not by text', () => {
  const key = { publicKey };
  const { keys } = parse({ keys: { 9: key, 129: key, 2: key, 0: key } });
  expect(keys.map(({ keyVersion }) => keyVersion)).toEqual([129, 9, 2, 0]);
});

describe('a contract that is not valid is none', () => {
  test.each([
    ['absent', {}],
    ['suspended', { fx: { status: 'suspended' } }],
    [
      'suspended before its end',
      { fx: { status: 'suspended', validUntil: '2099-01-01T00:00:00Z' } },
    ],
  ])('%s', (_what, contracts) => {
    expect(parse({ contracts }).contractUntil).toEqual({});
  });
});

describe('a record that an operator cannot have meant is refused', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['another status', { status: 'ACTIVE' }],
    ['a member of its own', { secret: 'x' }],
    ['a key version with a leading zero', { keys: { '02': { publicKey } } }],
    ['a negative key version', { keys: { '-1': { publicKey } } }],
    ['a key version of ten digits', { keys: { 1000000000: { publicKey } } }],
    ['a private key', { keys: { 1: { publicKey: vectorPem('test_partner_pkcs8') } } }],
    ['a key with a member of its own', { keys: { 1: { publicKey, privateKey: 'x' } } }],
    ['no publicKey', { keys: { 1: {} } }],
    ['a date for an instant', { activeFrom: '2026-11-21' }],
    ['30 February', { activeFrom: '2026-02-30T00:00:00Z' }],
    ['an instant without offset', { activeFrom: '2026-11-21T10:30:00' }],
    ['a freshness of 0', { freshnessSeconds: 0 }],
    ['a freshness over 900', { freshnessSeconds: 901 }],
    ['a rate of 0', { ratePerSecond: 0 }],
    ['a burst of 0', { burst: 0 }],
    ['half a burst', { burst: 1.5 }],
    ['a contract for credit', { contracts: { credit: { status: 'valid' } } }],
    ['customers by a boolean', { customers: true }],
    ['tokens by a text', { tokensRequired: 'true' }],
    ['no customers', { customers: undefined }],
  ])('%s', (_what, changes) => {
    expect(() => parse(changes)).toThrow(/^(the secret does not fit at |key 1 is no usable )/);
  });

  test('whoever gave it is told where it is wrong', () => {
    expect(() => parse({ burst: 0, keys: { 4: {} } })).toThrow(
      'the secret does not fit at keys.4.publicKey,burst',
    );
  });
});
