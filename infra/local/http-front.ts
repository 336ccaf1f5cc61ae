import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { endpoints, unknownApi } from '../../shared/catalogue/catalogue.ts';
import { documents } from '../../shared/catalogue/documents.ts';
import type { Endpoint } from '../../shared/catalogue/endpoint.ts';
import type { GatewayHandler } from '../../shared/runtime/endpoint-handler.ts';
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

/** Where a request is routed to. */
export interface Route {
  readonly routeKey: string;
  readonly functionName: string;
  readonly timeoutSeconds: number;
}

/** A request as the front has read it. */
export interface ReceivedByFront {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly route: Route;
  readonly event: GatewayEvent;
}

/** What answers in the place of the route's function. */
export interface Substitute {
  readonly handler: GatewayHandler;
  /** Whether it takes a place of those that requests wait for; one that only waits needs none. */
  readonly takesPlace: boolean;
}

/** Has a request answered by its function, or by what is in its place. */
export type Invoke = (event: GatewayEvent, substitute?: Substitute) => Promise<GatewayResult>;

/** What the sandbox does to requests between the front and the functions. */
export interface FrontSandbox {
  /** Answers what is asked of the sandbox itself. @returns whether it was */
  control(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<boolean>;
  /** @returns what the caller gets; undefined when it is to get nothing */
  answer(received: ReceivedByFront, invoke: Invoke): Promise<GatewayResult | undefined>;
}

/** What a laptop has beside the API. */
export interface FrontExtras {
  readonly sandbox: FrontSandbox;
  /** What is served beside the API, and is no part of it. */
  readonly pages: LocalPages;
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
 */
export async function startHttpFront(
  functions: LocalFunctions,
  { sandbox, pages }: FrontExtras,
  port: number,
): Promise<HttpFront> {
  const turnstile = new Turnstile(maxInvocations);
  const server = createServer(
    { maxHeaderSize: maxHeaderBytes, requireHostHeader: false },
    (request, response) => {
      serve(functions, { sandbox, pages }, turnstile, request, response).catch(() =>
        response.destroy(),
      );
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
  { sandbox, pages }: FrontExtras,
  turnstile: Turnstile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (await pages(request, response)) return;
  const body = await readBody(request);
  if (await sandbox.control(request, body, response)) return;
  const { path } = splitTarget(request.url ?? '/');
  const route = routes.get(`${request.method} ${path}`) ?? defaultRoute;
  const event = toGatewayEvent(request, body, route.routeKey, randomUUID());
  const result = await sandbox.answer({ request, body, route, event }, (given, substitute) => {
    const handler = substitute?.handler ?? functions.get(route.functionName);
    const work = () => invoke(handler, route, given);
    // An invocation's time begins when it does, not when it has to wait.
    return substitute?.takesPlace === false ? work() : turnstile.pass(work);
  });
  if (result === undefined) {
    response.destroy();
    return;
  }
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

/** What API Gateway says when a function crashed: unsigned, and to partners the same as `U`. */
const gatewayFailure: GatewayResult = {
  statusCode: 502,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Internal Server Error"}',
};

async function invoke(
  handler: GatewayHandler | undefined,
  { functionName, timeoutSeconds }: Route,
  event: GatewayEvent,
): Promise<GatewayResult> {
  const context = lambdaContext(functionName, timeoutSeconds, event.requestContext.requestId);
  if (handler === undefined) return gatewayFailure;
  return handler(event, context).catch(() => gatewayFailure);
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
