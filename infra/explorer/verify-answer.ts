import { parseRequestTime } from '../../shared/signing/request-time.ts';
import { type Bytes, fromBase64 } from './bytes.ts';
import { rsaPkcs1 } from './partner-key.ts';
import type { ServerKey } from './server-keys.ts';
import { type SignedCall, textToSign } from './signed-call.ts';

/** An answer as it arrived. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Bytes;
}

/** One thing that was checked of an answer's signature. */
export interface Check {
  readonly what: string;
  readonly holds: boolean;
}

/** Whether an answer is the provider's, and what was looked at. */
export interface Verification {
  readonly verified: boolean;
  readonly keyVersion: number | undefined;
  readonly checks: readonly Check[];
}

const clientIdGrammar = /^[A-Za-z0-9_-]{1,64}$/;
const headerForm = /^algorithm=RSA256,keyVersion=(\d{1,9}),signature=([A-Za-z0-9%]+)$/;

/**
 * Verifies an answer: addressed to the caller, and signed by a published key over the request's
 * method and path, the client id, the answer's own time and its exact bytes.
 */
export async function verifyAnswer(
  { headers, body }: ReceivedAnswer,
  call: Pick<SignedCall, 'method' | 'path' | 'target' | 'clientId'>,
  serverKeys: readonly ServerKey[],
): Promise<Verification> {
  const time = headers.get('response-time') ?? '';
  const addressee = headers.get('client-id');
  const [, version, value = ''] = headerForm.exec(headers.get('signature') ?? '') ?? [];
  const signature = version === undefined ? undefined : fromBase64(unescaped(value));
  const keyVersion = version === undefined ? undefined : Number(version);
  const serverKey = serverKeys.find((one) => one.keyVersion === keyVersion);
  const [path = ''] = call.target.split('?');
  const { method, clientId } = call;
  // An id outside the grammar is not repeated to whoever offered it.
  const expected = clientIdGrammar.test(clientId) ? clientId : '';
  const text = textToSign({ method, path, clientId: addressee ?? '', time, body });
  const matches =
    serverKey !== undefined &&
    signature !== undefined &&
    (await crypto.subtle.verify(rsaPkcs1, serverKey.key, signature, text));
  const checks = [
    {
      what: 'it has a signature in the form that the contract gives it',
      holds: signature !== undefined,
    },
    { what: `it is addressed to ${expected || 'nobody'}`, holds: addressee === expected },
    { what: 'its response-time names an instant', holds: parseRequestTime(time) !== undefined },
    {
      what:
        keyVersion === undefined
          ? 'its key version is published'
          : `key version ${keyVersion} is published by the server`,
      holds: serverKey !== undefined,
    },
    { what: 'the signature verifies over the exact bytes received', holds: matches },
  ];
  return { verified: checks.every(({ holds }) => holds), keyVersion, checks };
}

const escapes: Readonly<Record<string, string>> = { '%2B': '+', '%2F': '/', '%3D': '=' };

function unescaped(value: string): string {
  return value.replaceAll(/%(2B|2F|3D)/g, (escaped) => escapes[escaped] ?? '');
}
