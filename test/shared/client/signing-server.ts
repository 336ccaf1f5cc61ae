import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const vectors = new URL('../../vectors/', import.meta.url);
export const clientId = 'TEST_5X00000000000000';
export const responseTime = '2026-11-21T10:30:01+08:00';

/** A key file of the vectors: text, and where it is. */
export const keyText = (name: string): string => readFileSync(new URL(name, vectors), 'utf8');
export const keyPath = (name: string): string => new URL(name, vectors).pathname;

/** What the partner of the vectors knows. */
export const partner = {
  clientId,
  keyVersion: 2,
  privateKey: keyText('test_partner_pkcs8.pem'),
  serverPublicKey: keyText('test_platform_pub.pem'),
};

/** A request as the server got it, byte for byte. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Answering = (seen: SeenRequest, response: ServerResponse) => void;

/** An HTTP server on a free port that answers as it is told and keeps what it was sent. */
export async function startServer(answering: Answering) {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const received = { method, path, headers, body: await buffer(request) };
    seen.push(received);
    answering(received, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type SigningServer = Awaited<ReturnType<typeof startServer>>;

export interface SigningChoices {
  readonly keyFile?: string;
  readonly keyVersion?: number;
  readonly method?: string;
  readonly path?: string;
  readonly clientId?: string;
  readonly time?: string;
  readonly status?: number;
}

/** Signs an answer as the contract says, written out here independently of our signing code. */
export function signatureOf(seen: SeenRequest, body: string, choices: SigningChoices = {}): string {
  const { keyFile = 'test_platform_pkcs8.pem', keyVersion = 1, time = responseTime } = choices;
  const { method = seen.method, path = seen.path, clientId: signedId = clientId } = choices;
  const text = `${method} ${path}\n${signedId}.${time}.${body}`;
  const key = createPrivateKey(keyText(keyFile));
  const value = encodeURIComponent(sign('sha256', Buffer.from(text), key).toString('base64'));
  return `algorithm=RSA256,keyVersion=${keyVersion},signature=${value}`;
}

/** Answers with a body, its three headers as the contract says unless other ones are given. */
export function answerSigned(
  seen: SeenRequest,
  response: ServerResponse,
  body: string,
  choices: SigningChoices = {},
): void {
  response.writeHead(choices.status ?? 200, {
    'client-id': clientId,
    'response-time': responseTime,
    signature: signatureOf(seen, body, choices),
    'content-type': 'application/json; charset=UTF-8',
  });
  response.end(body);
}

export const bodies = {
  quota: JSON.stringify({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    productCode: 'AMAZON_VC_FACTORING_LOAN',
    capLimitTotalAmount: { currency: 'USD', value: '100000' },
    grantTotalAmount: { currency: 'USD', value: '4000' },
    unpaidTotalAmount: { currency: 'USD', value: '0' },
    availableTotalAmount: { currency: 'USD', value: '4000' },
    productStatus: 'NORMAL',
  }),
  refused: '{"result":{"resultStatus":"F","resultCode":"OAUTH_FAIL","resultMessage":"No."}}',
  unknown: '{"result":{"resultStatus":"U","resultCode":"UNKNOWN_EXCEPTION","resultMessage":"?"}}',
};
