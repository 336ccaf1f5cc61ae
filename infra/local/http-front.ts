import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { endpoints, unknownApi } from '../../shared/catalogue/catalogue.ts';
import { documents } from '../../shared/catalogue/documents.ts';
import type { Endpoint } from '../../shared/catalogue/endpoint.ts';
import type { GatewayResult } from '../../shared/runtime/gateway-event.ts';
import { LOOPBACK } from './engine-ports.ts';
import { type GatewayEvent, readBody, splitTarget, toGatewayEvent } from './gateway-request.ts';
import { lambdaContext } from './lambda-context.ts';
import type { LocalFunctions } from './local-functions.ts';
import type { LocalPages } from './local-pages.ts';
import { Turnstile } from './turnstile.ts';

/** Headers as long as a partner may mistakenly send are for the functions to refuse, signed. */
const maxHeaderBytes = 64 * 1_024;

/** As many as one process and its one client of each engine serve in time, two cores at work. */
const maxInvocations = 16;

/** The local front while it listens. */
export interface HttpFront {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

interface Route {
  readonly routeKey: string;
  readonly functionName: string;
  readonly timeoutSeconds: number;
}

const routes: ReadonlyMap<string, Route> = new Map([
  ...endpoints.map((row) => routeOf('POST', row)),
  ...documents.map((row) => routeOf('GET', row)),
]);
const defaultRoute: Route = {
  routeKey: '$default',
  functionName: unknownApi.functionName,
  timeoutSeconds: unknownApi.time.lambdaTimeoutSeconds,
};

/**
 * Serves the functions over HTTP on the loopback address as API Gateway would: the routes of the
 * catalogue, everything else to `$default`, events of payload format 2.0, answers byte for byte.
 *
 * @param port 0 takes any free one
 * @param pages what is served beside, and is no part of the API
 */
export async function startHttpFront(
  functions: LocalFunctions,
  port: number,
  pages: LocalPages = async () => false,
): Promise<HttpFront> {
  const turnstile = new Turnstile(maxInvocations);
  const server = createServer(
    { maxHeaderSize: maxHeaderBytes, requireHostHeader: false },
    (request, response) => {
      serve(functions, pages, turnstile, request, response).catch(() => failAsGateway(response));
    },
  );
  await listen(server, port);
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    baseUrl: `http://${LOOPBACK}:${taken}`,
    stop: () => close(server),
  };
}

async function serve(
  functions: LocalFunctions,
  pages: LocalPages,
  turnstile: Turnstile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (await pages(request, response)) return;
  const body = await readBody(request);
  const { path } = splitTarget(request.url ?? '/');
  const route = routes.get(`${request.method} ${path}`) ?? defaultRoute;
  const event = toGatewayEvent(request, body, route.routeKey, randomUUID());
  // An invocation's time begins when it does, not when it has to wait.
  const result = await turnstile.pass(() => invoke(functions, route, event));
  const bytes = Buffer.from(result.body);
  response.writeHead(result.statusCode, { ...result.headers, 'content-length': bytes.length });
  response.end(bytes);
}

function routeOf(
  method: 'GET' | 'POST',
  { path, functionName, time }: Pick<Endpoint, 'path' | 'functionName' | 'time'>,
): [string, Route] {
  const routeKey = `${method} ${path}`;
  return [routeKey, { routeKey, functionName, timeoutSeconds: time.lambdaTimeoutSeconds }];
}

async function invoke(
  functions: LocalFunctions,
  { functionName, timeoutSeconds }: Route,
  event: GatewayEvent,
): Promise<GatewayResult> {
  const handler = functions.get(functionName);
  if (handler === undefined) throw new Error(`there is no function ${functionName}`);
  return handler(
    event,
    lambdaContext(functionName, timeoutSeconds, event.requestContext.requestId),
  );
}

/** What API Gateway says when a function crashed: unsigned, and to partners the same as `U`. */
function failAsGateway(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { 'content-type': 'application/json' });
  response.end('{"message":"Internal Server Error"}');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // Requests in flight get a moment; nothing keeps the front alive for longer.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
