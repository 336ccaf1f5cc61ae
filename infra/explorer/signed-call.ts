import { type Bytes, bytesOf, joined, toBase64 } from './bytes.ts';
import type { Padding, PartnerKey } from './partner-key.ts';

/** A request before it is signed. */
export interface Draft {
  readonly method: string;
  /** What is signed, and what is called unless a mistake says otherwise. */
  readonly path: string;
  readonly clientId: string;
  readonly keyVersion: number;
  /** `Request-Time`, verbatim. */
  readonly time: string;
  readonly body: Bytes;
  readonly customerId: string;
  readonly accessToken: string;
}

/** A request as it is sent. */
export interface SignedCall extends Draft {
  /** The path and whatever follows it. */
  readonly target: string;
  /** The exact bytes that the signature covers. */
  readonly signedText: Bytes;
  readonly signature: Bytes;
  readonly headers: Readonly<Record<string, string>>;
}

/** The first part of the text that is signed: all but the body. */
export function signedHead({
  method,
  path,
  clientId,
  time,
}: Pick<Draft, 'method' | 'path' | 'clientId' | 'time'>): string {
  return `${method} ${path}\n${clientId}.${time}.`;
}

/** The bytes that are signed. @see the wire contract, section 3 */
export function textToSign(
  draft: Pick<Draft, 'method' | 'path' | 'clientId' | 'time' | 'body'>,
): Bytes {
  return joined(bytesOf(signedHead(draft)), draft.body);
}

/** The `Signature` header. */
export function signatureHeader(keyVersion: number, signature: Uint8Array): string {
  const value = encodeURIComponent(toBase64(signature));
  return `algorithm=RSA256, keyVersion=${keyVersion}, signature=${value}`;
}

/** Now, as a request says it: milliseconds, so that no two calls of a second sign alike. */
export function requestTime(nowMs: number): string {
  return new Date(nowMs).toISOString();
}

/** Signs a draft. */
export async function signCall(
  draft: Draft,
  key: Pick<PartnerKey, 'sign'>,
  padding: Padding = 'pkcs1',
): Promise<SignedCall> {
  const signedText = textToSign(draft);
  const signature = await key.sign(signedText, padding);
  return {
    ...draft,
    target: draft.path,
    signedText,
    signature,
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      'Client-Id': draft.clientId,
      'Request-Time': draft.time,
      Signature: signatureHeader(draft.keyVersion, signature),
      ...(draft.customerId !== '' && { 'Connected-CustomerId': draft.customerId }),
      ...(draft.accessToken !== '' && { 'Access-Token': draft.accessToken }),
    },
  };
}
