import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { LOOPBACK } from './engine-ports.ts';
import type { SecretsContext } from './secrets-manager-lookup.ts';
import {
  batchGetSecretValue,
  describeSecret,
  getSecretValue,
  listSecrets,
  listSecretVersionIds,
} from './secrets-manager-reads.ts';
import { SecretsError, secretsRequests } from './secrets-manager-requests.ts';
import {
  createSecret,
  deleteSecret,
  putSecretValue,
  updateSecretVersionStage,
} from './secrets-manager-writes.ts';
import { SecretsStore } from './secrets-store.ts';

// The largest value, 64 KiB, with every byte escaped in JSON.
const MAX_BODY_BYTES = 524_288;
const TARGET_PREFIX = 'secretsmanager.';

type Operation = (request: unknown, context: SecretsContext) => object;

const operations: ReadonlyMap<string, Operation> = new Map([
  ['CreateSecret', parsing(secretsRequests.CreateSecret, createSecret)],
  ['GetSecretValue', parsing(secretsRequests.GetSecretValue, getSecretValue)],
  ['PutSecretValue', parsing(secretsRequests.PutSecretValue, putSecretValue)],
  [
    'UpdateSecretVersionStage',
    parsing(secretsRequests.UpdateSecretVersionStage, updateSecretVersionStage),
  ],
  ['ListSecrets', parsing(secretsRequests.ListSecrets, listSecrets)],
  ['ListSecretVersionIds', parsing(secretsRequests.ListSecretVersionIds, listSecretVersionIds)],
  ['DescribeSecret', parsing(secretsRequests.DescribeSecret, describeSecret)],
  ['DeleteSecret', parsing(secretsRequests.DeleteSecret, deleteSecret)],
  ['BatchGetSecretValue', parsing(secretsRequests.BatchGetSecretValue, batchGetSecretValue)],
]);

/**
 * Serves Secrets Manager's JSON protocol on the loopback address. With a state folder a write is
 * answered once it is on the disk. Not emulated: signatures, encryption keys, rotation, tags.
 */
export async function serveSecretsManager(
  port: number,
  stateDir: string | undefined,
): Promise<void> {
  const context: SecretsContext = {
    store: new SecretsStore(stateDir),
    nowMs: Date.now,
    newVersionId: randomUUID,
    newArnSuffix: () => randomBytes(3).toString('hex'),
  };
  const server = createServer((request, response) => void answer(request, response, context));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
}

function parsing<Schema extends z.ZodMiniType>(
  schema: Schema,
  operation: (request: z.output<Schema>, context: SecretsContext) => object,
): Operation {
  return (request, context) => {
    const parsed = z.safeParse(schema, request);
    if (parsed.success) return operation(parsed.data, context);
    const paths = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole request');
    throw new SecretsError(
      'InvalidParameterException',
      `Not as they should be: ${paths.join(', ')}`,
    );
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: SecretsContext,
): Promise<void> {
  try {
    send(response, 200, operate(request, await bodyOf(request), context));
  } catch (cause) {
    if (cause instanceof SecretsError)
      return send(response, 400, { __type: cause.code, message: cause.message });
    console.error(cause);
    send(response, 500, { __type: 'InternalServiceError', message: 'See the log of the engines.' });
  }
}

function operate(request: IncomingMessage, body: string, context: SecretsContext): object {
  // A web page can make its own host name point here; the name it then sends gives it away.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
    throw new SecretsError(
      'InvalidRequestException',
      'This engine answers to loopback names only.',
    );
  const target = `${request.headers['x-amz-target']}`;
  const operation = operations.get(target.slice(TARGET_PREFIX.length));
  if (!target.startsWith(TARGET_PREFIX) || !operation)
    throw new SecretsError('UnknownOperationException', `Not emulated: ${target}`);
  return operation(parseJson(body), context);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new SecretsError('InvalidParameterException', 'The request is not JSON.');
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new SecretsError('InvalidParameterException', 'The request is too large.');
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
