import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerHeaders, requestHeaders } from '../../../shared/catalogue/header-fields.ts';
import { readConnectedHeaders } from '../../../shared/runtime/connected-headers.ts';
import { echoedClientId } from '../../../shared/runtime/envelope.ts';
import type { ReceivedRequest } from '../../../shared/runtime/gateway-event.ts';
import { formatResponseTime, parseRequestTime } from '../../../shared/signing/request-time.ts';
import {
  formatSignatureHeader,
  parseSignatureHeader,
} from '../../../shared/signing/signature-header.ts';

const received = (name: string, value: string): ReceivedRequest => ({
  requestId: '',
  method: 'POST',
  path: '/',
  queryString: '',
  headers: { [name]: value },
  body: Buffer.alloc(0),
});
const named = (name: string, headers = requestHeaders) =>
  headers.find((header) => header.name === name) ?? expect.fail(name);

/** The right letters of a header's value, and some that are near them. */
const letters = '0123456789 -+:.,=/%#"!~_ABYZabyz\t\u007fä';

/** A right value with up to three letters changed, taken out or put in. */
function nearly(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(),
    taken: fc.nat(1),
    put: fc.string({ unit: fc.constantFrom(...letters), maxLength: 1 }),
  });
  return fc.tuple(value, fc.array(edit, { maxLength: 3 })).map(([text, edits]) =>
    edits.reduce((edited, { at, taken, put }) => {
      const index = at % (edited.length + 1);
      return edited.slice(0, index) + put + edited.slice(index + taken);
    }, text),
  );
}

const two = (max: number) => fc.nat(max).map((n) => `${n}`.padStart(2, '0'));
const time = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('1900', '2000', '2024', '2026', '2100'),
      fc.nat(9_999).map((year) => `${year}`.padStart(4, '0')),
    ),
    two(13),
    two(32),
    two(24),
    two(60),
    two(60),
    fc.constantFrom('', '.1', '.123456789', '.1234567890', '.'),
    fc.constantFrom('Z', '+00:00', '+0000', '-23:59', '+24:00', '+08', '+14:60', '', 'z'),
  )
  .map(
    ([year, month, day, hour, minute, second, fraction, zone]) =>
      `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`,
  );
const base64 = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const signature = fc
  .tuple(
    fc.shuffledSubarray(['algorithm=RSA256', 'keyVersion=2', 'KEYVERSION=0', 'signature='], {
      minLength: 2,
    }),
    fc.tuple(base64, fc.boolean()),
    fc.constantFrom(',', ', ', ' ,\t', `${' '.repeat(16)},`, `,${' '.repeat(17)}`),
  )
  .map(([parts, [text, isEscaped], comma]) =>
    parts
      .map((part) =>
        part === 'signature=' ? `${part}${isEscaped ? encodeURIComponent(text) : text}` : part,
      )
      .join(comma),
  );
const anyId = fc.string({ unit: fc.constantFrom(...letters), maxLength: 70 });

describe('a pattern takes what is taken from a request, and nothing else', () => {
  const readers: Readonly<Record<string, [fc.Arbitrary<string>, (text: string) => boolean]>> = {
    'Client-Id': [
      anyId,
      (text) => text !== '' && echoedClientId(received('client-id', text)) === text,
    ],
    'Request-Time': [
      fc.oneof(
        time,
        fc.nat().map((n) => `${n}`.padEnd(13, '7')),
      ),
      (text) => parseRequestTime(text) !== undefined,
    ],
    Signature: [signature, (text) => parseSignatureHeader(text) !== undefined],
    'Connected-CustomerId': [
      anyId,
      (text) => readConnectedHeaders(received('connected-customerid', text)).problem === undefined,
    ],
    'Connected-AccountId': [
      anyId,
      (text) => readConnectedHeaders(received('connected-accountid', text)).problem === undefined,
    ],
    'Access-Token': [
      anyId,
      (text) => readConnectedHeaders(received('access-token', text)).token?.hash !== undefined,
    ],
  };

  test.each(requestHeaders.map(({ name }) => name))('%s', (name) => {
    const pattern = new RegExp(named(name).pattern, 'u');
    const [value, reads] = readers[name] ?? expect.fail(name);
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(value, nearly(value)), (text) => {
        if (reads(text)) taken += 1;
        expect(pattern.test(text)).toBe(reads(text));
      }),
      { numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  test.each(requestHeaders)('$name: its example is one', ({ name, pattern, example }) => {
    expect(example).toMatch(new RegExp(pattern, 'u'));
    expect(readers[name]?.[1](example)).toBe(true);
  });
});

describe('what an answer has in its headers fits', () => {
  const fits = (name: string, value: string): boolean =>
    new RegExp(named(name, answerHeaders).pattern, 'u').test(value);

  test('the time', () => {
    expect(fits('response-time', formatResponseTime(1_795_228_200_000))).toBe(true);
    expect(fits('response-time', '2026-02-29T10:30:00+08:00')).toBe(false);
  });

  test('the signature', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 256, maxLength: 256 }), (bytes) =>
        fits('signature', formatSignatureHeader(7, bytes)),
      ),
    );
    expect(fits('signature', 'algorithm=RSA256, keyVersion=7, signature=AAAA')).toBe(false);
  });

  test('the client, and nobody', () => {
    expect(['', 'P-7', 'P 7'].map((id) => fits('client-id', id))).toEqual([true, true, false]);
  });

  test.each(answerHeaders)('$name: its example', ({ name, example }) => {
    expect(fits(name, example)).toBe(true);
  });
});
