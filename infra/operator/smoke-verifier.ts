import { constants, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod/mini';
import type { Header, WireAnswer } from './smoke-wire.ts';

/** Finds a public key of the server's by the version that an answer names. */
export type ServerKeys = (keyVersion: number) => KeyObject | undefined;

const ours = ['client-id', 'response-time', 'signature', 'content-type'] as const;
const timeShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
const signatureShape =
  /^algorithm=RSA256,keyVersion=(0|[1-9]\d{0,8}),signature=((?:[A-Za-z0-9]|%[0-9A-F]{2})+)$/;
/** Partners judge our clock as we judge theirs, and are no more patient. */
const maxSkewMs = 60_000;

const resultBody = z.object({
  result: z.object({
    resultStatus: z.enum(['S', 'F', 'U']),
    resultCode: z.string().check(z.maxLength(64)),
    resultMessage: z.string().check(z.maxLength(256)),
  }),
});

/** A verified answer: what it says. */
export interface Verified {
  /** `S SUCCESS` and the like; empty when it has no body. */
  readonly outcome: string;
  readonly message: string;
  readonly body: unknown;
}

/** What is wrong with an answer, to the letter of the contract; a person reads it. */
export class AnswerWrong extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'AnswerWrong';
  }
}

/**
 * Holds an answer to the contract, with Node's own means alone: HTTP 200, its four headers once
 * each and in lower case, a signature over the request's method and path and the bytes received.
 *
 * @throws {AnswerWrong}
 */
export function verified(answer: WireAnswer, keys: ServerKeys, nowMs: number): Verified {
  const { status, headers, body } = answer;
  assert(status === 200, `HTTP ${status} ${body.toString().slice(0, 200)}`);
  const [clientId, time, signature, contentType] = ours.map((name) => only(headers, name));
  const stray = headers.find(([name]) => isConfusing(name));
  assert(stray === undefined, `a header ${stray?.[0]}`);
  assert(clientId === answer.clientId, `client-id ${clientId}, and not ${answer.clientId}`);
  assert(contentType === 'application/json; charset=UTF-8', `content-type ${contentType}`);
  assert(time !== undefined && timeShape.test(time), `response-time ${time}`);
  const skewMs = Date.parse(time ?? '') - nowMs;
  assert(Math.abs(skewMs) <= maxSkewMs, `its clock is ${Math.round(skewMs / 1_000)} s off ours`);
  assertSigned(answer, `${clientId}.${time}.`, signature ?? '', keys);
  return saying(body.toString());
}

function assertSigned(
  { method, path, body }: WireAnswer,
  beforeBody: string,
  header: string,
  keys: ServerKeys,
): void {
  const [, version = '', escaped = ''] = signatureShape.exec(header) ?? [];
  assert(version !== '', `signature ${header}`);
  const key = keys(Number(version));
  if (key === undefined) throw new AnswerWrong(`signed with key ${version}, which is unknown here`);
  const signed = Buffer.concat([Buffer.from(`${method} ${path}\n${beforeBody}`), body]);
  const bytes = Buffer.from(decodeURIComponent(escaped), 'base64');
  const padded = { key, padding: constants.RSA_PKCS1_PADDING };
  assert(verify('sha256', signed, padded, bytes), 'the signature does not verify');
}

function saying(text: string): Verified {
  // An answer to HEAD has no body, and is signed over none.
  if (text === '') return { outcome: '', message: '', body: undefined };
  const body = jsonOf(text);
  const parsed = resultBody.safeParse(body);
  if (!parsed.success) throw new AnswerWrong(`no result in ${text.slice(0, 200)}`);
  const { resultStatus, resultCode, resultMessage } = parsed.data.result;
  return { outcome: `${resultStatus} ${resultCode}`, message: resultMessage, body };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of a header that must be there once, in lower case. */
function only(headers: readonly Header[], name: string): string {
  const values = headers.filter(([sent]) => sent === name).map(([, value]) => value);
  const [value] = values;
  if (value !== undefined && values.length === 1) return value;
  const names = headers.map(([sent]) => sent).filter((sent) => sent.toLowerCase() === name);
  throw new AnswerWrong(`expected one ${name} in lower case, got [${names.join(', ')}]`);
}

/** Two official SDKs find the signature by a substring search in the names of all headers. */
function isConfusing(name: string): boolean {
  return /signature|response-time/i.test(name) && name !== 'signature' && name !== 'response-time';
}

function assert(holds: boolean, otherwise: string): void {
  if (!holds) throw new AnswerWrong(otherwise);
}
