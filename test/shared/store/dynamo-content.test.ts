import {
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localStage } from '../../../infra/local/local-stage.ts';
import { DynamoTable } from '../../../shared/store/dynamo-table.ts';
import {
  type Action,
  absent,
  anyOf,
  exists,
  type Transaction,
} from '../../../shared/store/table.ts';
import { unbounded } from '../../stage-rows.ts';
import { type EngineTable, startEngineTable } from './engine-table.ts';
import { afterReply, beforeSend } from './sdk-faults.ts';

let engine: EngineTable;
let sound: DynamoTable;
const keys = Array.from({ length: 100 }, (_, index) => ({ pk: 'READ', sk: `${index}` }));
beforeAll(async () => {
  engine = await startEngineTable();
  sound = engine.tableOn(engine.newClient());
  await sound.write(Object.fromEntries(keys.slice(0, 50).map(putOf)), unbounded);
});
afterAll(() => engine.stop());

function putOf(key: { pk: string; sk: string }): [string, Action] {
  return [key.sk, { action: 'put', key, item: { n: Number(key.sk) }, when: [absent] }];
}

describe('a read', () => {
  test('of 100 keys is one consistent request, in the order of the keys', async () => {
    const client = engine.newClient();
    const inputs: BatchGetItemCommandInput[] = [];
    beforeSend(client, (input) => inputs.push(structuredClone(input) as never));
    const backwards = keys.toReversed();
    const items = await engine.tableOn(client).read(backwards, unbounded);
    expect(items.map((item) => item?.['n'])).toEqual([
      ...Array.from({ length: 50 }, () => undefined),
      ...Array.from({ length: 50 }, (_, index) => BigInt(49 - index)),
    ]);
    expect(inputs.map(({ RequestItems }) => RequestItems?.[localStage.tableName])).toMatchObject([
      { ConsistentRead: true },
    ]);
  });

  test('that leaves nothing waits for nothing', async () => {
    const never = new DynamoTable(engine.newClient(), localStage.tableName, () => 1e6);
    expect(await never.read(keys.slice(49, 51), unbounded)).toMatchObject([{ n: 49n }, undefined]);
  });

  test('of nothing asks nobody', async () => {
    const client = engine.newClient();
    beforeSend(client, () => expect.fail('asked'));
    expect(await engine.tableOn(client).read([], unbounded)).toEqual([]);
  });

  test('asks again for the keys left unprocessed, and for no others', async () => {
    const client = engine.newClient();
    const asked: number[] = [];
    beforeSend(client, (input) => {
      const { RequestItems } = input as unknown as BatchGetItemCommandInput;
      asked.push(RequestItems?.[localStage.tableName]?.Keys?.length ?? 0);
    });
    afterReply(client, (output, attempts) => leaveUnprocessed(output, attempts === 1 ? 60 : 0));
    const items = await engine.tableOn(client).read(keys.slice(0, 50), unbounded);
    expect(items.map((item) => item?.['n'])).toEqual(
      Array.from({ length: 50 }, (_, index) => BigInt(index)),
    );
    expect(asked).toEqual([50, 30]);
  });

  test('whose keys stay unprocessed is given up after four tries', async () => {
    const client = engine.newClient();
    let tries = 0;
    afterReply(client, (output) => {
      tries += 1;
      leaveUnprocessed(output, 100);
    });
    const read = engine.tableOn(client).read(keys.slice(0, 2), unbounded);
    await expect(read).rejects.toMatchObject({ name: 'TrafficExceeded' });
    expect(tries).toBe(4);
  });
});

/** Takes that share of the items, in percent, out of an answer. */
function leaveUnprocessed(output: unknown, percent: number): void {
  const answer = output as BatchGetItemCommandOutput;
  const items = answer.Responses?.[localStage.tableName] ?? [];
  const left = items.splice(0, Math.round((items.length * percent) / 100));
  if (left.length === 0) return;
  const Keys = left.map(({ pk, sk }) => ({ pk, sk }) as never);
  answer.UnprocessedKeys = { [localStage.tableName]: { Keys } };
}

test('a part that says no reason is one whose condition held', async () => {
  const client = engine.newClient();
  beforeSend(client, () => {
    throw new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: [{}, { Code: 'ConditionalCheckFailed' }],
    });
  });
  const parts = Object.fromEntries(keys.slice(98).map(putOf));
  expect(await engine.tableOn(client).write(parts, unbounded)).toEqual({
    committed: false,
    failed: new Set(['99']),
  });
});

test('an action without values sends none: DynamoDB refuses an empty list of them', async () => {
  const client = engine.newClient();
  const sent: unknown[] = [];
  beforeSend(client, ({ TransactItems }) => {
    sent.push(...(TransactItems ?? []).map(({ Put }) => Object.keys(Put ?? {}).sort()));
  });
  await engine.tableOn(client).write(Object.fromEntries(keys.slice(98).map(putOf)), unbounded);
  const names = ['ConditionExpression', 'ExpressionAttributeNames', 'Item', 'TableName'];
  expect(sent).toEqual([names, names]);
});

describe('a stored value comes back', () => {
  test.each<[string, unknown, unknown]>([
    ['a number, as bigint', 7, 7n],
    ['beyond 2^53', 9_007_199_254_740_993n, 9_007_199_254_740_993n],
    ['16 digits', 9_999_999_999_999_999n, 9_999_999_999_999_999n],
    ['below zero', -5n, -5n],
    ['an empty text', '', ''],
    ['a text beyond ASCII', '深圳 é 😀', '深圳 é 😀'],
    ['a boolean', false, false],
    ['an empty list', [], []],
    ['an empty map', {}, {}],
    ['a map without what is undefined', { a: undefined, b: [{ c: undefined }] }, { b: [{}] }],
  ])('%s', async (what, stored, expected) => {
    const key = { pk: 'VALUE', sk: what };
    const transaction = { a: { action: 'put', key, item: { value: stored }, when: [absent] } };
    await sound.write(transaction as Transaction, unbounded);
    expect(await sound.read([key], unbounded)).toEqual([{ ...key, value: expected }]);
  });
});

describe('a transaction has a token', () => {
  const base = { action: 'put', key: { pk: 'T', sk: '1' }, when: [absent] } as const;

  async function tokenOf(transaction: Transaction): Promise<string | undefined> {
    const client = engine.newClient();
    let token: string | undefined;
    beforeSend(client, ({ ClientRequestToken }) => {
      token = ClientRequestToken;
      throw new Error('not sent');
    });
    await expect(engine.tableOn(client).write(transaction, unbounded)).rejects.toThrow('not sent');
    return token;
  }

  test('of its own at every call, within the 36 characters that there are', async () => {
    const transaction: Transaction = { a: { ...base, item: { n: 1n } } };
    const [first, second] = [await tokenOf(transaction), await tokenOf(transaction)];
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
  });

  test('so that what is set, unset and set again within minutes is set', async () => {
    const key = { pk: 'T', sk: 'toggled' };
    const toggle = (value: boolean): Transaction => ({
      toggle: { action: 'put', key, item: { value }, when: [anyOf([absent], [exists])] },
    });
    for (const value of [true, false, true]) {
      expect(await sound.write(toggle(value), unbounded)).toEqual({ committed: true });
      expect(await sound.read([key], unbounded)).toEqual([{ ...key, value }]);
    }
  });

  test('under which other content is a fault, and has no effect', async () => {
    const client = engine.newClient();
    beforeSend(client, (input) => {
      input.ClientRequestToken = 'always-the-same';
    });
    const table = engine.tableOn(client);
    await table.write({ a: { ...base, item: { n: 1n } } }, unbounded);
    const other: Transaction = { a: { ...base, item: { n: 2n }, when: [exists] } };
    await expect(table.write(other, unbounded)).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    expect(await sound.read([base.key], unbounded)).toMatchObject([{ n: 1n }]);
  });
});
