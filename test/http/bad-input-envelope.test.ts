import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachmentBody } from '../builders.ts';
import { type Api, paths } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { paramIllegal } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { isoTime, textToSign } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

const contentTypeWords = 'Content-Type: expected application/json; charset=UTF-8';

test.each<[string, string | readonly string[] | undefined]>([
  ['B01 no Content-Type', undefined],
  ['B01 an empty Content-Type', ''],
  ['B02 text/plain', 'text/plain'],
  ['B03 multipart/form-data', 'multipart/form-data; boundary=x'],
  ['B04 application/x-www-form-urlencoded', 'application/x-www-form-urlencoded'],
  ['B05 charset=utf-16', 'application/json; charset=utf-16'],
  ['B05 charset=utf8, which is no registered name', 'application/json; charset=utf8'],
  ['B05 charset=iso-8859-1', 'application/json; charset="iso-8859-1"'],
  ['B06 two charset parameters', 'application/json; charset=utf-8; charset=utf-16'],
  ['B06 two equal charset parameters', 'application/json; charset=utf-8; charset=UTF-8'],
  ['B07 application/jsonp', 'application/jsonp'],
  ['B08 application/json-patch+json', 'application/json-patch+json'],
  ['B08 two media types in one value', 'application/json, text/plain'],
  ['B08 two headers that differ', ['application/json', 'application/json; charset=utf-8']],
  ['B08 a charset without a value', 'application/json; charset'],
])('%s is refused', async (_, contentType) => {
  const body = provider.application('REF_B_TYPE');
  const headers = { 'Content-Type': contentType };
  const answer = await provider.refuse('applyCreditGrant', body, { headers });
  expect(answer.text).toBe(paramIllegal(contentTypeWords));
});

test.each<[string, string | readonly string[]]>([
  ['B09 Application/JSON;charset=utf-8', 'Application/JSON;charset=utf-8'],
  ['B09 no charset', 'application/json'],
  ['B09 a quoted charset', 'application/json; charset="UTF-8"'],
  ['B09 the same header twice', ['application/json', 'application/json']],
])('%s is accepted', async (_, contentType) => {
  const headers = { 'Content-Type': contentType };
  const answer = await provider.call('queryBudgetAccountInfo', {}, { headers });
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each([
  ['B10 gzip, signed over the compressed bytes', 'gzip', true],
  ['B10 gzip, signed over the plain bytes', 'gzip', false],
  ['B10 an encoding that is not applied', 'br', false],
])('%s is refused', async (_, encoding, signedAsSent) => {
  const plain = Buffer.from(JSON.stringify(provider.application('REF_B10')));
  const body = encoding === 'gzip' ? gzipSync(plain) : plain;
  const { clientId } = provider.partner;
  const time = isoTime();
  const covered = signedAsSent ? body : plain;
  const answer = await provider.refuse('applyCreditGrant', body, {
    time,
    signedText: textToSign({ path: paths.applyCreditGrant, clientId, time, body: covered }),
    headers: { 'Content-Encoding': encoding },
  });
  expect(answer.text).toBe(paramIllegal('Content-Encoding: expected none'));
});

test.each<[string, Api, string]>([
  ['B11 an empty body on queryCreditQuota', 'queryCreditQuota', ''],
  ['B11 an empty body on applyCreditGrant', 'applyCreditGrant', ''],
  ['B11 an empty body on inquiryCreditGrant', 'inquiryCreditGrant', ''],
  ['B11 an empty body on inquiryAvailableQuota', 'inquiryAvailableQuota', ''],
  ['B11 an empty body on submitAttachment', 'submitAttachment', ''],
  ['B14 only blanks on queryBudgetAccountInfo', 'queryBudgetAccountInfo', ' \r\n\t'],
  ['B14 only blanks on applyCreditGrant', 'applyCreditGrant', '    '],
])('%s is refused', async (_, api, body) => {
  const answer = await provider.refuse(api, body);
  expect(answer.text).toBe(paramIllegal('body: empty, expected a JSON object'));
});

test.each([
  ['B12 an empty body', ''],
  ['B13 an empty object', '{}'],
  ['B13 an empty object among blanks', ' { }\r\n'],
])('%s on queryBudgetAccountInfo is accepted', async (_, body) => {
  const answer = await provider.call('queryBudgetAccountInfo', body);
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each<[Api, number]>([
  ['queryCreditQuota', 131_072],
  ['applyCreditGrant', 131_072],
  ['inquiryCreditGrant', 131_072],
  ['inquiryAvailableQuota', 131_072],
  ['queryBudgetAccountInfo', 131_072],
  ['submitAttachment', 6_100_000],
])('B15 one byte over the limit of %s, %d bytes, is refused', async (api, limit) => {
  const body = Buffer.alloc(limit + 1, ' ');
  body.write(JSON.stringify(provider.application('REF_B15')));
  const answer = await provider.refuse(api, body);
  expect(answer.text).toBe(paramIllegal(`body: expected at most ${limit} bytes`));
});

test('B15 exactly the limit is read', async () => {
  const atLimit = Buffer.alloc(131_072, ' ');
  atLimit.write('{}');
  const answer = await provider.call('queryBudgetAccountInfo', atLimit);
  expect(answer.outcome).toBe('S SUCCESS');
});

test('B15 exactly the limit of an attachment is read', async () => {
  const atLimit = Buffer.alloc(6_100_000, ' ');
  atLimit.write(JSON.stringify(attachmentBody({ attachmentType: 'PHOTO' })));
  const answer = await provider.refuse('submitAttachment', atLimit);
  expect(answer.text).toBe(paramIllegal('attachmentType: expected INVOICE'));
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the application that some of these bent is granted as it is', async () => {
  const answer = await provider.call('applyCreditGrant', provider.application('REF_B'));
  expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
