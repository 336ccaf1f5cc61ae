import { type Api, paths } from './provider.ts';
import type { WatchedProvider } from './watched-provider.ts';
import type { WireAnswer } from './wire-partner.ts';

/** What may be wrong with a client itself; a client is named for all that is. */
export const clientFlags = ['SUSPENDED', 'SPENT', 'UNSUBSCRIBED', 'UNCONTRACTED', 'BOUND'] as const;
export type ClientFlag = (typeof clientFlags)[number];

/** What a token may be, named for what is wrong with it. */
export type TokenKind = 'GOOD' | 'SECOND' | 'REVOKED' | 'EXPIRED' | 'SCOPELESS' | 'UNKNOWN';

/** What a token may be good for. */
export const scopes = ['credit', 'fx', 'worldcard'] as const;

/** The name of a client of which these things, and no others, are wrong. */
export function clientNamed(flags: Iterable<ClientFlag>): string {
  const wrong = new Set(flags);
  return ['CLIENT', ...clientFlags.filter((flag) => wrong.has(flag))].join('-');
}

/** The token of a customer, good or bad for an endpoint. */
export function tokenFor(customer: string, kind: TokenKind, api: Api): string {
  // A customer that cannot be written has the token of the one that it nearly is.
  const owner = customer.replaceAll(' ', '_');
  return `TOKEN_${owner}_${kind === 'SCOPELESS' ? `NOT_${scopeOf(api)}` : kind}`;
}

function scopeOf(api: Api): (typeof scopes)[number] {
  if (api === 'inquiryAvailableQuota') return 'fx';
  return api === 'queryBudgetAccountInfo' ? 'worldcard' : 'credit';
}

/** A request in parts; a fault spoils one or two of them, whatever else is spoilt. */
export interface Draft {
  readonly api: Api;
  method: string;
  path: string;
  query: string;
  /** How long ago it was signed, and what its header says in place of when. */
  ageMs: number;
  time: string | undefined;
  readonly flags: Set<ClientFlag>;
  isStranger: boolean;
  privateKeyPem: string | undefined;
  signedText: string | undefined;
  signatureHeader: ((base64: string) => string | undefined) | undefined;
  /** Over all others. */
  readonly headers: Record<string, string | readonly string[] | undefined>;
  body: Readonly<Record<string, unknown>>;
  bend: ((text: string) => string | Buffer) | undefined;
  /** The body is filled with blanks up to so many bytes. */
  bytes: number;
  customer: string | undefined;
  token: TokenKind | undefined;
}

/** A request with nothing wrong, for the customer of the client that has everything. */
export function soundDraft(api: Api, body: Draft['body']): Draft {
  return {
    api,
    method: 'POST',
    path: paths[api],
    query: '',
    ageMs: 0,
    time: undefined,
    flags: new Set(),
    isStranger: false,
    privateKeyPem: undefined,
    signedText: undefined,
    signatureHeader: undefined,
    headers: {},
    body,
    bend: undefined,
    bytes: 0,
    customer: 'CUSTOMER_GOOD',
    token: 'GOOD',
  };
}

let sent = 0;

/**
 * Signs and sends it.
 *
 * @param isEarly whether it is refused before table or bucket may be turned to, and held to that
 */
export function sendDraft(
  provider: WatchedProvider,
  draft: Draft,
  isEarly: boolean,
): Promise<WireAnswer> {
  const { api, method, path, query, customer, token, privateKeyPem, signedText } = draft;
  const partner = provider.partnerOf(draft.isStranger ? 'NOBODY' : clientNamed(draft.flags));
  // A signature serves for one customer and token only, so each request gets one of its own.
  sent += 1;
  const signedAt = new Date(Date.now() - draft.ageMs).toISOString().slice(0, 19);
  const more = {
    as: privateKeyPem === undefined ? partner : { ...partner, privateKeyPem },
    method,
    path,
    time: draft.time ?? `${signedAt}.${String(sent).padStart(9, '0')}Z`,
    ...(query !== '' && { target: `${path}?${query}` }),
    ...(signedText !== undefined && { signedText }),
    ...(draft.signatureHeader && { signatureHeader: draft.signatureHeader }),
    headers: {
      'Connected-CustomerId': customer,
      'Access-Token': token && tokenFor(customer ?? 'CUSTOMER_GOOD', token, api),
      ...draft.headers,
    },
  };
  return isEarly
    ? provider.refuse(api, bytesOf(draft), more)
    : provider.call(api, bytesOf(draft), more);
}

function bytesOf({ body, bend, bytes }: Draft): Buffer {
  const text = JSON.stringify(body);
  const bent = Buffer.from(bend ? bend(text) : text);
  const filling = Math.max(0, bytes - bent.length);
  return Buffer.concat([bent, Buffer.alloc(filling, ' ')]);
}
