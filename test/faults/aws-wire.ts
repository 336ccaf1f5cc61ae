import { marshall } from '@aws-sdk/util-dynamodb';
import { callBounds } from '../../shared/runtime/live-deps.ts';
import type { SecretSource } from '../../shared/runtime/secret-source.ts';
import type { Table } from '../../shared/store/table.ts';
import { unbounded } from '../stage-rows.ts';

/** A call of the SDK as it leaves the machine. */
export interface WireCall {
  readonly operation: string;
  readonly body: string;
}

/** What comes back: a status and a text. */
export interface WireReply {
  readonly status: number;
  readonly body: string;
}

interface HandlerOptions {
  readonly abortSignal?: AbortSignal;
}

/**
 * What the clients of the SDK send with in place of sockets. All else of them is real: how they
 * write a call, read what comes back, tell faults apart, and try again.
 */
export class AwsWire {
  readonly calls: string[] = [];
  /** What is wrong with the service, if anything; undefined lets the call through. */
  fault: (call: WireCall) => Promise<WireReply> | undefined = () => undefined;
  /** What the service answers when nothing is wrong with it. */
  readonly answer: (call: WireCall) => Promise<WireReply>;

  constructor(answer: (call: WireCall) => Promise<WireReply>) {
    this.answer = answer;
  }

  async handle(
    request: { readonly headers: Record<string, string>; readonly body?: unknown },
    { abortSignal }: HandlerOptions = {},
  ) {
    const operation = request.headers['x-amz-target']?.split('.')[1] ?? 'put';
    const call = { operation, body: textOf(request.body) };
    this.calls.push(operation);
    const reply = this.fault(call) ?? this.answer(call);
    const { status, body } = await Promise.race([reply, aborted(abortSignal)]);
    const response = { statusCode: status, headers: {}, body: Buffer.from(body) };
    return { response };
  }
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  const error = Object.assign(new Error('Request aborted'), { name: 'AbortError' });
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(error);
    signal?.addEventListener('abort', () => reject(error), { once: true });
  });
}

/** A service that refuses every call by this name. */
export function refuses(name: string, status = 400): AwsWire['fault'] {
  const message = `User: arn:aws:sts::123456789012:assumed-role/r: ${name}`;
  const json = JSON.stringify({ __type: `com.amazonaws#${name}`, message });
  const xml = `<Error><Code>${name}</Code><Message>${message}</Message></Error>`;
  return ({ operation }) => Promise.resolve({ status, body: operation === 'put' ? xml : json });
}

/** A service that takes calls and never answers: the SDK gives up each attempt by itself. */
export const hangs: AwsWire['fault'] = () =>
  new Promise((_, reject) => {
    const timeout = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    setTimeout(() => reject(timeout), callBounds.requestHandler.requestTimeout);
  });

const ok = (body: unknown): WireReply => ({ status: 200, body: JSON.stringify(body) });

/** DynamoDB over a table in memory: what queries ask of it, and the leases of a rate. */
export function dynamodbOver(table: Table): AwsWire {
  const handedOut = new Map<string, bigint>();
  return new AwsWire(async ({ operation, body }) => {
    const input = JSON.parse(body);
    if (operation === 'UpdateItem') {
      const { ':until': until, ':by': by } = input.ExpressionAttributeValues;
      const name = input.Key.sk.S;
      const standsUs = until === undefined ? (handedOut.get(name) ?? 0n) + BigInt(by.N) : until.N;
      handedOut.set(name, BigInt(standsUs));
      return ok({ Attributes: { handedOutUntilUs: { N: `${standsUs}` } } });
    }
    if (operation !== 'BatchGetItem') throw new Error(`not asked for by a query: ${operation}`);
    const [[name, { Keys }]] = Object.entries<{ Keys: { pk: { S: string }; sk: { S: string } }[] }>(
      input.RequestItems,
    ) as [[string, { Keys: { pk: { S: string }; sk: { S: string } }[] }]];
    const keys = Keys.map(({ pk, sk }) => ({ pk: pk.S, sk: sk.S }));
    const items = await table.read(keys, unbounded);
    const found = items.filter((item) => item !== undefined);
    return ok({ Responses: { [name]: found.map((item) => marshall(item)) }, UnprocessedKeys: {} });
  });
}

/** Secrets Manager over secrets in memory. */
export function secretsManagerOver(secrets: SecretSource): AwsWire {
  return new AwsWire(async ({ body }) => {
    const text = await secrets.read(JSON.parse(body).SecretId);
    if (text !== undefined) return ok({ SecretString: text });
    return { status: 400, body: JSON.stringify({ __type: 'ResourceNotFoundException' }) };
  });
}
