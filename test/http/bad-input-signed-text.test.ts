import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { paramIllegal, refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { isoTime, type SignedParts, textToSign } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const path = paths.applyCreditGrant;

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

const hash = (text: Buffer | string) => createHash('sha256').update(text);

test.each<[string, (parts: SignedParts) => string | Buffer]>([
  ['D54 GET for POST', (parts) => textToSign({ ...parts, method: 'GET' })],
  ['D54 post in lower case', (parts) => textToSign({ ...parts, method: 'post' })],
  ['D54 no method', (p) => `${p.path}\n${p.clientId}.${p.time}.${p.body}`],
  ['D55 no line feed', (p) => `POST ${p.path}${p.clientId}.${p.time}.${p.body}`],
  ['D55 a blank for the line feed', (p) => `POST ${p.path} ${p.clientId}.${p.time}.${p.body}`],
  ['D55 a line feed at the end', (parts) => `${textToSign(parts)}\n`],
  ['D56 CRLF for the line feed', (p) => `POST ${p.path}\r\n${p.clientId}.${p.time}.${p.body}`],
  ['D57 client and time swapped', (p) => `POST ${p.path}\n${p.time}.${p.clientId}.${p.body}`],
  ['D57 no time', (p) => `POST ${p.path}\n${p.clientId}.${p.body}`],
  ['D57 no client', (p) => `POST ${p.path}\n${p.time}.${p.body}`],
  ['D57 colons for the dots', (p) => `POST ${p.path}\n${p.clientId}:${p.time}:${p.body}`],
  [
    'D58 the whole URL for the path',
    (parts) => textToSign({ ...parts, path: `${provider.partner.baseUrl}${path}` }),
  ],
  ['D58 no slash in front', (parts) => textToSign({ ...parts, path: path.slice(1) })],
  ['D59 the path with a query', (parts) => textToSign({ ...parts, path: `${path}?` })],
  [
    'D60 the hash of the body in hex',
    (p) => textToSign({ ...p, body: hash(p.body).digest('hex') }),
  ],
  ['D60 the hash of the body, raw', (p) => textToSign({ ...p, body: hash(p.body).digest() })],
  [
    'D60 the body in base64',
    (p) => textToSign({ ...p, body: Buffer.from(p.body).toString('base64') }),
  ],
  ['D60 no body', (parts) => textToSign({ ...parts, body: '' })],
  ['D60 the hash of the text', (parts) => hash(textToSign(parts)).digest()],
  ['D60 the text in UTF-16', (parts) => Buffer.from(textToSign(parts).toString(), 'utf16le')],
  ['D60 nothing', () => ''],
])('%s, signed, does not verify', async (_, textOf) => {
  const body = JSON.stringify(provider.application('REF_D54'));
  const time = isoTime();
  const signedText = textOf({ path, clientId: provider.partner.clientId, time, body });
  const answer = await provider.refuse('applyCreditGrant', body, { time, signedText });
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('D58 the whole URL is signed by nobody, even when it is the target', async () => {
  const target = `http://partner.example${path}`;
  const body = provider.application('REF_D58');
  const answer = await provider.refuse('applyCreditGrant', body, { path: target, target });
  expect(answer.text).toBe(refusals.invalidSignature);
});

const timeWords = 'Request-Time: expected ISO 8601 with offset, once';

test.each<[string, string, string]>([
  ['D64 a body that continues the time', '2026-11-21T10:00:00+08:00.{"a"', ':1}'],
  ['D64 a time that took the first member', '2026-11-21T10:00:00+08:00.{"a', 'b":1}'],
  ['D64 a time cut before its fraction', '2026-11-21T10:00:00', '5Z.{}'],
])('%s is refused for its time', async (_, time, body) => {
  const answer = await provider.refuse('applyCreditGrant', body, { time });
  expect(answer.text).toBe(paramIllegal(timeWords));
});

test('D64 a part of the time moved into the client id makes no client', async () => {
  const [clientId, time] = [`${provider.partner.clientId}.1795228308948`, isoTime()];
  const answer = await provider.refuse('applyCreditGrant', '{}', { clientId, time });
  expect(answer.text).toBe(refusals.invalidClient);
});

test('D64 a dot of the body moved in front of it does not verify', async () => {
  const { clientId } = provider.partner;
  const time = isoTime();
  const signedText = `POST ${path}\n${clientId}.${time}{}`;
  const answer = await provider.refuse('applyCreditGrant', '{}', { time, signedText });
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the application that these bent is granted as it is', async () => {
  const answer = await provider.call('applyCreditGrant', provider.application('REF_D54'));
  expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
