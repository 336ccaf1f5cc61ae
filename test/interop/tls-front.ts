import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Certificate } from './certificate.ts';
import { Missing } from './programs.ts';

type Headers = readonly (readonly [name: string, value: string])[];

/** A request as it came over the wire, but for the body's framing. */
export interface SeenRequest {
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

/** An answer, its headers spelled as they are sent. */
export interface SeenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What an answer is made into on its way. */
export type Bend = (answer: SeenAnswer) => SeenAnswer;

/** TLS before the provider. It passes everything on as it is, unless told to bend answers. */
export interface TlsFront {
  readonly gateway: string;
  /** The last request that was answered, and its answer as the provider gave it. */
  last: { readonly request: SeenRequest; readonly answer: SeenAnswer } | undefined;
  bend: Bend | undefined;
  stop(): Promise<void>;
}

/** One SDK never calls another port, whatever its URL says. */
const port = 443;
/** Where the front listens. */
export const frontAddress = '127.0.0.1';

/**
 * Starts the front before a provider.
 *
 * @throws {Missing} when it may not listen on port 443
 */
export async function startTlsFront(certificate: Certificate, baseUrl: string): Promise<TlsFront> {
  const upstream = new URL(baseUrl);
  const front: TlsFront = {
    gateway: `https://${frontAddress}`,
    last: undefined,
    bend: undefined,
    stop: () => close(server),
  };
  const server = createServer(
    {
      cert: readFileSync(certificate.certificateFile),
      key: readFileSync(certificate.keyFile),
    },
    async (request, response) => {
      try {
        const { bend } = front;
        const seen = { ...headOf(request), body: await bodyOf(request) };
        const answer = await passOn(upstream, request.method, seen);
        front.last = { request: seen, answer };
        const { status, headers, body } = bend === undefined ? answer : bend(answer);
        response.sendDate = false;
        response.writeHead(status, headers.flat()).end(body);
      } catch {
        response.destroy();
      }
    },
  );
  await listen(server);
  return front;
}

function headOf({ url = '', rawHeaders }: IncomingMessage): Omit<SeenRequest, 'body'> {
  return { target: url, headers: pairs(rawHeaders) };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function pairs(raw: readonly string[]): Headers {
  return raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1] ?? ''] as const] : []));
}

function passOn(
  { hostname, port }: URL,
  method: string | undefined,
  { target, headers, body }: SeenRequest,
): Promise<SeenAnswer> {
  return new Promise((resolve, reject) => {
    const passed = { hostname, port, method: method ?? '', path: target, agent: false as const };
    const request = httpRequest({ ...passed, headers: headers.flat() }, (response) => {
      bodyOf(response).then((text) => {
        const { statusCode: status = 0, rawHeaders } = response;
        resolve({ status, headers: pairs(rawHeaders), body: text });
      }, reject);
    });
    request.once('error', reject).end(body);
  });
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Missing(
          `It must listen on ${frontAddress}:${port}, and may not (${error.code}): one SDK calls no ` +
            'other port. Run it as root, or allow it by\n' +
            'sysctl -w net.ipv4.ip_unprivileged_port_start=443, or end what listens there.',
        ),
      ),
    );
    server.listen(port, frontAddress, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
