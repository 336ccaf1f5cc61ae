import { describe, expect, test } from 'vitest';
import { echoedClientId, readEnvelope } from '../../../shared/runtime/envelope.ts';
import type { ReceivedRequest } from '../../../shared/runtime/gateway-event.ts';

const endpoint = { path: '/api', bodyLimitBytes: 10 };
const sound: ReceivedRequest = {
  requestId: 'r',
  method: 'POST',
  path: '/api',
  queryString: '',
  headers: {
    'content-type': 'application/json; charset=UTF-8',
    'client-id': 'PARTNER_1',
    'request-time': '2026-11-21T10:30:00+08:00',
    signature: 'algorithm=RSA256,keyVersion=1,signature=AAAA',
  },
  body: Buffer.from('{}'),
};

/** What comes of the request: `ok`, or the refusal's code and detail. */
function outcome(request: ReceivedRequest): string {
  try {
    readEnvelope(request, endpoint);
    return 'ok';
  } catch (error) {
    return (error as Error).message;
  }
}

function withHeaders(headers: Readonly<Record<string, string | undefined>>): ReceivedRequest {
  return { ...sound, headers: { ...sound.headers, ...headers } };
}

test('a sound request is read, its time as text and as instant', () => {
  expect(readEnvelope(sound, endpoint)).toEqual({
    clientId: 'PARTNER_1',
    time: '2026-11-21T10:30:00+08:00',
    timeMs: 1_795_228_200_000,
    signature: { signature: Buffer.alloc(3), keyVersion: 1 },
    body: Buffer.from('{}'),
  });
});

describe('of two things that are wrong the earlier check decides', () => {
  const contentType = 'PARAM_ILLEGAL: Content-Type: expected application/json; charset=UTF-8';
  const faults: readonly [string, (request: ReceivedRequest) => ReceivedRequest, string][] = [
    ['the path', (r) => ({ ...r, path: '/api/' }), 'INVALID_API'],
    ['the verb', (r) => ({ ...r, method: 'GET' }), 'METHOD_NOT_SUPPORTED'],
    [
      'the size',
      (r) => ({ ...r, body: Buffer.alloc(11) }),
      'PARAM_ILLEGAL: body: expected at most 10 bytes',
    ],
    ['the content type', (r) => bend(r, { 'content-type': 'text/plain' }), contentType],
    [
      'the content encoding',
      (r) => bend(r, { 'content-encoding': 'gzip' }),
      'PARAM_ILLEGAL: Content-Encoding: expected none',
    ],
    [
      'the query',
      (r) => ({ ...r, queryString: 'a=1' }),
      'PARAM_ILLEGAL: query string: expected none',
    ],
    [
      'the time',
      (r) => bend(r, { 'request-time': 'now' }),
      'PARAM_ILLEGAL: Request-Time: expected ISO 8601 with offset, once',
    ],
    ['the client id', (r) => bend(r, { 'client-id': 'A B' }), 'INVALID_CLIENT'],
    ['the signature', (r) => bend(r, { signature: 'none' }), 'INVALID_SIGNATURE'],
  ];

  function bend(r: ReceivedRequest, headers: Readonly<Record<string, string>>): ReceivedRequest {
    return { ...r, headers: { ...r.headers, ...headers } };
  }

  const pairs = faults.flatMap(([first, spoilFirst, expected], index) =>
    faults.slice(index).map(([second, spoilSecond]) => ({
      name: first === second ? first : `${first}, then ${second}`,
      request: spoilSecond(spoilFirst(sound)),
      expected,
    })),
  );

  test.each(pairs)('$name', ({ request, expected }) => {
    expect(outcome(request)).toBe(expected);
  });
});

describe('the body', () => {
  test.each([
    [10, 'ok'],
    [11, 'PARAM_ILLEGAL: body: expected at most 10 bytes'],
  ])('of %i bytes where 10 are the limit', (length, expected) => {
    expect(outcome({ ...sound, body: Buffer.alloc(length) })).toBe(expected);
  });

  test('whose base64 is not canonical', () => {
    expect(outcome({ ...sound, body: undefined })).toBe(
      'PARAM_ILLEGAL: body: not canonical base64',
    );
  });
});

describe('the content type', () => {
  test.each([
    'application/json',
    'application/json; charset=UTF-8',
    'Application/JSON;charset=utf-8',
    'application/json ; charset="utf-8"',
    'application/json;charset=utf-8;profile=x',
    'application/json;charset=UTF-8, application/json;charset=utf-8',
  ])('%s', (contentType) => {
    expect(outcome(withHeaders({ 'content-type': contentType }))).toBe('ok');
  });

  test.each([
    undefined,
    '',
    'text/plain',
    'text/json',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json-patch+json',
    'application/problem+json',
    'application/json; charset=utf-16',
    'application/json; charset=utf8',
    'application/json; charset=utf-8; charset=utf-8',
    'application/json; charset=utf-8; CHARSET=utf-8',
    'application/json; charset="utf-8',
    'application/json; charset=',
    'application/json; charset',
    'application/json; charset = utf-8',
    'application/json;',
    'application/json, text/plain',
    'application/json; charset=utf-8, application/json',
  ])('not %s', (contentType) => {
    expect(outcome(withHeaders({ 'content-type': contentType }))).toBe(
      'PARAM_ILLEGAL: Content-Type: expected application/json; charset=UTF-8',
    );
  });
});

describe('the content encoding', () => {
  test.each([undefined, '', 'identity', 'Identity'])('%s', (encoding) => {
    expect(outcome(withHeaders({ 'content-encoding': encoding }))).toBe('ok');
  });

  test.each(['gzip', 'br', 'identity, gzip', 'x'])('not %s', (encoding) => {
    expect(outcome(withHeaders({ 'content-encoding': encoding }))).toBe(
      'PARAM_ILLEGAL: Content-Encoding: expected none',
    );
  });
});

describe('a header', () => {
  test.each([
    [8_192, 'ok'],
    [8_193, 'PARAM_ILLEGAL: x-any: expected at most 8192 characters'],
  ])('of %i characters', (length, expected) => {
    expect(outcome(withHeaders({ 'x-any': 'x'.repeat(length) }))).toBe(expected);
  });

  test.each(['x\u202e', 'x\n', 'x y', '', 'x'.repeat(65)])('is not named %j', (name) => {
    expect(outcome(withHeaders({ [name]: 'x'.repeat(8_193) }))).toBe(
      'PARAM_ILLEGAL: a header: expected at most 8192 characters',
    );
  });
});

describe('a client id', () => {
  test.each(['A', '-', '_', 'x'.repeat(64), 'TEST_5X-0'])('%s is echoed', (clientId) => {
    const request = withHeaders({ 'client-id': clientId });
    expect(outcome(request)).toBe('ok');
    expect(echoedClientId(request)).toBe(clientId);
  });

  test.each([
    undefined,
    '',
    'x'.repeat(65),
    'A.B',
    'A B',
    'Ä',
    '../',
    'A#B',
    'A|B',
    'A,A',
    'A, B',
    'A\n',
    '\u0000',
  ])('%s is not', (clientId) => {
    const request = withHeaders({ 'client-id': clientId });
    expect(outcome(request)).toBe('INVALID_CLIENT');
    expect(echoedClientId(request)).toBe('');
  });
});
