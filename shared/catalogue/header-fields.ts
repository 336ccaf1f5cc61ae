import { accessTokenGrammar } from '../domain/tenant.ts';
import { clientIdGrammar, customerIdGrammar } from './header-grammar.ts';
import { answerSignature, requestSignature } from './signature-examples.ts';

/** A header as partners are told of it. */
export interface HeaderField {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  /** What a value must match; a test holds it to what is accepted. */
  readonly pattern: string;
  readonly example: string;
}

const month31 = '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])';
const month30 = '(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)';
const month28 = '02-(?:0[1-9]|1[0-9]|2[0-8])';
const leap = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29';
const date = `(?:[0-9]{4}-(?:${month31}|${month30}|${month28})|${leap})`;
const clock = '(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}';
const offset = '(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])';
const requestTimePattern = `^(?:${date}T${clock}(?:\\.[0-9]{1,9})?${offset}|[0-9]{13})$`;

const anyCase = (word: string): string =>
  word.replaceAll(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
const digit64 = '(?:[A-Za-z0-9+/]|%2[BbFf])';
const pad = '(?:=|%3[Dd])';
const tail = `(?:${digit64}[AQgw]${pad}{2}|${digit64}{2}[AEIMQUYcgkosw048]${pad})`;
const parameters = {
  algorithm: `${anyCase('algorithm')}=${anyCase('RSA256')}`,
  keyVersion: `${anyCase('keyVersion')}=(?:0|[1-9][0-9]{0,8})`,
  signature: `${anyCase('signature')}=(?:${digit64}{4})+${tail}?`,
};

function inAnyOrder(parts: readonly string[]): string[] {
  if (parts.length === 1) return [...parts];
  return parts.flatMap((first) =>
    inAnyOrder(parts.filter((part) => part !== first)).map(
      (rest) => `${first}[ \\t]{0,16},[ \\t]{0,16}${rest}`,
    ),
  );
}

function signaturePattern(): string {
  const { algorithm, keyVersion, signature } = parameters;
  const orders = [
    ...inAnyOrder([algorithm, signature]),
    ...inAnyOrder([algorithm, keyVersion, signature]),
  ];
  return `^(?:${orders.join('|')})$`;
}

const customer = {
  required: false,
  pattern: customerIdGrammar.source,
  example: 'CUSTOMER_SIGNED_0001',
};

/** The headers of a request, but for `Content-Type`, which belongs to the body. */
export const requestHeaders: readonly HeaderField[] = [
  {
    name: 'Client-Id',
    required: true,
    description: 'Who signs. 1 to 64 letters, digits, `_` and `-`. Otherwise: INVALID_CLIENT.',
    pattern: clientIdGrammar.source,
    example: 'TEST_5X00000000000000',
  },
  {
    name: 'Request-Time',
    required: true,
    description:
      'When it was signed: ISO 8601 with an offset (`+08:00`, `+0800` or `Z`), with a fraction of up to 9 digits, or 13 digits of epoch milliseconds. It is signed letter by letter, and must be of the last 300 seconds (unless agreed otherwise), at most 60 seconds ahead. Of another form: PARAM_ILLEGAL; of another time: INVALID_SIGNATURE.',
    pattern: requestTimePattern,
    example: '2026-11-21T10:30:00+08:00',
  },
  {
    name: 'Signature',
    required: true,
    description:
      '`algorithm=RSA256, keyVersion=1, signature=…`: base64, percent-encoded or not, padded, of as many bytes as the key has. Parameters in any order and any letter case, blanks round the commas; `keyVersion` may be left out. Otherwise: INVALID_SIGNATURE.',
    pattern: signaturePattern(),
    example: requestSignature,
  },
  {
    ...customer,
    name: 'Connected-CustomerId',
    description:
      'The customer that the partner acts for; absent: its own account. 1 to 64 printable ASCII characters without blanks, `#` or commas. Some partners act for customers only and must name one. Otherwise: PARAM_ILLEGAL. It is not signed.',
  },
  {
    ...customer,
    name: 'Connected-AccountId',
    description:
      'The newer name of `Connected-CustomerId`. If both are sent, they are the same. It is not signed.',
  },
  {
    name: 'Access-Token',
    required: false,
    description:
      "The customer's token, where a customer is named and the partner's terms ask for tokens. 1 to 512 printable ASCII characters without blanks or commas. It is not signed, but bound to client, customer and product family.",
    pattern: accessTokenGrammar.source,
    example: 'k3Jw0r9dW5o1cYH7mV2xQ8bT4nZ6pL0s',
  },
];

/** The headers of an answer, in lower case as they are sent. */
export const answerHeaders: readonly HeaderField[] = [
  {
    name: 'client-id',
    required: true,
    description:
      'The client id of the request; empty when it is none, and in documents for everybody.',
    pattern: '^[A-Za-z0-9_-]{0,64}$',
    example: 'TEST_5X00000000000000',
  },
  {
    name: 'response-time',
    required: true,
    description: 'When the answer was signed: ISO 8601 with an offset.',
    pattern: `^${date}T${clock}[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]$`,
    example: '2026-11-21T02:30:01+00:00',
  },
  {
    name: 'signature',
    required: true,
    description:
      'Exactly `algorithm=RSA256,keyVersion=<n>,signature=<value>`; the value is base64, percent-encoded. The keys are published at `/.well-known/quotaline-keys.json`.',
    pattern: `^algorithm=RSA256,keyVersion=(?:0|[1-9][0-9]{0,8}),signature=(?:[A-Za-z0-9]|%2B|%2F|%3D)+$`,
    example: answerSignature,
  },
];
