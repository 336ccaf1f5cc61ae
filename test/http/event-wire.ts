import { isUtf8 } from 'node:buffer';
import { lambdaContext } from '../../infra/local/lambda-context.ts';
import type { LocalFunctions } from '../../infra/local/local-functions.ts';
import { endpoints, unknownApi } from '../../shared/catalogue/catalogue.ts';
import { documents } from '../../shared/catalogue/documents.ts';
import type { GatewayHandler } from '../../shared/runtime/endpoint-handler.ts';
import type { CarriedRequest, RawAnswer } from './wire-partner.ts';

/** An event of API Gateway as JSON has it; tests bend it as they please. */
export type RawGatewayEvent = Readonly<Record<string, unknown>>;

interface Route {
  readonly functionName: string;
  readonly timeoutSeconds: number;
}

const routes: ReadonlyMap<string, Route> = new Map([
  ...endpoints.map((row) => routeOf('POST', row)),
  ...documents.map((row) => routeOf('GET', row)),
]);

function routeOf(
  method: string,
  row: Pick<
    (typeof endpoints)[number] | (typeof documents)[number],
    'path' | 'functionName' | 'time'
  >,
): [string, Route] {
  const { path, functionName, time } = row;
  return [`${method} ${path}`, { functionName, timeoutSeconds: time.lambdaTimeoutSeconds }];
}

/** The function that a gateway sends a request to. */
export function functionNameOf(method: string, target: string): string {
  return routes.get(`${method} ${pathOf(target).path}`)?.functionName ?? unknownApi.functionName;
}

/**
 * The event of payload format 2.0 that API Gateway makes of a request, with all that it puts into
 * one: names in lower case, values trimmed, repeats joined by commas, text as text and other bytes
 * in base64.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEventOf({ method, target, headers, body }: CarriedRequest): RawGatewayEvent {
  const { path, query } = pathOf(target);
  const routeKey = routes.has(`${method} ${path}`) ? `${method} ${path}` : '$default';
  const isText = isUtf8(body);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers: { ...addedByGateway, ...joined(headers) },
    ...(query !== '' && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName: 'api.partner.example',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'partner/1' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: '$default',
      time: '21/Nov/2026:02:30:00 +0000',
      timeEpoch: 1_795_228_200_000,
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: !isText,
  };
}

const addedByGateway: Readonly<Record<string, string>> = {
  host: 'api.partner.example',
  'x-amzn-trace-id': 'Root=1-67345678-0123456789abcdef01234567',
  'x-forwarded-for': '192.0.2.1',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
};

function pathOf(target: string): { readonly path: string; readonly query: string } {
  const [path = '', ...query] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return { path: path === '' ? '/' : path, query: query.join('?') };
}

function joined(headers: CarriedRequest['headers']): Record<string, string> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const trimmed = [value].flat().map((one) => one.replace(/^[ \t]+|[ \t]+$/g, ''));
    if (trimmed.length === 0) continue;
    values[name.toLowerCase()] = [...(values[name.toLowerCase()] ?? []), ...trimmed];
  }
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.join(',')]));
}

/**
 * The same event in the clothes that a gateway could also send it in: the body in base64, names in
 * capitals, cookies apart, and members that nobody has heard of.
 */
export function dressedOtherwise(event: RawGatewayEvent): RawGatewayEvent {
  const { headers, body, isBase64Encoded } = event;
  const text = String(body ?? '');
  const capitals = Object.entries({ ...(headers as Record<string, string>) });
  return {
    ...event,
    headers: Object.fromEntries(capitals.map(([name, value]) => [name.toUpperCase(), value])),
    body: isBase64Encoded === true ? text : Buffer.from(text).toString('base64'),
    isBase64Encoded: true,
    cookies: ['session=1', 'Client-Id=OTHER'],
    pathParameters: { proxy: '../..' },
    stageVariables: null,
    httpMethod: 'GET',
    path: '/',
    multiValueHeaders: { 'client-id': ['OTHER', 'CLIENT'] },
    unheardOf: { deep: [[[null]]] },
  };
}

/** Hands an event to a function as Lambda does, which is as JSON, and gives what comes back. */
export async function invokeFunction(
  functions: LocalFunctions,
  functionName: string,
  event: unknown,
): Promise<RawAnswer> {
  const found = functions.get(functionName);
  if (found === undefined) throw new Error(`there is no function ${functionName}`);
  const handler: GatewayHandler = found;
  const received = event === undefined ? undefined : JSON.parse(JSON.stringify(event));
  const context = lambdaContext(functionName, 30, 'raw-event');
  const { statusCode, headers, body } = await handler(received, context);
  const rawHeaders = Object.entries(headers).flat();
  return { status: statusCode, headers: { ...headers }, rawHeaders, bytes: Buffer.from(body) };
}
