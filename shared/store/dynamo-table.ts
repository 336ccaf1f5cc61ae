import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { StoredDataFault, TrafficExceeded } from '../domain/refusal.ts';
import { queryIndex, queryPartition } from './dynamo-query.ts';
import { conditionExpression, Placeholders, updateExpression } from './expression.ts';
import type {
  Action,
  CallBounds,
  IndexQuery,
  Item,
  ItemKey,
  ItemPage,
  KeyPage,
  ListQuery,
  Outcome,
  Table,
  Transaction,
} from './table.ts';

const maxTries = 4;
const firstBackoffMs = 25;
const conditionFailed = 'ConditionalCheckFailed';
// What is undefined is not stored, and not compared either.
const asStored = { removeUndefinedValues: true };

/** The reasons that repeating the same transaction, with the same token, can outlast. */
const passing: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** The table on DynamoDB. */
export class DynamoTable implements Table {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  /** A number in [0, 1): spreads the retries of clients that collided. */
  readonly #random: () => number;
  readonly #newToken: () => string;

  constructor(
    client: DynamoDBClient,
    tableName: string,
    random: () => number = Math.random,
    newToken: () => string = randomUUID,
  ) {
    this.#client = client;
    this.#tableName = tableName;
    this.#random = random;
    this.#newToken = newToken;
  }

  async read(keys: readonly ItemKey[], bounds: CallBounds): Promise<(Item | undefined)[]> {
    const found = new Map<string, Item>();
    let wanted: Record<string, AttributeValue>[] = keys.map(({ pk, sk }) => marshall({ pk, sk }));
    for (let tries = 1; wanted.length > 0; tries++) {
      const answer = await this.#client.send(
        new BatchGetItemCommand({
          RequestItems: { [this.#tableName]: { Keys: wanted, ConsistentRead: true } },
        }),
        { abortSignal: bounds.signal },
      );
      for (const raw of answer.Responses?.[this.#tableName] ?? []) {
        const item: Item = unmarshall(raw, { wrapNumbers: wholeNumber });
        found.set(`${item['pk']}\n${item['sk']}`, item);
      }
      wanted = answer.UnprocessedKeys?.[this.#tableName]?.Keys ?? [];
      if (wanted.length > 0) await this.#backOff(tries, bounds, 'keys left unprocessed');
    }
    return keys.map(({ pk, sk }) => found.get(`${pk}\n${sk}`));
  }

  async write(transaction: Transaction, bounds: CallBounds): Promise<Outcome> {
    const names = Object.keys(transaction);
    const command = new TransactWriteItemsCommand({
      TransactItems: Object.values(transaction).map((action) => this.#toItem(action)),
      // One a call, kept by its retries: were it made of the content, another call that rightly
      // writes the same again within ten minutes would be told that it had.
      ClientRequestToken: this.#newToken(),
    });
    for (let tries = 1; ; tries++) {
      bounds.assertInTime();
      try {
        await this.#client.send(command, { abortSignal: bounds.signal });
        return { committed: true };
      } catch (error) {
        if (error instanceof TransactionInProgressException) {
          await this.#backOff(tries, bounds, 'in progress', error);
          continue;
        }
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
        if (isBusinessAnswer(codes)) return { committed: false, failed: failedNames(names, codes) };
        if (!codes.some((code) => passing.has(code))) throw error;
        await this.#backOff(tries, bounds, codes.join(), error);
      }
    }
  }

  page(query: IndexQuery, bounds: CallBounds): Promise<KeyPage> {
    return queryIndex(this.#client, this.#tableName, query, bounds);
  }

  list(query: ListQuery, bounds: CallBounds): Promise<ItemPage> {
    return queryPartition(this.#client, this.#tableName, query, bounds);
  }

  async #backOff(tries: number, bounds: CallBounds, why: string, cause?: unknown): Promise<void> {
    if (tries >= maxTries)
      throw new TrafficExceeded(`gave up after ${tries} tries: ${why}`, { cause });
    const pauseMs = firstBackoffMs * 2 ** tries * this.#random();
    await sleep(pauseMs, undefined, { signal: bounds.signal });
  }

  #toItem(action: Action): TransactWriteItem {
    const to = new Placeholders();
    const common = { TableName: this.#tableName };
    const ConditionExpression = conditionExpression(action.when, to);
    if (action.action === 'put') {
      const Item = marshall({ ...action.item, ...action.key }, asStored);
      return { Put: { ...common, Item, ConditionExpression, ...expressionParts(to) } };
    }
    const Key = marshall(action.key);
    if (action.action === 'check') {
      return { ConditionCheck: { ...common, Key, ConditionExpression, ...expressionParts(to) } };
    }
    if (action.action === 'delete') {
      return { Delete: { ...common, Key, ConditionExpression, ...expressionParts(to) } };
    }
    const UpdateExpression = updateExpression(action.changes, to);
    return {
      Update: { ...common, Key, UpdateExpression, ConditionExpression, ...expressionParts(to) },
    };
  }
}

/** @throws {StoredDataFault} that does not show the number */
function wholeNumber(digits: string | number | bigint): bigint {
  try {
    return BigInt(digits);
  } catch {
    throw new StoredDataFault('a stored number is not whole');
  }
}

function expressionParts(to: Placeholders) {
  const ExpressionAttributeNames = to.names;
  if (Object.keys(to.values).length === 0) return { ExpressionAttributeNames };
  return { ExpressionAttributeNames, ExpressionAttributeValues: marshall(to.values, asStored) };
}

/** Only an answer of nothing but held and failed conditions says that nothing was written. */
function isBusinessAnswer(codes: readonly string[]): boolean {
  return (
    codes.includes(conditionFailed) &&
    codes.every((code) => code === 'None' || code === conditionFailed)
  );
}

function failedNames(names: readonly string[], codes: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((_, index) => codes[index] === conditionFailed));
}
