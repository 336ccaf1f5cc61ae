import { describe, expect, test } from 'vitest';
import { itemKeys } from '../../shared/store/item-key.ts';
import { type Instance, newInstance } from '../instance.ts';
import { recount } from '../recount.ts';
import { bendFacility, facilityItem, itemCounts, own, stagedInstance } from '../stage-rows.ts';
import { gate } from '../watched-table.ts';

type Staged = Awaited<ReturnType<typeof stagedInstance>>;

/** A new instance of the same functions on the same table, as after a kill. */
function another({ memory, clock }: Staged): Instance {
  clock.ms += 1_000;
  return newInstance({ memory, clock });
}

describe('a reference that was answered F', () => {
  test('is not granted by an execution that was frozen before its commit', async () => {
    const staged = await stagedInstance(newInstance());
    const { call, body, table, memory } = staged;
    const frozen = gate();
    table.watch.beforeWrite = frozen.wait;
    const first = call('applyCreditGrant', body());
    await frozen.reached;
    bendFacility(memory, { payeeCodes: ['PAYEE_9'] });
    const refused = await another(staged).call('applyCreditGrant', body());
    expect(refused.outcome).toBe('F PROCESS_FAIL');
    // Even with the payee back, what has been answered F stays so for whoever began before.
    bendFacility(memory, { payeeCodes: ['PAYEE_1'] });
    table.watch = {};
    frozen.open();
    expect((await first).outcome).toBe('U REQUEST_TRAFFIC_EXCEED_LIMIT');
    expect(itemCounts(memory)['GRANT']).toBeUndefined();
    expect(facilityItem(memory)).toMatchObject({ grantedMinor: 0n, headroomMinor: 1_000_000n });
    // A call that begins after the F may win.
    const later = await another(staged).call('applyCreditGrant', body());
    expect(later.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    recount(memory);
  });

  test('is not granted by an execution that began before it, and had looked at nothing', async () => {
    const staged = await stagedInstance(newInstance());
    const { call, body, table, memory } = staged;
    const frozen = gate();
    table.watch.beforeRead = frozen.wait;
    const first = call('applyCreditGrant', body());
    await frozen.reached;
    bendFacility(memory, { status: 'CLOSED' });
    expect((await another(staged).call('applyCreditGrant', body())).outcome).toBe('F PROCESS_FAIL');
    bendFacility(memory, { status: 'ACTIVE' });
    frozen.open();
    expect((await first).outcome).toBe('U REQUEST_TRAFFIC_EXCEED_LIMIT');
    expect(itemCounts(memory)['GRANT']).toBeUndefined();
  });

  test('again is not granted by an execution that knew of the first refusal only', async () => {
    const staged = await stagedInstance(newInstance());
    const { call, body, memory } = staged;
    bendFacility(memory, { status: 'CLOSED' });
    expect((await call('applyCreditGrant', body())).outcome).toBe('F PROCESS_FAIL');
    bendFacility(memory, { status: 'ACTIVE' });
    const frozen = gate();
    const first = another(staged);
    first.table.watch.beforeWrite = frozen.wait;
    const held = first.call('applyCreditGrant', body());
    await frozen.reached;
    bendFacility(memory, { status: 'CLOSED' });
    expect((await another(staged).call('applyCreditGrant', body())).outcome).toBe('F PROCESS_FAIL');
    bendFacility(memory, { status: 'ACTIVE' });
    frozen.open();
    expect((await held).outcome).toBe('U REQUEST_TRAFFIC_EXCEED_LIMIT');
    expect(itemCounts(memory)['GRANT']).toBeUndefined();
    recount(memory);
  });

  test('is refused as well by one that was frozen and still finds it wrong', async () => {
    const staged = await stagedInstance(newInstance());
    const { call, body, table, memory } = staged;
    const frozen = gate();
    table.watch.beforeWrite = frozen.wait;
    const first = call('applyCreditGrant', body());
    await frozen.reached;
    bendFacility(memory, { status: 'CLOSED' });
    expect((await another(staged).call('applyCreditGrant', body())).outcome).toBe('F PROCESS_FAIL');
    table.watch = {};
    frozen.open();
    expect((await first).outcome).toBe('F PROCESS_FAIL');
  });

  test('cannot be refused again by one that was frozen, once it is granted', async () => {
    const staged = await stagedInstance(newInstance());
    const { call, body, table, memory } = staged;
    bendFacility(memory, { status: 'CLOSED' });
    const frozen = gate();
    table.watch.beforeWrite = frozen.wait;
    const first = call('applyCreditGrant', body());
    await frozen.reached;
    bendFacility(memory, { status: 'ACTIVE' });
    const granted = await another(staged).call('applyCreditGrant', body());
    expect(granted.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    table.watch = {};
    frozen.open();
    expect((await first).text).toBe(granted.text);
    recount(memory);
  });

  test('is U when the refusal cannot be written down', async () => {
    const staged = await stagedInstance(newInstance());
    staged.table.watch.beforeWrite = () => Promise.reject(new Error('lost'));
    const answer = await staged.call('applyCreditGrant', staged.body({ payeeCode: 'PAYEE_9' }));
    expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
  });
});

test('a facility that closes between look and commit grants nothing', async () => {
  const { call, body, table, memory } = await stagedInstance(newInstance());
  table.watch.beforeWrite = () => {
    bendFacility(memory, { status: 'CLOSED' });
    return undefined;
  };
  expect((await call('applyCreditGrant', body())).outcome).toBe('F PROCESS_FAIL');
  expect(itemCounts(memory)['GRANT']).toBeUndefined();
});

test('a file that is voided between look and commit backs nothing', async () => {
  const { call, body, table, memory, fileKey } = await stagedInstance(newInstance());
  table.watch.beforeWrite = () => {
    const key = itemKeys.attachment(own, fileKey);
    const file = memory.items().find(({ sk }) => sk === key.sk);
    memory.place(key, { ...file, status: 'VOIDED' });
    return undefined;
  };
  const { body: told } = await call('applyCreditGrant', body());
  expect(told).toMatchObject({ creditGrantStatus: 'FAILED', failCode: 'ATTACHMENT_INVALID' });
  expect(facilityItem(memory)).toMatchObject({ grantedMinor: 0n, headroomMinor: 1_000_000n });
});

test('a read that sees the reference and not yet its grant looks again', async () => {
  const { call, body, table, memory } = await stagedInstance(newInstance());
  const first = await call('applyCreditGrant', body());
  let reads = 0;
  table.watch.afterRead = (items) => {
    reads += 1;
    return reads < 3 ? items.map((item) => (item?.['decideBy'] ? undefined : item)) : items;
  };
  expect((await call('applyCreditGrant', body())).text).toBe(first.text);
  expect(reads).toBe(3);
  recount(memory);
});

test('a reference whose grant is gone for good is a fault', async () => {
  const { call, body, table, lines } = await stagedInstance(newInstance());
  await call('applyCreditGrant', body());
  table.watch.afterRead = (items) => items.map((item) => (item?.['decideBy'] ? undefined : item));
  expect((await call('applyCreditGrant', body())).outcome).toBe('U UNKNOWN_EXCEPTION');
  expect(lines.at(-1)?.fault).toBe('StoredDataFault: an owned reference has no application');
});

test('rows that move each time are looked at six times, then it is too much at once', async () => {
  const { call, body, table, memory } = await stagedInstance(newInstance());
  let epoch = 1n;
  table.watch.beforeWrite = () => {
    epoch += 1n;
    bendFacility(memory, { epoch });
    return undefined;
  };
  const answer = await call('applyCreditGrant', body());
  expect(answer.outcome).toBe('U REQUEST_TRAFFIC_EXCEED_LIMIT');
  expect(table.writes).toHaveLength(6);
  expect(itemCounts(memory)['REF']).toBeUndefined();
});
