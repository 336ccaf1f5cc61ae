import { request as httpRequest } from 'node:http';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { HttpHeader } from '../../shared/client/http-post.ts';
import { readPrivateKey } from '../../shared/signing/rsa-key.ts';
import { signMessage } from '../../shared/signing/sign.ts';
import type { ClientAccess } from './client-access.ts';
import { splitTarget } from './gateway-request.ts';
import type { KeptExchange } from './kept-exchange.ts';

/** What came back to a request that was sent again; undefined when the connection was cut. */
export type ReplayAnswer = KeptExchange['answer'] | undefined;

/** What is sent: byte for byte what came, or the same signed anew. */
export type Replayed = Pick<KeptExchange, 'method' | 'target' | 'headers' | 'bodyBase64'>;

/** Hop by hop: they spoke of a connection that is no more. */
const dropped = new Set(['connection', 'transfer-encoding', 'keep-alive', 'expect']);

/** Sends a request again as it came. */
export function replay(baseUrl: string, { method, target, headers, bodyBase64 }: Replayed) {
  const body = Buffer.from(bodyBase64, 'base64');
  const { hostname, port } = new URL(baseUrl);
  const kept = headers.filter(([name]) => !dropped.has(name.toLowerCase()));
  const sized = kept.some(([name]) => name.toLowerCase() === 'content-length');
  const sent = sized || body.length === 0 ? kept : [...kept, ['Content-Length', `${body.length}`]];
  return new Promise<ReplayAnswer>((resolve) => {
    const options = { hostname, port, method, path: target, headers: sent.flat(), agent: false };
    const request = httpRequest(options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(Buffer.from(chunk));
      const { statusCode: status = 0, rawHeaders } = response;
      const bodyBase64 = Buffer.concat(chunks).toString('base64');
      resolve({ status, headers: pairs(rawHeaders), bodyBase64 });
    });
    request.once('error', () => resolve(undefined));
    request.end(body);
  });
}

/** The same request as of now, signed with the client's own key: only a partner can do that. */
export function signedAnew(exchange: Replayed, access: ClientAccess, nowMs: number): Replayed {
  const { method, target, headers, bodyBase64 } = exchange;
  const { clientId, keyVersion } = access;
  const privateKey = readPrivateKey(access.privateKey);
  if (privateKey === undefined) throw new Error(`there is no private key of ${clientId} here`);
  const time = new Date(nowMs).toISOString();
  const body = Buffer.from(bodyBase64, 'base64');
  const { path } = splitTarget(target);
  const signature = signMessage({ method, path, clientId, time, body }, { keyVersion, privateKey });
  const replaced = new Set(['client-id', 'request-time', 'signature']);
  return {
    ...exchange,
    headers: [
      ...headers.filter(([name]) => !replaced.has(name.toLowerCase())),
      ['Client-Id', clientId],
      ['Request-Time', time],
      ['Signature', signature],
    ],
  };
}

/**
 * Whether a kept exchange is that of a request that was sent again: others arrive meanwhile, the
 * client's own repetition of the same bytes among them.
 */
export function isOf(kept: KeptExchange, sent: Replayed, answer: ReplayAnswer): boolean {
  return (
    kept.method === sent.method &&
    kept.target === sent.target &&
    kept.bodyBase64 === sent.bodyBase64 &&
    headerOf(kept, 'signature') === headerOf(sent, 'signature') &&
    (answer === undefined
      ? kept.lost === true
      : kept.answer.bodyBase64 === answer.bodyBase64 &&
        headerOf(kept.answer, 'signature') === headerOf(answer, 'signature'))
  );
}

function headerOf({ headers }: Pick<KeptExchange, 'headers'>, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Whether it went to an API, and so can be signed at all. */
export function isApiCall({ target }: Pick<KeptExchange, 'target'>): boolean {
  const { path: called } = splitTarget(target);
  return endpoints.some(({ path }) => path === called);
}

function pairs(raw: readonly string[]): HttpHeader[] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
}
