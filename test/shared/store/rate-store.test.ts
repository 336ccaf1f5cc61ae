import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localStage } from '../../../infra/local/local-stage.ts';
import { ratePartitions } from '../../../shared/catalogue/environment.ts';
import { itemKeys } from '../../../shared/store/item-key.ts';
import { DynamoRateStore } from '../../../shared/store/rate-store.ts';
import { MemoryRateStore } from '../../memory-rate-store.ts';
import { type EngineTable, startEngineTable } from './engine-table.ts';

const startMs = 1_795_228_200_000;
const { signal } = new AbortController();
let engine: EngineTable;
let clients = 0;

beforeAll(async () => {
  engine = await startEngineTable();
});
afterAll(() => engine.stop());

/** Terms of a client that has taken nothing yet. */
function newTerms(changes: { ratePerSecond?: number; burst?: number } = {}) {
  return { clientId: `RATED_${++clients}`, ratePerSecond: 50, burst: 100, ...changes };
}

/** An instance, and how many requests it is given. */
function newStore() {
  const store = new DynamoRateStore(engine.newClient(), localStage.tableName);
  return {
    async lease(...asked: Parameters<DynamoRateStore['lease']>): Promise<number> {
      return (await store.lease(...asked)).count;
    },
  };
}

async function itemOf(terms: ReturnType<typeof newTerms>) {
  const { pk, sk } = itemKeys.rate(terms);
  const { Item } = await engine.newClient().send(
    new GetItemCommand({
      TableName: localStage.tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
    }),
  );
  return Item;
}

test('an allowance is one item, in a partition that no money is in, and is forgotten', async () => {
  const terms = newTerms();
  expect(await newStore().lease(terms, 20, startMs, signal)).toBe(20);
  expect(await itemOf(terms)).toEqual({
    pk: { S: `${ratePartitions}${terms.clientId}` },
    sk: { S: 'RATE#50#100' },
    handedOutUntilUs: { N: '1795228200400000' },
    forgetAtSeconds: { N: '1795314602' },
  });
});

test('an instance that knows nothing takes of what others left', async () => {
  const terms = newTerms();
  expect(await newStore().lease(terms, 90, startMs, signal)).toBe(90);
  expect(await newStore().lease(terms, 20, startMs, signal)).toBe(10);
  expect(await newStore().lease(terms, 20, startMs, signal)).toBe(0);
  expect(await newStore().lease(terms, 20, startMs + 100, signal)).toBe(5);
});

test('instances that take at once never get more than there is', async () => {
  const terms = newTerms();
  const taken = await Promise.all(
    Array.from({ length: 12 }, () => newStore().lease(terms, 20, startMs, signal)),
  );
  const sum = taken.reduce((total, count) => total + count, 0);
  expect(sum).toBeLessThanOrEqual(100);
  expect(sum).toBeGreaterThanOrEqual(80);
});

test('other terms are another allowance: a raised rate need not wait for the old one', async () => {
  const terms = newTerms({ ratePerSecond: 0.01, burst: 100 });
  expect(await newStore().lease(terms, 100, startMs, signal)).toBe(100);
  const raised = { ...terms, ratePerSecond: 50 };
  expect(await newStore().lease(raised, 20, startMs, signal)).toBe(20);
});

describe('what stands further ahead than any right clock can have put it', () => {
  test('is nobody to go by, and believed again once time has caught up', async () => {
    const terms = newTerms();
    const store = newStore();
    await newStore().lease(terms, 20, startMs + 600_000, signal);
    await expect(store.lease(terms, 1, startMs, signal)).rejects.toThrow('clock is wrong');
    expect(await store.lease(terms, 1, startMs + 600_000, signal)).toBe(1);
  });
});

test('a fault is thrown: nobody knows what was taken', async () => {
  const store = new DynamoRateStore(engine.newClient(), 'no-such-table');
  await expect(store.lease(newTerms(), 1, startMs, signal)).rejects.toThrow();
});

test('the engine and the allowances in memory agree', async () => {
  const asks = fc.array(
    fc.record({
      gapMs: fc.integer({ min: 0, max: 700 }),
      wanted: fc.integer({ min: 1, max: 30 }),
      instance: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 15 },
  );
  await fc.assert(
    fc.asyncProperty(asks, fc.integer({ min: 1, max: 60 }), async (asked, ratePerSecond) => {
      const terms = newTerms({ ratePerSecond, burst: 40 });
      const memory = new MemoryRateStore();
      const stores = [1, 2, 3].map(
        () => new DynamoRateStore(engine.newClient(), localStage.tableName),
      );
      let nowMs = startMs;
      for (const { gapMs, wanted, instance } of asked) {
        nowMs += gapMs;
        const taken = await stores[instance]?.lease(terms, wanted, nowMs, signal);
        expect(taken).toEqual(await memory.lease(terms, wanted, nowMs));
      }
    }),
    { numRuns: 25 },
  );
});
