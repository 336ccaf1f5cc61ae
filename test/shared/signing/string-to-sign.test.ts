import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequestTime } from '../../../shared/signing/request-time.ts';
import { type SignedMessage, stringToSign } from '../../../shared/signing/string-to-sign.ts';
import { signatureMatches } from '../../../shared/signing/verify.ts';
import { vectorPem } from '../../signed-event.ts';

const privateKey = createPrivateKey(vectorPem('test_partner_pkcs8'));
const publicKey = createPublicKey(vectorPem('test_partner_pub'));

const instant = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2099-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const time = fc
  .tuple(instant, fc.constantFrom('Z', '+08:00', '-0530', '.1Z', '.123456789+00:00', 'epoch'))
  .map(([at, ending]) =>
    ending === 'epoch'
      ? `${at.getTime()}`.padStart(13, '0')
      : at.toISOString().slice(0, 19) + ending,
  );
const clientId = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const method = fc.constantFrom('POST', 'GET', 'HEAD');
const path = fc.oneof(
  fc.constant('/amsin/alipay/business/credit/queryCreditQuota'),
  fc.stringMatching(/^\/[!-~]{0,40}$/),
);
// Bodies that look like the rest of the text are what could be mistaken for it.
const body = fc
  .oneof(
    fc.string(),
    time,
    fc.tuple(clientId, time, fc.string()).map((parts) => parts.join('.')),
  )
  .map((text) => Buffer.from(text));
const message: fc.Arbitrary<SignedMessage> = fc.record({ method, path, clientId, time, body });

/** Reads the parts back out of a signed text, by nothing but the grammar of the parts. */
function partsOf(text: Buffer): SignedMessage | undefined {
  const found =
    /^([A-Z]+) ([^\n]*)\n([A-Za-z0-9_-]{1,64})\.(\d{13}|[\d:T-]{19}(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))\./.exec(
      text.toString('latin1'),
    );
  if (found === null) return undefined;
  const [head, method = '', path = '', clientId = '', time = ''] = found;
  return { method, path, clientId, time, body: text.subarray(head.length) };
}

test('no two messages have the same text: the parts can be read back out of it', () => {
  fc.assert(
    fc.property(message, (sent) => {
      expect(parseRequestTime(sent.time)).toBeDefined();
      expect(partsOf(stringToSign(sent))).toEqual(sent);
    }),
    { numRuns: 2_000 },
  );
});

test('an absent body is the empty text after the last dot', () => {
  const text = stringToSign({
    method: 'POST',
    path: '/p',
    clientId: 'C',
    time: '1795228200000',
    body: Buffer.alloc(0),
  });
  expect(text.toString()).toBe('POST /p\nC.1795228200000.');
});

test('the body is signed as its bytes, well-formed or not', () => {
  const bytes = Buffer.from('c328ff', 'hex');
  const text = stringToSign({ method: 'POST', path: '/p', clientId: 'C', time: 'T', body: bytes });
  expect(text.toString('hex')).toBe('504f5354202f700a432e542ec328ff');
});

describe('a change of a single byte does not verify', () => {
  const changed = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));

  function signatureOf(sent: SignedMessage): Buffer {
    return sign('sha256', stringToSign(sent), privateKey);
  }

  test.each(['method', 'path', 'clientId', 'time', 'body'] as const)('of the %s', (part) => {
    fc.assert(
      fc.property(message, changed, (sent, [at, by]) => {
        const bytes = Buffer.from(sent[part]);
        fc.pre(bytes.length > 0);
        const index = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(index) ^ by, index);
        const value = part === 'body' ? bytes : bytes.toString('latin1');
        const signature = signatureOf(sent);
        expect(signatureMatches(sent, signature, publicKey)).toBe(true);
        expect(signatureMatches({ ...sent, [part]: value }, signature, publicKey)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('of the signature', () => {
    fc.assert(
      fc.property(message, changed, (sent, [at, by]) => {
        const signature = signatureOf(sent);
        const index = at % signature.length;
        signature.writeUInt8(signature.readUInt8(index) ^ by, index);
        expect(signatureMatches(sent, signature, publicKey)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});
