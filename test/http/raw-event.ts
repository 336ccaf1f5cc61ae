import { invokeFunction, type RawGatewayEvent } from './event-wire.ts';
import type { ProviderBase } from './provider.ts';
import { isoTime, signText, textToSign } from './signed-text.ts';
import { verified, type WireAnswer } from './wire-partner.ts';

/** What a test may bend of an event; the rest is that of a signed POST. */
export interface RawEvent {
  readonly path: string;
  /** POST unless given. */
  readonly method?: string;
  readonly time?: string;
  /** The body as the event has it; absent unless given. */
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  /** The bytes that are signed as the body; those of `body` unless given. */
  readonly signedBody?: Buffer | string;
  /** Replaces the path of the event, not of the signed text. */
  readonly rawPath?: string;
  /** Replaces the signature header, given the base64 of the right signature. */
  readonly signatureHeader?: (base64: string) => string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Replaces members of the event, or removes those that are undefined. */
  readonly event?: RawGatewayEvent;
  /** Takes the place of the whole event. */
  readonly instead?: { readonly event: unknown };
  /** What the answer is signed for, where that is not what was asked for. */
  readonly answered?: { readonly method: string; readonly path: string };
}

/** Hands a function what a gateway can and an HTTP client cannot, and verifies the answer. */
export async function invokeRaw(
  { functions, partner }: Pick<ProviderBase, 'functions' | 'partner'>,
  functionName: string,
  raw: RawEvent,
): Promise<WireAnswer> {
  const { clientId, privateKeyPem } = partner;
  const { method = 'POST' } = raw;
  const { path, rawPath = path, body, isBase64Encoded = false, time = isoTime() } = raw;
  const signed = textToSign({ method, path, clientId, time, body: raw.signedBody ?? body ?? '' });
  const { signatureHeader = usualHeader } = raw;
  const event = {
    version: '2.0',
    rawPath,
    rawQueryString: '',
    headers: {
      'content-type': 'application/json',
      'client-id': clientId,
      'request-time': time,
      signature: signatureHeader(signText(privateKeyPem, signed)),
      ...raw.headers,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
    requestContext: { requestId: 'raw-event', http: { method } },
    ...raw.event,
  };
  const answer = await invokeFunction(
    functions,
    functionName,
    raw.instead ? raw.instead.event : event,
  );
  const answered = raw.answered ?? { method, path: inRequestLine(rawPath) };
  return verified(partner, answered.method, answered.path, answer);
}

/** A path before the gateway decoded it: a request line holds no blank and no line break. */
function inRequestLine(rawPath: string): string {
  return rawPath.replaceAll(/[^!-~]/gu, (character) => encodeURIComponent(character));
}

/** The value that the contract shows, of a signature in base64. */
export function usualHeader(base64: string): string {
  return `algorithm=RSA256, keyVersion=1, signature=${encodeURIComponent(base64)}`;
}
