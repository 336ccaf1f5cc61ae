import { createPrivateKey, sign } from 'node:crypto';

/** What a signature covers, put together by hand. */
export interface SignedParts {
  readonly method?: string;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: Buffer | string;
}

/** The text that is signed, to the letter of the contract. */
export function textToSign({ method = 'POST', path, clientId, time, body }: SignedParts): Buffer {
  return Buffer.concat([Buffer.from(`${method} ${path}\n${clientId}.${time}.`), Buffer.from(body)]);
}

/** The signature of a text as the protocol asks for it, in base64. */
export function signText(privateKeyPem: string, text: Buffer | string): string {
  return sign('sha256', Buffer.from(text), createPrivateKey(privateKeyPem)).toString('base64');
}

/** An instant some milliseconds from now, to the second, in UTC. */
export function isoTime(offsetMs = 0): string {
  return `${new Date(Date.now() + offsetMs).toISOString().slice(0, 19)}+00:00`;
}
