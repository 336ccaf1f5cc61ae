import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { PartnerClient } from '../../../shared/client/partner-client.ts';
import type { ServerPublicKeys } from '../../../shared/client/partner-keys.ts';
import {
  type Answering,
  answerSigned,
  bodies,
  clientId,
  partner,
  responseTime,
  type SeenRequest,
  type SigningServer,
  signatureOf,
  startServer,
} from './signing-server.ts';

let server: SigningServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function answerTo(answering: Answering, serverPublicKey?: ServerPublicKeys) {
  server = await startServer(answering);
  const keys = serverPublicKey === undefined ? {} : { serverPublicKey };
  const client = new PartnerClient({ ...partner, baseUrl: server.baseUrl, ...keys });
  return client.call('queryCreditQuota', { productCode: 'AMAZON_VC_FACTORING_LOAN' });
}

type Headers = Record<string, string | string[]>;

/** Answers with a good answer's headers, changed by the test. */
function withHeaders(change: (headers: Headers, seen: SeenRequest) => Headers): Answering {
  return (seen, response: ServerResponse) => {
    const signature = signatureOf(seen, bodies.quota);
    const headers = { 'client-id': clientId, 'response-time': responseTime, signature };
    response.writeHead(200, change(headers, seen));
    response.end(bodies.quota);
  };
}

const without = (name: string) =>
  withHeaders((headers) => Object.fromEntries(Object.entries(headers).filter(([n]) => n !== name)));
const signedWith =
  (choices: Parameters<typeof signatureOf>[2]): Answering =>
  (seen, response) =>
    answerSigned(seen, response, bodies.quota, choices);

test('an answer with its headers in title case verifies', async () => {
  const titled = withHeaders((headers) => ({
    'Client-Id': headers['client-id'] ?? '',
    'Response-Time': headers['response-time'] ?? '',
    Signature: headers['signature'] ?? '',
  }));
  expect((await answerTo(titled)).kind).toBe('S');
});

test('raw base64 in the signature verifies', async () => {
  const raw = withHeaders((headers) => ({
    ...headers,
    signature: decodeURIComponent(String(headers['signature'])),
  }));
  expect((await answerTo(raw)).kind).toBe('S');
});

test.each<[string, Answering, string]>([
  ['no signature', without('signature'), 'unsigned'],
  ['no client-id', without('client-id'), 'client-id-missing'],
  ['no response-time', without('response-time'), 'response-time-malformed'],
  [
    'another client-id',
    withHeaders((headers) => ({ ...headers, 'client-id': 'OTHER' })),
    'client-id-other',
  ],
  [
    'another client-id, signed so',
    withHeaders((_, seen) => ({
      'client-id': 'OTHER',
      'response-time': responseTime,
      signature: signatureOf(seen, bodies.quota, { clientId: 'OTHER' }),
    })),
    'client-id-other',
  ],
  [
    'a signature that does not parse',
    withHeaders((headers) => ({ ...headers, signature: 'algorithm=RSA256,signature=?' })),
    'signature-malformed',
  ],
  [
    'another algorithm',
    withHeaders((headers) => ({
      ...headers,
      signature: String(headers['signature']).replace('RSA256', 'none'),
    })),
    'signature-malformed',
  ],
  [
    'two signatures',
    withHeaders((headers) => ({
      ...headers,
      signature: [String(headers['signature']), String(headers['signature'])],
    })),
    'header-repeated',
  ],
  [
    'another response-time than was signed',
    withHeaders((headers) => ({ ...headers, 'response-time': '2026-11-21T10:30:02+08:00' })),
    'signature-mismatch',
  ],
  ['another key', signedWith({ keyFile: 'test_partner_pkcs8.pem' }), 'signature-mismatch'],
  ['another path signed', signedWith({ path: '/amsin/other' }), 'signature-mismatch'],
  ['another method signed', signedWith({ method: 'GET' }), 'signature-mismatch'],
  ['another client signed', signedWith({ clientId: 'OTHER' }), 'signature-mismatch'],
])('%s is not verified', async (_, answering, why) => {
  const answer = await answerTo(answering);
  expect(answer).toMatchObject({ kind: 'unverified', why, status: 200, bodyText: bodies.quota });
});

test('a body changed after signing is not verified', async () => {
  const answer = await answerTo((seen, response) => {
    response.writeHead(200, {
      'client-id': clientId,
      'response-time': responseTime,
      signature: signatureOf(seen, bodies.quota),
    });
    response.end(bodies.quota.replace('"4000"', '"9000"'));
  });
  expect(answer).toMatchObject({ kind: 'unverified', why: 'signature-mismatch' });
});

test("the body's beginning cannot hide in response-time", async () => {
  const [head, tail] = ['{"result":{"resultStatus":"U","a":1.', bodies.refused];
  const answer = await answerTo((seen, response) => {
    response.writeHead(200, {
      'client-id': clientId,
      'response-time': `${responseTime}.${head.slice(0, -1)}`,
      signature: signatureOf(seen, head + tail),
    });
    response.end(tail);
  });
  expect(answer).toMatchObject({ kind: 'unverified', why: 'response-time-malformed' });
});

test('a signed answer to another request is not taken for ours', async () => {
  const other = bodies.refused.replace(/}$/, ',"productCode":"OTHER"}');
  const answer = await answerTo((seen, response) => answerSigned(seen, response, other));
  expect(answer).toMatchObject({ kind: 'unverified', why: 'other-request' });
});

test('an unsigned 503 is not verified, whatever it says', async () => {
  const answer = await answerTo((_, response) => {
    response.writeHead(503, { 'content-type': 'application/json' });
    response.end(bodies.unknown);
  });
  expect(answer).toEqual({
    kind: 'unverified',
    why: 'unsigned',
    message: 'The answer has no signature. Check the base URL, or try again later.',
    status: 503,
    bodyText: bodies.unknown,
  });
});

test('a redirect is not followed', async () => {
  const answer = await answerTo((_, response) => {
    response.writeHead(307, { location: '/elsewhere' });
    response.end();
  });
  expect(answer).toMatchObject({ kind: 'unverified', why: 'redirected', status: 307 });
  expect(server?.seen).toHaveLength(1);
});

test.each([
  ['the version that it names', { 1: partner.serverPublicKey }, 'S'],
  ['another version only', { 2: partner.serverPublicKey }, 'unverified'],
])('with the keys by version, %s', async (_, keys, kind) => {
  const answer = await answerTo((s, response) => answerSigned(s, response, bodies.quota), keys);
  expect(answer.kind).toBe(kind);
  if (answer.kind === 'unverified') expect(answer.why).toBe('key-version-unknown');
});
