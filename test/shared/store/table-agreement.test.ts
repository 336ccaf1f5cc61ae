import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  Action,
  Change,
  Condition,
  Item,
  ItemKey,
  ItemValue,
  Path,
  Table,
  Transaction,
} from '../../../shared/store/table.ts';
import { MemoryTable } from '../../memory-table.ts';
import { unbounded } from '../../stage-rows.ts';
import { type EngineTable, startEngineTable } from './engine-table.ts';

let engine: EngineTable;
beforeAll(async () => {
  engine = await startEngineTable();
});
afterAll(() => engine.stop());

const itemNames = ['i0', 'i1', 'i2', 'i3'];
const whole = fc.integer({ min: -3, max: 3 });
const huge = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const scalar: fc.Arbitrary<ItemValue> = fc.oneof(
  whole,
  whole.map(BigInt),
  huge,
  fc.constantFrom('', 'x', 'y'),
  fc.boolean(),
);
const map = fc.record({ a: scalar, b: fc.option(scalar, { nil: undefined }) });
const value: fc.Arbitrary<ItemValue> = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), map);
const item: fc.Arbitrary<Item> = fc.record(
  { n: whole, m: huge, s: fc.constantFrom('x', 'y'), map, any: value },
  { requiredKeys: [] },
);
const path: fc.Arbitrary<Path> = fc.constantFrom<Path>(
  'n',
  'm',
  's',
  'any',
  'map',
  ['map', 'a'],
  ['map', 'b'],
  ['s', 'a'],
  ['none', 'a'],
);

const clause: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant<Condition>({ test: 'absent' }),
  fc.constant<Condition>({ test: 'exists' }),
  fc.record({ test: fc.constant('missing' as const), path }),
  fc.record({ test: fc.constant('equals' as const), path, value }),
  fc.record({ test: fc.constantFrom('atLeast', 'atMost'), path, value: whole }),
);
const anyOf: fc.Arbitrary<Condition> = fc.record({
  test: fc.constant('anyOf' as const),
  alternatives: fc.array(fc.array(clause, { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 2,
  }),
});
// An open condition often enough that transactions also commit.
const open: fc.Arbitrary<Condition> = fc.constant({
  test: 'anyOf',
  alternatives: [[{ test: 'absent' }], [{ test: 'exists' }]],
});
const when = fc.array(fc.oneof({ weight: 5, arbitrary: open }, clause, anyOf), {
  minLength: 1,
  maxLength: 2,
});
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ change: fc.constant('set' as const), path, value }),
  fc.record({ change: fc.constant('add' as const), path, value: whole.map(BigInt) }),
  fc.record({ change: fc.constant('remove' as const), path }),
);
// The engine lets paths overlap, which DynamoDB refuses: no first name twice in one update.
const changes = fc.uniqueArray(change, {
  minLength: 1,
  maxLength: 3,
  selector: (one) => (typeof one.path === 'string' ? one.path : one.path[0]),
});
// The partition is each run's own.
const key = fc.constantFrom(...itemNames).map((sk): ItemKey => ({ pk: '', sk }));
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ action: fc.constant('put' as const), key, item, when }),
  fc.record({ action: fc.constant('update' as const), key, changes, when }),
  fc.record({ action: fc.constant('check' as const), key, when }),
  fc.record({ action: fc.constant('delete' as const), key, when }),
);
const actions = fc.uniqueArray(action, {
  minLength: 1,
  maxLength: 3,
  selector: (one) => one.key.sk,
});

/** The engine takes as done what DynamoDB refuses: a member removed from what is no map. */
function onlyEngineAllows(transaction: Transaction, items: readonly Item[]): boolean {
  return Object.values(transaction).some(
    (action) =>
      action.action === 'update' &&
      action.changes.some(({ change: kind, path: at }) => {
        if (kind !== 'remove' || typeof at === 'string') return false;
        const parent = items.find(({ sk }) => sk === action.key.sk)?.[at[0]];
        return typeof parent !== 'object' || Array.isArray(parent);
      }),
  );
}

async function outcomeOn(table: Table, transaction: Transaction): Promise<unknown> {
  try {
    const outcome = await table.write(transaction, unbounded);
    return outcome.committed ? 'committed' : [...outcome.failed].sort();
  } catch {
    return 'thrown';
  }
}

test('random transactions come out the same in memory and on DynamoDB', async () => {
  const dynamo = engine.tableOn(engine.newClient());
  const seen: Record<string, number> = {};
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(actions, { minLength: 1, maxLength: 12 }), async (transactions) => {
      const memory = new MemoryTable();
      serial += 1;
      const pk = `RUN#${serial}`;
      const keys = itemNames.map((sk) => ({ pk, sk }));
      for (const parts of transactions) {
        // Never the same content twice: DynamoDB would recognise it and do nothing.
        serial += 1;
        const transaction: Transaction = {
          ...Object.fromEntries(parts.map((part) => [part.key.sk, inPartition(pk, part)])),
          mark: put(`mark ${serial}`),
        };
        if (onlyEngineAllows(transaction, memory.items())) continue;
        const outcome = await outcomeOn(memory, transaction);
        expect(await outcomeOn(dynamo, transaction)).toEqual(outcome);
        expect(await dynamo.read(keys, unbounded)).toEqual(await memory.read(keys, unbounded));
        const kind = Array.isArray(outcome) ? 'refused' : String(outcome);
        seen[kind] = (seen[kind] ?? 0) + 1;
      }
    }),
    { numRuns: 60 },
  );
  expect(Object.keys(seen).sort()).toEqual(['committed', 'refused', 'thrown']);
});

test.each<[string, Transaction]>([
  ['more than 100 actions', Object.fromEntries(puts(101))],
  ['two actions on an item', { a: put('x'), b: put('x') }],
  ['no condition', { a: { ...put('x'), when: [] } }],
  ['no alternative', { a: { ...put('x'), when: [{ test: 'anyOf', alternatives: [] }] } }],
  ['no clause', { a: { ...put('x'), when: [{ test: 'anyOf', alternatives: [[]] }] } }],
])('neither carries out %s', async (_what, transaction) => {
  const memory = new MemoryTable();
  expect(await outcomeOn(memory, transaction)).toBe('thrown');
  expect(await outcomeOn(engine.tableOn(engine.newClient()), transaction)).toBe('thrown');
  expect(memory.items()).toEqual([]);
});

function inPartition(pk: string, part: Action): Action {
  return { ...part, key: { pk, sk: part.key.sk } };
}

function put(sk: string): Action {
  return { action: 'put', key: { pk: 'LIMITS', sk }, item: {}, when: [{ test: 'absent' }] };
}

function puts(count: number): [string, Action][] {
  return Array.from({ length: count }, (_, index) => [`p${index}`, put(`${index}`)]);
}

test('neither reads a key twice', async () => {
  const key = { pk: 'LIMITS', sk: 'x' };
  const dynamo = engine.tableOn(engine.newClient());
  await expect(dynamo.read([key, key], unbounded)).rejects.toThrow();
  await expect(new MemoryTable().read([key, key], unbounded)).rejects.toThrow();
});
