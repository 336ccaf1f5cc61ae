import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { LOOPBACK } from './engine-ports.ts';

/** One operation of a stand-in: what it is sent, to what it answers. */
export type JsonOperation = (request: unknown) => object | Promise<object>;

/** A stand-in for an AWS service that speaks JSON over HTTP. */
export interface JsonEngine {
  /** What every target begins with: the service's name and a dot. */
  readonly targetPrefix: string;
  readonly operations: ReadonlyMap<string, JsonOperation>;
  readonly maxBodyBytes: number;
  /** How the service spells that a request is not as it should be. */
  readonly invalidCode: string;
}

/** A refusal, answered with HTTP status 400. */
export class EngineRefusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Serves a stand-in on a port of the loopback address. */
export async function serveJsonEngine(port: number, engine: JsonEngine): Promise<void> {
  const server = createServer((request, response) => void answer(request, response, engine));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
}

/** An operation on requests that fit a schema; others are refused with the paths that do not. */
export function parsing<Schema extends z.ZodMiniType>(
  schema: Schema,
  invalidCode: string,
  operation: (request: z.output<Schema>) => object | Promise<object>,
): JsonOperation {
  return (request) => {
    const parsed = z.safeParse(schema, request);
    if (parsed.success) return operation(parsed.data);
    const paths = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole request');
    throw new EngineRefusal(invalidCode, `Not as they should be: ${paths.join(', ')}`);
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  engine: JsonEngine,
): Promise<void> {
  try {
    send(response, 200, await operate(request, await bodyOf(request, engine), engine));
  } catch (cause) {
    if (cause instanceof EngineRefusal)
      return send(response, 400, { __type: cause.code, message: cause.message });
    console.error(cause);
    send(response, 500, { __type: 'InternalServiceError', message: 'See the log of the engines.' });
  }
}

function operate(
  request: IncomingMessage,
  body: string,
  { targetPrefix, operations, invalidCode }: JsonEngine,
): object | Promise<object> {
  // A web page can make its own host name point here; the name it then sends gives it away.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
    throw new EngineRefusal(
      'InvalidRequestException',
      'This engine answers to loopback names only.',
    );
  const target = `${request.headers['x-amz-target']}`;
  const operation = operations.get(target.slice(targetPrefix.length));
  if (!target.startsWith(targetPrefix) || !operation)
    throw new EngineRefusal('UnknownOperationException', `Not emulated: ${target}`);
  return operation(parseJson(body, invalidCode));
}

function parseJson(body: string, invalidCode: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new EngineRefusal(invalidCode, 'The request is not JSON.');
  }
}

async function bodyOf(
  request: IncomingMessage,
  { maxBodyBytes, invalidCode }: JsonEngine,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new EngineRefusal(invalidCode, 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, answerBody: object): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    // What is left of a body that was not read to its end must not be taken for the next request.
    ...(!response.req.complete && { connection: 'close' }),
  });
  response.end(JSON.stringify(answerBody));
}
