import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { itemKeys } from '../../../shared/store/item-key.ts';
import { type Action, exists } from '../../../shared/store/table.ts';
import { newInstance, startMs } from '../../instance.ts';
import { clientSecret } from '../../memory-secrets.ts';
import { application, invoice, openOwnFacility, submitFile, unbounded } from '../../stage-rows.ts';
import { type EngineTable, startEngineTable } from './engine-table.ts';
import { afterReply, beforeSend, cancelled, lostReply } from './sdk-faults.ts';

let engine: EngineTable;
beforeAll(async () => {
  engine = await startEngineTable();
});
afterAll(() => engine.stop());

let run = 0;
let clientId = '';
let fileKey = '';
beforeEach(async () => {
  run += 1;
  clientId = `CLIENT_${run}`;
  await openOwnFacility(engine.tableOn(engine.newClient()), {}, { clientId });
  fileKey = await submitFile(instanceOn(engine.newClient()));
});

/** An instance whose table is the real one, through that client; each test is another partner. */
function instanceOn(client: DynamoDBClient) {
  const clients = { [clientId]: clientSecret() };
  const instance = newInstance({ clients, store: engine.tableOn(client) });
  const call: typeof instance.call = (api, body, changes) =>
    instance.call(api, body, { clientId, ...changes });
  const apply = (changes: Readonly<Record<string, unknown>> = {}) =>
    call('applyCreditGrant', application(fileKey, changes));
  return { ...instance, call, apply };
}

async function facility() {
  const key = itemKeys.facility({ clientId }, 'AMAZON_VC_FACTORING_LOAN');
  const [item] = await engine.tableOn(engine.newClient()).read([key], unbounded);
  return item;
}

const afterOne = { grantedMinor: 8_000n, headroomMinor: 992_000n, reservedMinor: 0n };

describe('an application whose reply is lost', () => {
  test('once is accepted, and charged once', async () => {
    const client = engine.newClient(3);
    let replies = 0;
    afterReply(client, (output) => {
      const isWrite = !('Responses' in (output as object));
      if (isWrite && replies++ === 0) throw lostReply();
    });
    expect((await instanceOn(client).apply()).outcome).toBe('S SUCCESS');
    expect(replies).toBe(2);
    expect(await facility()).toMatchObject(afterOne);
  });

  test('every time is U, and the next call and an inquiry tell', async () => {
    const client = engine.newClient(2);
    afterReply(client, (output) => {
      if (!('Responses' in (output as object))) throw lostReply();
    });
    const unknown = await instanceOn(client).apply();
    expect(unknown.outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(unknown.body).toEqual({ result: unknown.result, referenceNo: 'REF_1' });
    const { apply, call } = instanceOn(engine.newClient());
    const found = await call('inquiryCreditGrant', { referenceNo: 'REF_1' });
    expect(found.body).toMatchObject({ creditGrantStatus: 'SUCCESS', creditGrantAmount: '8000' });
    const again = await apply();
    expect(again.body.creditGrantNo).toBe(found.body.creditGrantNo);
    expect(await facility()).toMatchObject(afterOne);
  });

  test('and whose own rows stand in its way is recognised, after the token is forgotten', async () => {
    const client = engine.newClient();
    let writes = 0;
    beforeSend(client, (input) => {
      if (input.TransactItems === undefined) return;
      writes += 1;
      input.ClientRequestToken = `${clientId}-${writes}`;
    });
    afterReply(client, (output) => {
      if (!('Responses' in (output as object)) && writes === 1) {
        throw cancelled('TransactionConflict');
      }
    });
    const answer = await instanceOn(client).apply();
    expect(answer.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect(writes).toBe(3);
    expect(await facility()).toMatchObject(afterOne);
  });
});

test('a conflict that does not pass is U for traffic, and leaves nothing', async () => {
  const client = engine.newClient();
  beforeSend(client, ({ TransactItems }) => {
    if (TransactItems !== undefined) throw cancelled('TransactionConflict', 'None');
  });
  expect((await instanceOn(client).apply()).outcome).toBe('U REQUEST_TRAFFIC_EXCEED_LIMIT');
  const { call } = instanceOn(engine.newClient());
  const found = await call('inquiryCreditGrant', { referenceNo: 'REF_1' });
  expect(found.outcome).toBe('F ORDER_NOT_EXIST');
  expect(await facility()).toMatchObject({ headroomMinor: 1_000_000n });
});

describe('an application on 90 invoices', () => {
  const many = Array.from({ length: 90 }, (_, index) => invoice(`INV-${index}`, '1000'));

  test('is one transaction of 97 parts', async () => {
    const { apply, table } = instanceOn(engine.newClient());
    expect((await apply({ invoiceInfoList: many })).body).toMatchObject({
      creditGrantStatus: 'ACCEPTED',
    });
    expect(table.writes.map((parts) => Object.keys(parts).length)).toEqual([97]);
    expect(await facility()).toMatchObject({ grantedMinor: 72_000n, headroomMinor: 928_000n });
  });

  test('of which one already backs a grant fails whole, and claims none', async () => {
    const { apply } = instanceOn(engine.newClient());
    await apply({ invoiceInfoList: many.slice(89) });
    const refused = await apply({ referenceNo: 'REF_2', invoiceInfoList: many });
    expect(refused.body).toMatchObject({
      creditGrantStatus: 'FAILED',
      failCode: 'INVOICE_ALREADY_FINANCED',
    });
    const rest = await apply({ referenceNo: 'REF_3', invoiceInfoList: many.slice(0, 89) });
    expect(rest.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect(await facility()).toMatchObject({ grantedMinor: 72_000n, headroomMinor: 928_000n });
  });
});

test('of twenty applications at once for a headroom of five, five are granted', async () => {
  const table = engine.tableOn(engine.newClient());
  const tenant = { clientId: `${clientId}_RACE` };
  clientId = tenant.clientId;
  await openOwnFacility(table, { creditLimitMinor: 44_000n }, tenant);
  fileKey = await submitFile(instanceOn(engine.newClient()));
  const { apply } = instanceOn(engine.newClient());
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => apply({ referenceNo: `REF_${index}` })),
  );
  const statuses = answers.map(({ body }) => body.failCode ?? body.creditGrantStatus);
  expect(statuses.filter((status) => status === 'ACCEPTED')).toHaveLength(5);
  expect(statuses.filter((status) => status === 'QUOTA_NOT_ENOUGH')).toHaveLength(15);
  expect(await facility()).toMatchObject({ grantedMinor: 40_000n, headroomMinor: 4_000n });
});

test('what has expired is released once, however many need its room at once', async () => {
  clientId = `${clientId}_EXPIRY`;
  const limit = { creditLimitMinor: 24_000n };
  await openOwnFacility(engine.tableOn(engine.newClient()), limit, { clientId });
  fileKey = await submitFile(instanceOn(engine.newClient()));
  const { apply, clock } = instanceOn(engine.newClient());
  await apply({ referenceNo: 'REF_OLD' });
  expect(await facility()).toMatchObject({ grantedMinor: 8_000n, headroomMinor: 16_000n });
  clock.ms += 40 * 86_400_000;
  const later = { invoiceDate: '20261230', timeZone: 'UTC' };
  const answers = await Promise.all(
    [1, 2, 3].map((n) => apply({ ...later, referenceNo: `REF_${n}` })),
  );
  expect(answers.map(({ body }) => body.creditGrantStatus)).toEqual([
    'ACCEPTED',
    'ACCEPTED',
    'ACCEPTED',
  ]);
  expect(await facility()).toMatchObject({ grantedMinor: 24_000n, headroomMinor: 0n });
});

test('sixty expiries are released in two transactions, and granted anew', async () => {
  const table = engine.tableOn(engine.newClient());
  const expiries = Array.from({ length: 60 }, (_, index) => [`${startMs - 1 - index}`, 100n]);
  const bend: Action = {
    action: 'update',
    key: itemKeys.facility({ clientId }, 'AMAZON_VC_FACTORING_LOAN'),
    changes: [
      { change: 'set', path: 'creditLimitMinor', value: 8_000n },
      { change: 'set', path: 'grantedMinor', value: 6_000n },
      { change: 'set', path: 'headroomMinor', value: 2_000n },
      { change: 'set', path: 'unusedByExpiry', value: Object.fromEntries(expiries) },
    ],
    when: [exists],
  };
  await table.write({ bend }, unbounded);
  const instance = instanceOn(engine.newClient());
  expect((await instance.apply()).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
  expect(instance.table.writes.map((parts) => Object.keys(parts).length)).toEqual([51, 11, 8]);
  expect(await facility()).toMatchObject({
    grantedMinor: 8_000n,
    headroomMinor: 0n,
    unusedByExpiry: { [Date.UTC(2026, 11, 22)]: 8_000n },
  });
});
