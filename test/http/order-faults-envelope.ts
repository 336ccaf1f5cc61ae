import type { Draft } from './order-draft.ts';
import type { Fault } from './order-faults.ts';
import { newPair } from './provider.ts';

const strange = newPair();
const type = 'Content-Type: expected application/json; charset=UTF-8';
const time = 'Request-Time: expected ISO 8601 with offset, once';
const ordinaryBytes = 131_072;
const attachmentBytes = 6_100_000;

const small = [
  'queryCreditQuota',
  'applyCreditGrant',
  'inquiryCreditGrant',
  'inquiryAvailableQuota',
  'queryBudgetAccountInfo',
] as const;

type Spoil = (draft: Draft) => void;

function found(
  step: number,
  code: string,
  spoils: string,
  name: string,
  spoil: Spoil,
  more: Partial<Fault> = {},
): Fault {
  return { name, step, spoils: [spoils], spoil, outcome: () => code, ...more };
}

function header(name: string, value: string | readonly string[] | undefined): Spoil {
  return ({ headers }) => {
    headers[name] = value;
  };
}

const illegal = (message: string): Partial<Fault> => ({ message });
const raw = (base64: string): string => `algorithm=RSA256,signature=${base64}`;

/** What is wrong before the body is looked into: steps 1 to 6. */
export const envelopeFaults: readonly Fault[] = [
  found(1.1, 'F INVALID_API', 'path', 'a trailing slash', (d) => {
    d.path += '/';
  }),
  found(1.1, 'F INVALID_API', 'path', 'the path in capitals', (d) => {
    d.path = d.path.toUpperCase();
  }),
  found(1.2, 'F METHOD_NOT_SUPPORTED', 'method', 'PUT', (d) => {
    d.method = 'PUT';
  }),
  found(1.2, 'F METHOD_NOT_SUPPORTED', 'method', 'DELETE', (d) => {
    d.method = 'DELETE';
  }),
  found(
    2.1,
    'F PARAM_ILLEGAL',
    'size',
    'a byte too many',
    (d) => {
      d.bytes = ordinaryBytes + 1;
    },
    { only: small, ...illegal('body: expected at most 131072 bytes') },
  ),
  found(
    2.1,
    'F PARAM_ILLEGAL',
    'size',
    'a byte too many for an attachment',
    (d) => {
      d.bytes = attachmentBytes + 1;
    },
    { only: ['submitAttachment'], ...illegal('body: expected at most 6100000 bytes') },
  ),
  found(
    2.2,
    'F PARAM_ILLEGAL',
    'type',
    'text',
    header('Content-Type', 'text/plain'),
    illegal(type),
  ),
  found(
    2.2,
    'F PARAM_ILLEGAL',
    'type',
    'no type',
    header('Content-Type', undefined),
    illegal(type),
  ),
  found(
    2.3,
    'F PARAM_ILLEGAL',
    'encoding',
    'gzip',
    header('Content-Encoding', 'gzip'),
    illegal('Content-Encoding: expected none'),
  ),
  found(
    2.4,
    'F PARAM_ILLEGAL',
    'query',
    'a query string',
    (d) => {
      d.query = 'a=1';
    },
    illegal('query string: expected none'),
  ),
  found(
    3.1,
    'F PARAM_ILLEGAL',
    'time',
    '30 February',
    (d) => {
      d.time = '2026-02-30T10:00:00Z';
    },
    illegal(time),
  ),
  found(
    3.1,
    'F PARAM_ILLEGAL',
    'time',
    'no time',
    header('Request-Time', undefined),
    illegal(time),
  ),
  found(3.2, 'F INVALID_CLIENT', 'client', 'a dot in the id', header('Client-Id', 'CLIENT.A')),
  found(3.2, 'F INVALID_CLIENT', 'client', 'two ids', header('Client-Id', ['CLIENT', 'CLIENT'])),
  found(3.3, 'F INVALID_SIGNATURE', 'signature', 'no signature', (d) => {
    d.signatureHeader = () => undefined;
  }),
  found(3.3, 'F INVALID_SIGNATURE', 'signature', 'no padding', (d) => {
    d.signatureHeader = (base64) => raw(base64.replace(/=+$/, ''));
  }),
  found(3.3, 'F INVALID_SIGNATURE', 'signature', 'no algorithm', (d) => {
    d.signatureHeader = (base64) => raw(base64).replace('RSA256', 'none');
  }),
  found(
    4,
    'F INVALID_CLIENT',
    'client',
    'an unknown client',
    (d) => {
      d.isStranger = true;
    },
    // Nobody knows what else would be wrong with it.
    { spoils: ['client', 'rate', 'subscription', 'contract'] },
  ),
  found(4, 'F INVALID_CLIENT', 'client', 'a suspended client', ({ flags }) => {
    flags.add('SUSPENDED');
  }),
  found(5.1, 'F INVALID_SIGNATURE', 'key', 'a strange key', (d) => {
    d.privateKeyPem = strange.privateKeyPem;
  }),
  found(5.1, 'F INVALID_SIGNATURE', 'key', 'another text signed', (d) => {
    d.signedText = 'another text';
  }),
  found(5.2, 'F INVALID_SIGNATURE', 'time', 'five minutes and a second old', (d) => {
    d.ageMs = 301_000;
  }),
  found(5.2, 'F INVALID_SIGNATURE', 'time', 'more than a minute ahead', (d) => {
    d.ageMs = -90_000;
  }),
  found(6, 'U REQUEST_TRAFFIC_EXCEED_LIMIT', 'rate', 'a rate that is spent', ({ flags }) => {
    flags.add('SPENT');
  }),
];
