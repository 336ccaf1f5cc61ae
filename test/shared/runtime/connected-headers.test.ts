import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readConnectedHeaders } from '../../../shared/runtime/connected-headers.ts';

const grammar = 'expected 1 to 64 printable ASCII characters without blanks, # or commas, once';

function read(headers: Readonly<Record<string, string>>) {
  return readConnectedHeaders({
    requestId: '',
    method: 'POST',
    path: '/',
    queryString: '',
    headers,
    body: Buffer.alloc(0),
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test('without any header the client acts for itself', () => {
  expect(read({})).toEqual({
    customerId: undefined,
    problem: undefined,
    token: undefined,
    uncovered: { headersHash: sha256('[null,null,null]') },
  });
});

describe('the customer', () => {
  test.each([
    ['by its name', { 'connected-customerid': 'CUSTOMER_1' }, 'CUSTOMER_1'],
    ['by the newer name', { 'connected-accountid': 'CUSTOMER_1' }, 'CUSTOMER_1'],
    ['by both, agreeing', { 'connected-customerid': 'C', 'connected-accountid': 'C' }, 'C'],
    ['of one character', { 'connected-customerid': '!' }, '!'],
    ['of 64 characters', { 'connected-customerid': 'x'.repeat(64) }, 'x'.repeat(64)],
    ['with every kind of character', { 'connected-customerid': '!"$&+-./~:@' }, '!"$&+-./~:@'],
  ])('%s', (_what, headers, customerId) => {
    expect(read(headers)).toMatchObject({ customerId, problem: undefined });
  });

  test.each([
    ['empty', ''],
    ['65 characters', 'x'.repeat(65)],
    ['a blank', 'A B'],
    ['a tab', 'A\tB'],
    ['a key delimiter', 'A#B'],
    ['a comma, as repeated headers have', 'A,A'],
    ['a letter beyond ASCII', 'Ä'],
    ['a control character', 'A\u007f'],
    ['a line feed at the end', 'A\n'],
  ])('is no text with %s', (_what, named) => {
    expect(read({ 'connected-customerid': named })).toMatchObject({
      customerId: undefined,
      problem: `Connected-CustomerId: ${grammar}`,
    });
    expect(read({ 'connected-accountid': named })).toMatchObject({
      customerId: undefined,
      problem: `Connected-AccountId: ${grammar}`,
    });
  });

  test('is not named twice differently, not even in letter case', () => {
    expect(read({ 'connected-customerid': 'A', 'connected-accountid': 'a' })).toMatchObject({
      customerId: undefined,
      problem: 'Connected-CustomerId and Connected-AccountId: expected the same customer',
    });
  });
});

describe('the token', () => {
  test.each([
    ['any', 'secret-token'],
    ['of 512 characters', 'x'.repeat(512)],
    ['of every kind of character', '!#$%&/=?~'],
  ])('%s is known by its hash alone', (_what, token) => {
    expect(read({ 'access-token': token }).token).toEqual({ hash: sha256(token) });
  });

  test.each([
    ['empty', ''],
    ['513 characters', 'x'.repeat(513)],
    ['a prefix', 'Bearer secret-token'],
    ['two, joined', 'secret-token,secret-token'],
    ['beyond ASCII', 'tökén'],
  ])('malformed has none: %s', (_what, token) => {
    expect(read({ 'access-token': token }).token).toEqual({ hash: undefined });
  });
});

test('any difference in what is not signed has a hash of its own', () => {
  const customers = [{}, { 'connected-customerid': 'A' }, { 'connected-customerid': 'B' }];
  const tokens = [{}, { 'access-token': 'T' }, { 'access-token': 'U' }, { 'access-token': 'T T' }];
  const hashes = customers.flatMap((customer) =>
    tokens.map((token) => read({ ...customer, ...token }).uncovered.headersHash),
  );
  expect(new Set(hashes).size).toBe(12);
});
