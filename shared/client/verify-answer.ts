import { parseRequestTime } from '../signing/request-time.ts';
import { parseSignatureHeader } from '../signing/signature-header.ts';
import type { SignedMessage } from '../signing/string-to-sign.ts';
import { signatureMatches } from '../signing/verify.ts';
import { type HttpAnswer, type HttpHeader, maxAnswerBytes } from './http-post.ts';
import type { ServerKeyLookup } from './partner-keys.ts';

/** Why an answer cannot be taken for the provider's answer to this request, and what to do. */
export const unverifiedReasons = {
  'too-large': `The answer is longer than ${maxAnswerBytes.toLocaleString('en')} bytes.`,
  redirected: 'The server redirects, and a redirect is never followed. Check the base URL.',
  unsigned: 'The answer has no signature. Check the base URL, or try again later.',
  'header-repeated': 'The answer repeats signature, client-id or response-time.',
  'client-id-missing': 'The answer has no client-id.',
  'client-id-other': 'The answer is addressed to another client.',
  'response-time-malformed': 'The answer has no response-time, or one that names no instant.',
  'signature-malformed': "The answer's signature header does not parse.",
  'key-version-unknown': 'No server public key with the key version that the answer names.',
  'signature-mismatch': 'The signature does not verify. Check the server public key.',
  'other-request': 'The provider signed this answer, but it repeats an id of another request.',
} as const;

/** A reason not to trust an answer. */
export type UnverifiedReason = keyof typeof unverifiedReasons;

/** What was verified, or what was tried before it failed. */
export interface Verification {
  /** Undefined when the answer is the provider's. */
  readonly failedBecause: UnverifiedReason | undefined;
  /** The message that the signature must cover, once the headers gave one. */
  readonly signed?: SignedMessage;
  readonly keyVersion?: number | undefined;
}

/**
 * Verifies an answer: addressed to us, and signed by the provider over the request's method and
 * path, our client id, its response time and its exact bytes. There is no way round it.
 *
 * @see the wire contract, section 3
 */
export function verifyAnswer(
  answer: HttpAnswer,
  request: SignedMessage,
  serverKey: ServerKeyLookup,
): Verification {
  if (answer.tooLarge) return { failedBecause: 'too-large' };
  const [signatures, clientIds, times] = ['signature', 'client-id', 'response-time'].map((name) =>
    valuesOf(answer.headers, name),
  );
  const [signature, clientId, time = ''] = [signatures?.[0], clientIds?.[0], times?.[0]];
  if (signature === undefined)
    return { failedBecause: isRedirect(answer) ? 'redirected' : 'unsigned' };
  if ([signatures, clientIds, times].some((values) => (values?.length ?? 0) > 1)) {
    return { failedBecause: 'header-repeated' };
  }
  if (clientId === undefined) return { failedBecause: 'client-id-missing' };
  if (clientId !== request.clientId) return { failedBecause: 'client-id-other' };
  // A free text here could swallow the body's beginning: `<time>.<body>` is signed as one.
  if (parseRequestTime(time) === undefined) return { failedBecause: 'response-time-malformed' };
  return verifySignature(signature, { ...request, time, body: answer.body }, serverKey);
}

function verifySignature(
  signature: string,
  signed: SignedMessage,
  serverKey: ServerKeyLookup,
): Verification {
  const header = parseSignatureHeader(signature);
  if (header === undefined) return { failedBecause: 'signature-malformed', signed };
  const { keyVersion } = header;
  const publicKey = serverKey(keyVersion);
  if (publicKey === undefined) return { failedBecause: 'key-version-unknown', signed, keyVersion };
  const matches = signatureMatches(signed, header.signature, publicKey);
  return { failedBecause: matches ? undefined : 'signature-mismatch', signed, keyVersion };
}

function valuesOf(headers: readonly HttpHeader[], name: string): readonly string[] {
  return headers.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value);
}

function isRedirect({ status }: HttpAnswer): boolean {
  return status >= 300 && status <= 399;
}
