import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import type { GatewayResult } from '../../shared/runtime/gateway-event.ts';
import { answerOf, contextOf, rows } from '../instance.ts';
import { MemoryTable } from '../memory-table.ts';
import { type EngineTable, startEngineTable } from '../shared/store/engine-table.ts';
import { type EventChanges, signedEvent } from '../signed-event.ts';
import { type IdRow, idRows } from '../tenancy/id-rows.ts';
import { newFullBase, soundBody } from '../tenancy/sound-requests.ts';
import {
  customer,
  enrolAll,
  headersOf,
  namesake,
  newBase,
  type Stage,
  sibling,
  stageOn,
  tokenOf,
} from '../tenancy/stage.ts';
import { tell } from '../tenancy/told.ts';
import { type CountedArm, countRsa, otherWork, workOn } from './counted-work.ts';
import { compareTimes, processTime, type SameTimeOptions } from './same-time.ts';
import { scaled } from './scale.ts';
import { scaledChoice } from './scaled-choice.ts';
import { toldTimes } from './told-times.ts';

const inMemory = { maxBatches: Math.max(100, scaled(600)), now: processTime };
const onEngine = { maxBatches: Math.max(16, scaled(60)) };
const told = { memory: toldTimes(), engine: toldTimes() };

const rsaDone = countRsa();

let able: MemoryTable;
let bare: MemoryTable;
let full: MemoryTable;
let engine: EngineTable;
let engineStage: Stage;

beforeAll(async () => {
  able = await newBase(true);
  bare = await newBase(false);
  full = await newFullBase();
  engine = await startEngineTable();
  engineStage = stageOn(new MemoryTable(), engine.tableOn(engine.newClient()));
  await enrolAll(engineStage, true);
});
afterAll(async () => {
  await engine.stop();
  told.memory.close('timing of tenants in memory');
  told.engine.close('timing of tenants on the engine');
  expect(told.memory.tooFew()).toEqual([]);
});

/** An arm that keeps its last answer, so that what was timed is known to be what was meant. */
interface AnsweringArm extends CountedArm {
  lastTold(): string;
}

function arm(
  stage: Stage,
  api: ApiName,
  name: string,
  make: () => Promise<{ readonly body: unknown; readonly changes: EventChanges }>,
): AnsweringArm {
  const row = rows[api];
  const { clock, handlers, table, puts, lines } = stage;
  let last: GatewayResult | undefined;
  return {
    name,
    async prepare() {
      const { body, changes } = await make();
      for (const kept of [table.reads, table.writes, puts, lines]) kept.length = 0;
      clock.ms += 1_000;
      const event = signedEvent(row.path, body, clock.ms, changes);
      return async () => {
        last = await handlers[api](event, contextOf(row));
      };
    },
    done: () => ({ ...rsaDone(), ...workOn(stage) }),
    lastTold: () => (last === undefined ? '' : tell(answerOf(last, 'POST', row.path))),
  };
}

/** No two tests write the same: on the engine one's ids would be known to the next. */
let marksSpent = 0;

/** A request for what is nobody's, or another's if there is an owner. */
function armOf(row: IdRow, stage: Stage, name: string, owner: Tenant | undefined): AnsweringArm {
  const { api, others } = row;
  // What was nobody's is the caller's own once it was written.
  const isSpent = rows[api].idempotency.kind === 'keyed' && others.startsWith('S');
  let isPlaced = false;
  return arm(stage, api, name, async () => {
    if (isSpent) marksSpent += 1;
    const mark = `${name.slice(0, 3)}${String(isSpent ? marksSpent : 0).padStart(8, '0')}`;
    if (owner !== undefined && (isSpent || !isPlaced)) await row.place(stage, owner, mark);
    isPlaced = true;
    const body = row.body(customer, owner ?? namesake, mark);
    return { body, changes: { headers: headersOf(customer) } };
  });
}

async function expectSameTime(
  what: string,
  arms: readonly AnsweringArm[],
  collected: ReturnType<typeof toldTimes>,
  sizes: Pick<SameTimeOptions, 'maxBatches' | 'now'>,
): Promise<void> {
  expect(await otherWork(arms)).toEqual([]);
  const compared = await compareTimes(arms, collected.options(sizes));
  expect(collected.outside(what, compared)).toEqual([]);
}

const named = idRows.map((row) => {
  const { api, member, kind = 'by id' } = row;
  return [`${api} ${member}, ${kind}`, row] as const;
});
const byId = named.filter(([, { bare: isBare, member }]) => !isBare && !member.startsWith('('));

describe('another’s and nobody’s take the same time', () => {
  test.each(scaledChoice(named))('in memory: %s', async (what, row) => {
    const stages = [1, 2, 3].map(() => stageOn(row.bare ? bare : able));
    const shared = byId.some(([, each]) => each === row);
    const [one, two = one, three = one] = shared ? [stages[0]] : stages;
    if (one === undefined || two === undefined || three === undefined) throw new Error('no stage');
    const arms = [
      armOf(row, one, 'nobody', undefined),
      armOf(row, two, 'stranger', namesake),
      armOf(row, three, 'sibling', sibling),
    ];
    await expectSameTime(what, arms, told.memory, inMemory);
    expect(arms.map((each) => each.lastTold())).toEqual(Array(3).fill(row.others));
  });

  test.each(scaledChoice(byId))('on the engine: %s', async (what, row) => {
    const arms = [
      armOf(row, engineStage, 'nobody', undefined),
      armOf(row, engineStage, 'stranger', namesake),
      armOf(row, engineStage, 'sibling', sibling),
    ];
    await expectSameTime(what, arms, told.engine, onEngine);
    expect(arms.map((each) => each.lastTold())).toEqual(Array(3).fill(row.others));
  });
});

test.each([
  ['in memory a quarter', 'memory', inMemory, 0.25],
  ['on the engine as much again', 'engine', onEngine, 1],
] as const)('%s more time would be found', async (_where, where, sizes, share) => {
  const stage = where === 'memory' ? stageOn(full) : engineStage;
  const arm = accessArm('inquiryAvailableQuota', stage, 'any', 'CUSTOMER_9', 'NONE');
  expect(await told[where].findsPlanted(arm, share, sizes)).toBe(true);
});

/** A request for a customer, with a token. */
function accessArm(api: ApiName, stage: Stage, name: string, customerId: string, token: string) {
  const headers = { 'connected-customerid': customerId, 'access-token': token };
  return arm(stage, api, name, async () => ({
    body: soundBody(api, customer),
    changes: { headers },
  }));
}

describe.each(['in memory', 'on the engine'] as const)('%s', (where) => {
  const sizes = where === 'in memory' ? inMemory : onEngine;
  const collected = where === 'in memory' ? told.memory : told.engine;
  const stageOf = () => (where === 'in memory' ? stageOn(full) : engineStage);

  test.each(scaledChoice(endpoints.map(({ name }) => name)))('customers of %s', async (api) => {
    const stage = stageOf();
    const token = 'TOKEN_THAT_NOBODY_HAS';
    const arms = [
      accessArm(api, stage, 'nobody’s', 'CUSTOMER_9', token),
      accessArm(api, stage, 'another client’s', 'CUSTOMER_3', token),
    ];
    await expectSameTime(`customers of ${api}`, arms, collected, sizes);
    expect(new Set(arms.map((each) => each.lastTold())).size).toBe(1);
  });

  test.each(scaledChoice(endpoints.map(({ name }) => name)))('tokens of %s', async (api) => {
    const stage = stageOf();
    const arms = [
      accessArm(api, stage, 'nobody’s', 'CUSTOMER_1', 'TOKEN_OF_PARTNER_1_CUSTOMER_9'),
      accessArm(api, stage, 'another client’s', 'CUSTOMER_1', tokenOf(namesake)),
      // Its row is the client's own and is found: in memory, to copy it takes longer than to miss.
      ...(where === 'in memory'
        ? []
        : [accessArm(api, stage, 'another customer’s', 'CUSTOMER_1', tokenOf(sibling))]),
    ];
    await expectSameTime(`tokens of ${api}`, arms, collected, sizes);
    expect(new Set(arms.map((each) => each.lastTold())).size).toBe(1);
  });
});
