import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { paramIllegal, refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { isoTime, textToSign } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const path = paths.applyCreditGrant;

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

/** An application in which the vendor's name holds these bytes. */
function applicationWith(bytes: Buffer): Buffer {
  const text = JSON.stringify(provider.application('REF_B_BYTES', { vendorName: '*' }));
  const [head = '', tail = ''] = text.split('*');
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]);
}

test('B18 a byte order mark, signed with it, is refused', async () => {
  const body = `\ufeff${JSON.stringify(provider.application('REF_B18'))}`;
  const answer = await provider.refuse('applyCreditGrant', body);
  expect(answer.text).toBe(paramIllegal('body: starts with a byte order mark'));
});

test.each<[string, number[]]>([
  ['B20 the invalid UTF-8 C3 28', [0xc3, 0x28]],
  ['B20 a lone continuation byte', [0x80]],
  ['B20 a sequence that is cut off', [0xe2, 0x82]],
  ['B20 beyond the last code point', [0xf4, 0x90, 0x80, 0x80]],
  ['B22 an overlong slash', [0xc0, 0xaf]],
  ['B22 an overlong letter in three bytes', [0xe0, 0x81, 0x81]],
  ['B23 surrogates of CESU-8', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
])('%s is refused', async (_, bytes) => {
  const body = applicationWith(Buffer.from(bytes));
  const answer = await provider.refuse('applyCreditGrant', body);
  expect(answer.text).toBe(paramIllegal('body: expected well-formed UTF-8'));
});

const spaced = '{"referenceNo": "REF_B24", "vendorName": "Cafe\u0301",\n "marketRegion": "US"}';

test.each([
  ['B19 a byte order mark that was not signed', spaced, `\ufeff${spaced}`],
  ['B19 a byte order mark that was signed and lost', `\ufeff${spaced}`, spaced],
  ['B24 spaces removed by a proxy', spaced, JSON.stringify(JSON.parse(spaced))],
  ['B24 members in another order', '{"a":1,"b":2}', '{"b":2,"a":1}'],
  ['B24 a slash escaped by a proxy', '{"a":"x/y"}', '{"a":"x\\/y"}'],
  ['B24 a letter escaped by a proxy', '{"a":"é"}', '{"a":"\\u00e9"}'],
  ['B24 a line feed at the end', spaced, `${spaced}\n`],
  ['B24 a line feed at the end, lost', `${spaced}\n`, spaced],
  ['B25 LF became CRLF', spaced, spaced.replace('\n', '\r\n')],
  ['B26 NFC became NFD', spaced.normalize('NFC'), spaced.normalize('NFD')],
  ['B26 NFD became NFC', spaced.normalize('NFD'), spaced.normalize('NFC')],
])('%s: does not verify', async (_, signed, sent) => {
  const { clientId } = provider.partner;
  const time = isoTime();
  const signedText = textToSign({ path, clientId, time, body: signed });
  const answer = await provider.refuse('applyCreditGrant', sent, { time, signedText });
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
