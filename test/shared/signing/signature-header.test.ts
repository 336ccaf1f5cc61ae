import { describe, expect, test } from 'vitest';
import {
  formatSignatureHeader,
  parseSignatureHeader,
} from '../../../shared/signing/signature-header.ts';

// The bytes fb ff fe 00: in base64 they need every character that URLs escape.
const signature = Buffer.from('fbfffe00', 'hex');
const raw = '+//+AA==';
const escaped = '%2B%2F%2F%2BAA%3D%3D';
const blanks = ' '.repeat(16);

describe('what the contract tolerates is read', () => {
  test.each([
    ['as documented', `algorithm=RSA256, keyVersion=2, signature=${escaped}`, 2],
    ['without blanks', `algorithm=RSA256,keyVersion=2,signature=${escaped}`, 2],
    ['blanks before commas', `algorithm=RSA256 ,keyVersion=2\t,signature=${escaped}`, 2],
    ['16 blanks', `algorithm=RSA256,${blanks}keyVersion=2${blanks},signature=${escaped}`, 2],
    ['another order', `signature=${escaped}, keyVersion=2, algorithm=RSA256`, 2],
    ['names in other letters', `ALGORITHM=RSA256,keyversion=2,Signature=${escaped}`, 2],
    ['the algorithm in other letters', `algorithm=rsa256,keyVersion=2,signature=${escaped}`, 2],
    ['lower-case escapes', 'algorithm=RSA256,keyVersion=2,signature=%2b%2f%2f%2bAA%3d%3d', 2],
    ['raw base64', `algorithm=RSA256,keyVersion=2,signature=${raw}`, 2],
    ['some characters escaped', 'algorithm=RSA256,keyVersion=2,signature=%2B//+AA=%3d', 2],
    ['no key version', `algorithm=RSA256,signature=${escaped}`, undefined],
    ['key version 10', `algorithm=RSA256,keyVersion=10,signature=${escaped}`, 10],
    ['key version 0', `algorithm=RSA256,keyVersion=0,signature=${escaped}`, 0],
    ['nine digits', `algorithm=RSA256,keyVersion=999999999,signature=${escaped}`, 999_999_999],
  ])('%s', (_what, header, keyVersion) => {
    expect(parseSignatureHeader(header)).toEqual({ signature, keyVersion });
  });
});

describe('every length of base64 is read', () => {
  test.each([
    ['1289', 'd76f3d'],
    ['12899Q==', 'd76f3df5'],
    ['128999k=', 'd76f3df7d9'],
  ])('%s', (value, hex) => {
    const header = parseSignatureHeader(`algorithm=RSA256,signature=${value}`);
    expect(header?.signature.toString('hex')).toBe(hex);
  });
});

describe('nothing else is', () => {
  test.each([
    ['empty', ''],
    ['no algorithm', `keyVersion=2,signature=${escaped}`],
    ['no signature', 'algorithm=RSA256,keyVersion=2'],
    ['an empty signature', 'algorithm=RSA256,keyVersion=2,signature='],
    ['an empty algorithm', `algorithm=,keyVersion=2,signature=${escaped}`],
    ['an empty key version', `algorithm=RSA256,keyVersion=,signature=${escaped}`],
    ['a signature twice', `algorithm=RSA256,signature=${escaped},signature=${escaped}`],
    ['a key version twice', `algorithm=RSA256,keyVersion=2,KeyVersion=2,signature=${escaped}`],
    ['an algorithm twice', `algorithm=RSA256,algorithm=RSA256,signature=${escaped}`],
    ['two headers joined', `algorithm=RSA256,signature=${raw},algorithm=RSA256,signature=${raw}`],
    ['a parameter of its own', `algorithm=RSA256,keyVersion=2,signature=${escaped},nonce=1`],
    ['a part without a name', `algorithm=RSA256,,signature=${escaped}`],
    ['a comma at the end', `algorithm=RSA256,signature=${escaped},`],
    ['semicolons', `algorithm=RSA256;keyVersion=2;signature=${escaped}`],
    ['blanks round the equals sign', `algorithm = RSA256,keyVersion=2,signature=${escaped}`],
    ['17 blanks after a comma', `algorithm=RSA256, ${blanks}signature=${escaped}`],
    ['17 blanks before a comma', `algorithm=RSA256${blanks} ,signature=${escaped}`],
    ['a line feed after a comma', `algorithm=RSA256,\nkeyVersion=2,signature=${escaped}`],
    ['4,601 characters', `algorithm=RSA256,  signature=${'A'.repeat(4_572)}`],
  ])('%s', (_what, header) => {
    expect(parseSignatureHeader(header)).toBeUndefined();
  });

  test.each(['none', 'HS256', 'RSA512', 'RSA', 'RS256', 'PS256', 'ES256', 'rſa256', 'RSA 256'])(
    'algorithm %s',
    (algorithm) => {
      const header = `algorithm=${algorithm},keyVersion=2,signature=${escaped}`;
      expect(parseSignatureHeader(header)).toBeUndefined();
    },
  );

  test.each([
    '-1',
    '+1',
    '2.0',
    '02',
    '00',
    '1e0',
    '0x2',
    '1000000000',
    '9223372036854775808',
    '__proto__',
    '２',
    '"2"',
    '2\n',
  ])('key version %s', (keyVersion) => {
    const header = `algorithm=RSA256,keyVersion=${keyVersion},signature=${escaped}`;
    expect(parseSignatureHeader(header)).toBeUndefined();
  });

  test.each([
    ['escaped twice', '%252B%252F%252F%252BAA%253D%253D'],
    ['a malformed escape', '%E0%A4%A'],
    ['a cut escape', '+//+AA=%3'],
    ['a needless escape', '%2B%2F%2F%2B%41A%3D%3D'],
    ['blanks for plus signs', ' // AA=='],
    ['the URL alphabet', '-__-AA=='],
    ['no padding', '+//+AA'],
    ['half the padding', '+//+AA='],
    ['too much padding', '+//+AA==='],
    ['padding alone', '===='],
    ['padding inside', 'AA==AA=='],
    ['bits after the end', '+//+AB=='],
    ['a line feed inside', '+//\n+AA=='],
    ['a line feed at the end', '+//+AA==\n'],
    ['junk at the end', '+//+AA==!'],
    ['quotes', '"+//+AA=="'],
    ['hex', 'fbfffe0'],
  ])('a signature with %s', (_what, value) => {
    const header = `algorithm=RSA256,keyVersion=2,signature=${value}`;
    expect(parseSignatureHeader(header)).toBeUndefined();
  });
});

test('4,600 characters are read', () => {
  const header = `algorithm=RSA256, signature=${'A'.repeat(4_572)}`;
  expect(header).toHaveLength(4_600);
  expect(parseSignatureHeader(header)?.signature).toHaveLength(3_429);
});

test('an answer names algorithm, key version and the escaped signature, in this order', () => {
  expect(formatSignatureHeader(12, signature)).toBe(
    'algorithm=RSA256,keyVersion=12,signature=%2B%2F%2F%2BAA%3D%3D',
  );
});
