import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { queryCreditQuota } from '../../shared/catalogue/credit.ts';
import type { SmokeRun } from './smoke-run.ts';
import {
  documentedSignature,
  documentedTime,
  type Header,
  type WireRequest,
} from './smoke-wire.ts';

const { path } = queryCreditQuota;
const body = '{"productCode":"AMAZON_VC_FACTORING_LOAN"}';
const request: WireRequest = { path, body };
/** Beyond the longest freshness window that a client can have. */
const longAgoMs = 1_000_000;

/** A gateway joins what is repeated: that is no id, and no id is echoed. */
const twice =
  (wanted: string) =>
  (headers: readonly Header[]): readonly Header[] =>
    headers.flatMap((header): Header[] => (header[0] === wanted ? [header, header] : [header]));
const flipped = (base64: string): string =>
  documentedSignature(`${base64.startsWith('A') ? 'B' : 'A'}${base64.slice(1)}`);

/** What must be refused, and still be signed. */
export async function checkRefusals(run: SmokeRun): Promise<void> {
  const generate = promisify(generateKeyPair);
  const { privateKey } = await generate('rsa', { modulusLength: 2_048 });
  const twoIds = spelled({ headers: twice('Client-Id') });
  const refused: readonly (readonly [what: string, WireRequest, outcome: string])[] = [
    ['an unknown API', { path: '/amsin/smoke/no/such/api', body }, 'F INVALID_API'],
    ['the root', { path: '/', body }, 'F INVALID_API'],
    ['a trailing slash', { path: `${path}/`, body }, 'F INVALID_API'],
    ['another letter case of a path', { path: path.toLowerCase(), body }, 'F INVALID_API'],
    ['GET', { path, method: 'GET' }, 'F METHOD_NOT_SUPPORTED'],
    ['PUT', { path, method: 'PUT', body }, 'F METHOD_NOT_SUPPORTED'],
    ['HEAD, signed over no body', { path, method: 'HEAD' }, ''],
    ['a query string', { ...request, query: '?a=1' }, 'F PARAM_ILLEGAL'],
    ['text/plain', spelled({ contentTypes: ['text/plain'] }), 'F PARAM_ILLEGAL'],
    ['no time', spelled({ time: () => '' }), 'F PARAM_ILLEGAL'],
    ['two times', spelled({ headers: twice('Request-Time') }), 'F PARAM_ILLEGAL'],
    ['two client ids', { ...twoIds, echoed: '' }, 'F INVALID_CLIENT'],
    ['two signatures', spelled({ headers: twice('Signature') }), 'F INVALID_SIGNATURE'],
    ['an unknown client', { ...request, clientId: 'SMOKE_NOBODY' }, 'F INVALID_CLIENT'],
    ['one flipped bit', spelled({ signature: flipped }), 'F INVALID_SIGNATURE'],
    ['a body that was not signed', { ...request, signedBody: '{}' }, 'F INVALID_SIGNATURE'],
    ["somebody else's key", { ...request, privateKey }, 'F INVALID_SIGNATURE'],
    [
      'a time long past',
      spelled({ time: (ms) => documentedTime(ms - longAgoMs) }),
      'F INVALID_SIGNATURE',
    ],
    [
      'another algorithm',
      spelled({ signature: (base64) => documentedSignature(base64).replace('RSA256', 'HS256') }),
      'F INVALID_SIGNATURE',
    ],
    ['no JSON', { path, body: '{' }, 'F PARAM_ILLEGAL'],
    ['a key twice', { path, body: `{"productCode":"X",${body.slice(1)}` }, 'F PARAM_ILLEGAL'],
  ];
  for (const [what, wire, outcome] of refused) {
    await run.call(`refused: ${what}`, wire, { outcome });
  }
}

function spelled(spelling: NonNullable<WireRequest['spelling']>): WireRequest {
  return { ...request, spelling };
}
