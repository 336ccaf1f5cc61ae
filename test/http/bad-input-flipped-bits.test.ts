import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CallOptions, paths } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { paramIllegal, refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { isoTime, signText, textToSign } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const path = paths.queryCreditQuota;
const body = '{"productCode":"AMAZON_VC_FACTORING_LOAN"}';
const timeWords = 'Request-Time: expected ISO 8601 with offset, once';
const flipsPerPart = 80;

let provider: WatchedProvider;
let clientId: string;
let time: string;
let signedText: Buffer;
let signature: Buffer;

beforeAll(async () => {
  provider = await startWatchedProvider({}, { dressed: false });
  clientId = provider.partner.clientId;
  time = isoTime();
  signedText = textToSign({ path, clientId, time, body });
  signature = Buffer.from(signText(provider.partner.privateKeyPem, signedText), 'base64');
});
afterAll(() => provider.stop());

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

function flippedText(text: string, bit: number): string {
  return flipped(Buffer.from(text, 'latin1'), bit).toString('latin1');
}

/** Bits of a text, picked at random but the same in every run. */
function pickBits(text: Buffer, count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * text.length * 8);
  });
}

/** Random flips of a text that HTTP can carry: nothing below a blank, no DEL. */
function pickFlips(text: string, seed: number): string[] {
  const all = pickBits(Buffer.from(text), 4 * flipsPerPart, seed);
  const flips = all.map((bit) => flippedText(text, bit));
  return flips.filter((flip) => /^[ -~\x80-\xff]*$/.test(flip)).slice(0, flipsPerPart);
}

/** Every bit of a text that starts at some byte. */
function bitsOf(text: string, at = 0): number[] {
  return Array.from({ length: text.length * 8 }, (_, bit) => at * 8 + bit);
}

async function call(more: CallOptions, sent: string | Buffer = body): Promise<string> {
  const all = { time, signedText, ...more };
  return (await provider.refuse('queryCreditQuota', sent, all)).text;
}

/** Whether a time that is not the signed one names an instant at all; written anew here. */
function isTime(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\+(\d\d):(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const [offsetHours = 0, offsetMinutes = 0] = match.slice(7).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  const inDay = hour < 24 && minute < 60 && second < 60 && offsetHours < 24 && offsetMinutes < 60;
  return day >= 1 && day <= days && inDay;
}

function expectedOfTime(flip: string): string {
  return isTime(flip) ? refusals.invalidSignature : paramIllegal(timeWords);
}

test('D61 the request that these flip is answered as it is', async () => {
  const answer = await provider.call('queryCreditQuota', body, { time, signedText });
  expect(answer.outcome).toBe('S SUCCESS');
});

test(`D61 ${flipsPerPart} flipped bits of the body do not verify`, async () => {
  for (const bit of pickBits(Buffer.from(body), flipsPerPart, 1)) {
    expect(await call({}, flipped(Buffer.from(body), bit)), `bit ${bit}`).toBe(
      refusals.invalidSignature,
    );
  }
});

test(`D61 ${flipsPerPart} flipped bits of the signature do not verify`, async () => {
  for (const bit of pickBits(signature, flipsPerPart, 2)) {
    const value = encodeURIComponent(flipped(signature, bit).toString('base64'));
    const signatureHeader = () => `algorithm=RSA256,keyVersion=1,signature=${value}`;
    expect(await call({ signatureHeader }), `bit ${bit}`).toBe(refusals.invalidSignature);
  }
});

test(`D61 ${flipsPerPart} flipped bits of the time are refused`, async () => {
  for (const flip of pickFlips(time, 3)) {
    expect(await call({ time: flip }), flip).toBe(expectedOfTime(flip.trim()));
  }
});

test(`D61 ${flipsPerPart} flipped bits of the client id make no client`, async () => {
  for (const flip of pickFlips(clientId, 4)) {
    expect(await call({ clientId: flip }), flip).toBe(refusals.invalidClient);
  }
});

test(`D61 ${flipsPerPart} flipped bits of the path make no API`, async () => {
  const flips = pickFlips(path.slice(1), 5).map((flip) => `/${flip}`);
  const carried = flips.filter((flip) => /^[!-~]*$/.test(flip));
  expect(carried.length).toBeGreaterThan(flipsPerPart / 2);
  for (const flip of carried) expect(await call({ path: flip }), flip).toBe(refusals.invalidApi);
});

/**
 * Whether a flip of the header's text leaves what it means: the letter case of a name, of the
 * algorithm or of an escape, or one key version that the partner never had for its only one.
 */
function meansTheSame(header: string, flip: string): boolean {
  const at = [...header].findIndex((letter, index) => flip[index] !== letter);
  const [before = '', after = ''] = [header[at], flip[at]];
  const onlyCase = before !== after && before.toLowerCase() === after.toLowerCase();
  const valueAt = header.indexOf('signature=') + 'signature='.length;
  if (at >= valueAt) return onlyCase && /%[0-9]?$/.test(header.slice(at - 2, at));
  return onlyCase || (header.slice(0, at).endsWith('keyVersion=') && /[0-9]/.test(after));
}

test('D61 of the flipped bits of the header, those that mean the same are answered', async () => {
  const value = encodeURIComponent(signature.toString('base64'));
  const header = `algorithm=RSA256, keyVersion=1, signature=${value}`;
  const valueAt = header.indexOf('signature=') + 'signature='.length;
  const escapes = [...header.matchAll(/%../g)].flatMap(({ index }) => bitsOf('%2B', index));
  const random = pickBits(Buffer.from(header), 2 * flipsPerPart, 6);
  const bits = [...bitsOf(header.slice(0, valueAt)), ...escapes, ...random];
  const flips = bits.map((bit) => flippedText(header, bit));
  const wrong: string[] = [];
  for (const flip of flips.filter((text) => /^[ -~\x80-\xff]*$/.test(text))) {
    const more = { time, signedText, signatureHeader: () => flip };
    const { outcome } = await provider.call('queryCreditQuota', body, more);
    const expected = meansTheSame(header, flip) ? 'S SUCCESS' : 'F INVALID_SIGNATURE';
    if (outcome !== expected) wrong.push(`${outcome}: ${flip}`);
  }
  expect(wrong).toEqual([]);
}, 60_000);

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
