import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { Bytes } from './bytes.ts';
import type { ServerKey } from './server-keys.ts';
import type { SignedCall } from './signed-call.ts';
import { type ReceivedAnswer, type Verification, verifyAnswer } from './verify-answer.ts';

/** The `result` of an answer, as far as it has one. */
export interface SaidResult {
  readonly status: string;
  readonly code: string;
  readonly message: string;
}

/** One call and what came of it. */
export interface Exchange {
  readonly api: ApiName;
  /** The mistake that was made on purpose, if any. */
  readonly mistake: string | undefined;
  /** The body before any such mistake. */
  readonly meant: Bytes;
  readonly call: SignedCall;
  readonly sentAt: number;
  readonly elapsedMs: number;
  readonly outcome: Answered | Unanswered;
}

/** What a call was to be. */
export type Intent = Pick<Exchange, 'api' | 'mistake' | 'meant'>;

/** Something answered; whether it is the provider, the verification says. */
export interface Answered {
  readonly kind: 'answered';
  readonly answer: ReceivedAnswer;
  readonly text: string;
  /** The body, where it is a JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly result: SaidResult;
  readonly verification: Verification;
}

/** Nothing answered, and whether the request arrived nobody knows. */
export interface Unanswered {
  readonly kind: 'unanswered';
  readonly why: string;
}

const timeoutMs = 30_000;

/** Sends a call, once, and verifies what comes back. Never throws. */
export async function exchange(
  baseUrl: string,
  call: SignedCall,
  serverKeys: readonly ServerKey[],
  { api, mistake, meant }: Intent,
): Promise<Exchange> {
  const sentAt = Date.now();
  const startedAt = performance.now();
  const outcome = await outcomeOf(baseUrl, call, serverKeys);
  const elapsedMs = performance.now() - startedAt;
  return { api, mistake, meant, call, sentAt, elapsedMs, outcome };
}

async function outcomeOf(
  baseUrl: string,
  call: SignedCall,
  serverKeys: readonly ServerKey[],
): Promise<Exchange['outcome']> {
  try {
    const response = await fetch(`${baseUrl}${call.target}`, {
      method: call.method,
      headers: call.headers,
      // A GET has no body in a browser; the signature then covers the empty one.
      ...(call.method !== 'GET' && { body: call.body }),
      redirect: 'error',
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = new Uint8Array(await response.arrayBuffer());
    const answer = { status: response.status, headers: new Map(response.headers), body };
    const text = new TextDecoder().decode(body);
    const json = jsonObjectOf(text);
    const verification = await verifyAnswer(answer, call, serverKeys);
    return { kind: 'answered', answer, text, body: json, result: resultOf(json), verification };
  } catch (error) {
    return { kind: 'unanswered', why: error instanceof Error ? error.message : String(error) };
  }
}

/** A JSON object, or undefined for anything else. */
export function jsonObjectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object: not null and not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function resultOf(body: Readonly<Record<string, unknown>> | undefined): SaidResult {
  const result = isObject(body?.['result']) ? body['result'] : {};
  const said = (name: string): string => (typeof result[name] === 'string' ? result[name] : '');
  return {
    status: said('resultStatus'),
    code: said('resultCode'),
    message: said('resultMessage'),
  };
}

/** The member of an answer's body at a path, where it is a text. */
export function textAt({ outcome }: Exchange, ...path: readonly string[]): string | undefined {
  if (outcome.kind === 'unanswered' || !outcome.verification.verified) return undefined;
  let value: unknown = outcome.body;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Whether a call is known to have succeeded: said by the provider, and verified. */
export function isSuccess({ outcome }: Exchange): boolean {
  return (
    outcome.kind === 'answered' && outcome.verification.verified && outcome.result.status === 'S'
  );
}
