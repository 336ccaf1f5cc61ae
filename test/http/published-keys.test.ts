import { createHash, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { handler } from '../../functions/published-keys.ts';
import { lambdaContext } from '../../infra/local/lambda-context.ts';
import { publishedKeys } from '../../shared/catalogue/documents.ts';
import { publicDocument } from './public-document.ts';
import { verified } from './wire-partner.ts';

const path = '/.well-known/quotaline-keys.json';
const { provider, ask, fetched } = publicDocument(path);

test('a GET without any header of ours gets the keys, and a cache may keep them', async () => {
  const { serverPublicKeyPem } = provider().partner;
  const der = createPublicKey(serverPublicKeyPem).export({ type: 'spki', format: 'der' });
  expect(await fetched()).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    keys: [
      {
        keyVersion: 1,
        use: 'current',
        algorithm: 'RSA256',
        publicKey: serverPublicKeyPem,
        sha256: createHash('sha256').update(der).digest('hex'),
      },
    ],
  });
});

test('it is signed, and addressed to nobody: whoever asks first, a cache gives it to all', async () => {
  const { outcome, headers, text } = await ask({ method: 'GET' });
  expect([outcome, headers['client-id']]).toEqual(['S SUCCESS', '']);
  expect(text).not.toContain('PRIVATE');
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not supported', async (method) => {
  const { outcome, headers } = await ask({ method });
  expect(outcome).toBe('F METHOD_NOT_SUPPORTED');
  expect(headers['cache-control']).toBeUndefined();
});

test('HEAD is answered by headers only', async () => {
  expect((await ask({ method: 'HEAD' })).text).toBe('');
});

test('a query string is refused, and no cache keeps that', async () => {
  const { outcome, headers } = await ask({ method: 'GET', target: `${path}?v=1` });
  expect([outcome, headers['cache-control']]).toEqual(['F PARAM_ILLEGAL', 'no-store']);
});

test.each([
  '/.well-known/',
  '/.well-known/quotaline-keys.json/',
  '/.well-known/Quotaline-keys.json',
])('%s is no API', async (otherPath) => {
  expect((await ask({ method: 'GET', path: otherPath })).outcome).toBe('F INVALID_API');
});

test.each([
  ['another path', { rawPath: '/x', method: 'GET' }, 'F INVALID_API'],
  ['another verb', { rawPath: path, method: 'POST' }, 'F METHOD_NOT_SUPPORTED'],
])('%s handed to the function itself is refused', async (_, { rawPath, method }, outcome) => {
  const event = { rawPath, requestContext: { http: { method } } };
  const context = lambdaContext('published-keys', publishedKeys.time.lambdaTimeoutSeconds, 'id');
  const { statusCode: status, headers, body } = await handler(event, context);
  const rawHeaders = Object.entries(headers).flat();
  const raw = { status, headers, rawHeaders, bytes: Buffer.from(body) };
  expect(verified(provider().partner, method, rawPath, raw).outcome).toBe(outcome);
});
