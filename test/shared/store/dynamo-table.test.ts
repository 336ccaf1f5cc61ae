import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { localStage } from '../../../infra/local/local-stage.ts';
import { DynamoTable } from '../../../shared/store/dynamo-table.ts';
import {
  type Action,
  absent,
  equals,
  exists,
  type ItemKey,
  type Transaction,
} from '../../../shared/store/table.ts';
import { unbounded } from '../../stage-rows.ts';
import { type EngineTable, startEngineTable } from './engine-table.ts';
import { afterReply, beforeSend, cancelled, lostReply, serviceFault } from './sdk-faults.ts';

let engine: EngineTable;
let sound: DynamoTable;
beforeAll(async () => {
  engine = await startEngineTable();
  sound = engine.tableOn(engine.newClient());
});
afterAll(() => engine.stop());

let run = 0;
let counter: ItemKey;
beforeEach(async () => {
  run += 1;
  counter = keyOf('COUNTER');
  await sound.write({ counter: put('COUNTER', { n: 0 }) }, unbounded);
});

function keyOf(sk: string): ItemKey {
  return { pk: `RUN#${run}`, sk };
}

function put(sk: string, item = {}): Action {
  return { action: 'put', key: keyOf(sk), item, when: [absent] };
}

function count(by = 1n): Transaction {
  const changes = [{ change: 'add', path: 'n', value: by }] as const;
  return { counter: { action: 'update', key: counter, changes, when: [exists] } };
}

async function counted(): Promise<unknown> {
  const [item] = await sound.read([counter], unbounded);
  return item?.['n'];
}

describe('a reply that is lost', () => {
  test('once is made up for by the SDK: one effect, and success', async () => {
    const client = engine.newClient(3);
    afterReply(client, (_output, attempts) => {
      if (attempts === 1) throw lostReply();
    });
    expect(await engine.tableOn(client).write(count(), unbounded)).toEqual({ committed: true });
    expect(await counted()).toBe(1n);
  });

  test('every time is a fault, after one effect', async () => {
    const client = engine.newClient(2);
    afterReply(client, () => {
      throw lostReply();
    });
    await expect(engine.tableOn(client).write(count(), unbounded)).rejects.toThrow('lost');
    expect(await counted()).toBe(1n);
  });

  test('and asked for again is one effect still, by the row that can exist only once', async () => {
    const client = engine.newClient();
    afterReply(client, (_output, attempts) => {
      if (attempts === 1) throw lostReply();
    });
    const table = engine.tableOn(client);
    const once = { ...count(), once: put('ONCE') };
    await expect(table.write(once, unbounded)).rejects.toThrow('lost');
    const failed = new Set(['once']);
    expect(await table.write(once, unbounded)).toEqual({ committed: false, failed });
    expect(await counted()).toBe(1n);
  });
});

describe('reasons that pass are outlasted', () => {
  test.each([
    ['a conflict', ['TransactionConflict']],
    ['throttling', ['ThrottlingError']],
    ['throughput', ['ProvisionedThroughputExceeded']],
    ['a conflict beside a failed condition', ['TransactionConflict', 'ConditionalCheckFailed']],
    ['a conflict beside what is none', ['None', 'TransactionConflict']],
  ])('%s', async (_what, codes) => {
    const client = engine.newClient();
    const tokens = new Set<unknown>();
    beforeSend(client, ({ ClientRequestToken }, sends) => {
      tokens.add(ClientRequestToken);
      if (sends < 4) throw cancelled(...codes);
    });
    expect(await engine.tableOn(client).write(count(), unbounded)).toEqual({ committed: true });
    expect(tokens.size).toBe(1);
    expect(await counted()).toBe(1n);
  });

  test.each([
    [['TransactionConflict']],
    [['TransactionConflict', 'ConditionalCheckFailed']],
    [['ThrottlingError', 'None']],
  ])('but not for ever: %j is given up after four tries', async (codes) => {
    const client = engine.newClient();
    let tries = 0;
    beforeSend(client, () => {
      tries += 1;
      throw cancelled(...codes);
    });
    const written = engine.tableOn(client).write(count(), unbounded);
    await expect(written).rejects.toMatchObject({ name: 'TrafficExceeded' });
    expect(tries).toBe(4);
    expect(await counted()).toBe(0n);
  });

  test('and not after the deadline', async () => {
    const client = engine.newClient();
    let inTime = true;
    beforeSend(client, () => {
      inTime = false;
      throw cancelled('TransactionConflict');
    });
    const assertInTime = (): void => {
      if (!inTime) throw new Error('too late');
    };
    const written = engine.tableOn(client).write(count(), { ...unbounded, assertInTime });
    await expect(written).rejects.toThrow('too late');
  });
});

describe('an answer of nothing but conditions is an answer', () => {
  test('that names the parts that failed', async () => {
    const outcome = await sound.write(
      {
        fails: put('COUNTER'),
        holds: put('OTHER'),
        alsoFails: { action: 'check', key: keyOf('NOWHERE'), when: [equals('a', 1)] },
      },
      unbounded,
    );
    expect(outcome).toEqual({ committed: false, failed: new Set(['fails', 'alsoFails']) });
    expect(await sound.read([keyOf('OTHER')], unbounded)).toEqual([undefined]);
  });

  test.each([
    ['a bug', cancelled('ValidationError')],
    ['a bug beside a failed condition', cancelled('ValidationError', 'ConditionalCheckFailed')],
    ['a collection too large', cancelled('ItemCollectionSizeLimitExceeded')],
    ['no reason', cancelled('None')],
    ['no reasons', cancelled()],
    ['throttling of the request', serviceFault('ThrottlingException')],
    ['another with the same token', serviceFault('TransactionInProgressException')],
    ['missing permission', serviceFault('AccessDeniedException')],
    ['a key that is disabled', serviceFault('KMSDisabledException')],
  ])('and nothing else is: %s is thrown, at once', async (_what, fault) => {
    const client = engine.newClient();
    let tries = 0;
    beforeSend(client, () => {
      tries += 1;
      throw fault;
    });
    await expect(engine.tableOn(client).write(count(), unbounded)).rejects.toBe(fault);
    expect(tries).toBe(1);
  });
});

describe('bounds', () => {
  test('that are over let nothing be sent', async () => {
    const assertInTime = (): never => {
      throw new Error('too late');
    };
    await expect(sound.write(count(), { ...unbounded, assertInTime })).rejects.toThrow('too late');
    const signal = AbortSignal.abort();
    await expect(sound.write(count(), { ...unbounded, signal })).rejects.toThrow();
    await expect(sound.read([counter], { ...unbounded, signal })).rejects.toThrow();
    expect(await counted()).toBe(0n);
  });

  test('that run out end the wait between two tries', async () => {
    const client = engine.newClient();
    const abort = new AbortController();
    beforeSend(client, () => {
      queueMicrotask(() => abort.abort());
      throw cancelled('TransactionConflict');
    });
    const table = new DynamoTable(client, localStage.tableName, () => 1e6);
    const written = table.write(count(), { ...unbounded, signal: abort.signal });
    await expect(written).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('a connection that is refused is a fault', async () => {
  const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });
  await expect(engine.tableOn(client).write(count(), unbounded)).rejects.toThrow();
  client.destroy();
});
