import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ClientClocks } from '../../../infra/local/client-clocks.ts';
import { ClientGate } from '../../../infra/local/client-gate.ts';
import { lambdaContext } from '../../../infra/local/lambda-context.ts';
import { loadBackOfficeFunctions } from '../../../infra/local/local-back-office.ts';
import { LocalSecrets } from '../../../infra/local/local-secrets.ts';
import { localStage } from '../../../infra/local/local-stage.ts';
import { postInTime } from '../../../infra/local/post-in-time.ts';
import { SandboxBackOffice } from '../../../infra/local/sandbox-back-office.ts';
import { liveBackOffice } from '../../../shared/runtime/live-back-office.ts';
import type { Item } from '../../../shared/store/table.ts';
import { day } from '../../builders.ts';
import { violations } from '../../deep/invariants.ts';
import { type SandboxStage, type StagedPartner, startSandboxStage } from './sandbox-stage.ts';

const dayMs = 86_400_000;
let stage: SandboxStage;

beforeAll(async () => {
  stage = await startSandboxStage();
});
afterAll(() => stage.stop());

function advance({ partner }: StagedPartner, by: string) {
  return stage.tell('POST', '/clock', { advance: by, client: partner.clientId });
}

async function quotaOf(partner: StagedPartner): Promise<string[]> {
  const { body } = await partner.call('queryCreditQuota');
  const { grantTotalAmount, unpaidTotalAmount, availableTotalAmount, productStatus } = body;
  const amounts = [grantTotalAmount, unpaidTotalAmount, availableTotalAmount];
  return [...amounts.map(({ value }) => value), productStatus];
}

async function facilityOf(partner: StagedPartner): Promise<Readonly<Record<string, unknown>>> {
  const found = (await partner.rows()).find(({ sk }) => `${sk}`.startsWith('FACILITY#'));
  return found ?? expect.fail('no facility');
}

async function eventTypes(partner: StagedPartner): Promise<unknown[]> {
  const events = (await partner.rows()).filter(({ sk }) => `${sk}`.startsWith('EVENT#'));
  return events.map(({ type }) => type).sort();
}

function drawEvent({ partner }: StagedPartner, creditGrantNo: string, dueDate: string) {
  return {
    eventId: `DRAW_${creditGrantNo}`,
    clientId: partner.clientId,
    actor: 'test',
    reason: 'a test',
    type: 'loan.drawn',
    data: { drawdownNo: 'L_1', creditGrantNo, amountMinor: '4000', dueDate, timeZone: 'UTC' },
  };
}

/** By the bus, as a core-banking system would. */
async function putOnBus(event: ReturnType<typeof drawEvent>): Promise<void> {
  const client = new EventBridgeClient({});
  const entry = {
    EventBusName: localStage.eventBusName,
    Source: 'core.banking',
    DetailType: event.type,
    Detail: JSON.stringify(event),
  };
  await client.send(new PutEventsCommand({ Entries: [entry] }));
  client.destroy();
}

describe('90 days on', () => {
  let partner: StagedPartner;
  let other: StagedPartner;

  beforeAll(async () => {
    partner = await stage.newPartner();
    other = await stage.newPartner();
    for (const one of [partner, other]) await one.call('applyCreditGrant', { referenceNo: 'R_1' });
    expect(await quotaOf(partner)).toEqual(['10000', '0', '10000', 'NORMAL']);
    const { status, body } = await advance(partner, '91d');
    expect(status).toBe(200);
    expect(Date.parse(body.now) - Date.now()).toBeGreaterThan(91 * dayMs - 60_000);
  });

  test('a grant has expired, by the reads and by the ledger', async () => {
    expect(await quotaOf(partner)).toEqual(['0', '0', '0', 'NORMAL']);
    expect(await facilityOf(partner)).toMatchObject({ grantedMinor: 0n });
    expect(await eventTypes(partner)).toContain('grants.expired');
    const grant = (await partner.rows()).find(({ sk }) => `${sk}`.startsWith('GRANT#'));
    expect(grant).toMatchObject({ status: 'SUCCESS', expired: true });
  });

  test('it is told of on the bus', async () => {
    const notices = () => readFileSync(join(stage.home, 'notices.jsonl'), 'utf8');
    await expect.poll(notices, { timeout: 10_000 }).toContain('GrantExpired');
    expect(notices()).not.toContain(other.partner.clientId);
  });

  test('what another client owns is as it was', async () => {
    expect(await quotaOf(other)).toEqual(['10000', '0', '10000', 'NORMAL']);
    expect(await facilityOf(other)).toMatchObject({ grantedMinor: 10_000n });
  });

  test('a new grant is for 90 days from then', async () => {
    const { body } = await partner.call('applyCreditGrant', {
      referenceNo: 'R_2',
      invoiceDate: day(90),
      invoiceInfoList: [{ invoiceNo: 'I_2', invoiceAmount: { currency: 'USD', value: '100' } }],
    });
    expect(body.creditGrantStatus).toBe('ACCEPTED');
    const inquiry = await partner.call('inquiryCreditGrant', { referenceNo: 'R_2' });
    expect([day(180), day(181), day(182)]).toContain(inquiry.body.dueDate);
  });

  test('the answers are signed with the time of the clock', async () => {
    const { headers } = await partner.call('queryCreditQuota');
    expect(Math.abs(Date.parse(`${headers['response-time']}`) - Date.now())).toBeLessThan(60_000);
  });
});

test('a loan becomes overdue, and stays so when all others are checked', async () => {
  const partner = await stage.newPartner();
  const applied = await partner.call('applyCreditGrant', { referenceNo: 'R_1' });
  await putOnBus(drawEvent(partner, applied.body.creditGrantNo, day(10)));
  await expect
    .poll(() => quotaOf(partner), { timeout: 10_000 })
    .toEqual(['6000', '4000', '6000', 'NORMAL']);
  await advance(partner, '12d');
  expect(await quotaOf(partner)).toEqual(['6000', '4000', '0', 'OVD']);
  expect(await facilityOf(partner)).toMatchObject({ overdueNoted: true });

  const times = { clocks: new ClientClocks(stage.home), gate: new ClientGate() };
  const office = new SandboxBackOffice(await loadBackOfficeFunctions(), times).functions();
  const told = vi.spyOn(liveBackOffice().notices, 'publish');
  await office.check.handler({ check: 'full' }, lambdaContext('check-quotas', 300, 'a-check'));
  expect(await facilityOf(partner)).toMatchObject({ overdueNoted: true });
  // It would be told anew if anyone had noted meanwhile that it is not.
  const types = told.mock.calls.flatMap(([notices]) => notices.map(({ type }) => type));
  expect(types).not.toContain('FacilityOverdue');
  told.mockRestore();
});

test('what comes by the bus or from an operator is posted at the time of its client', async () => {
  const partner = await stage.newPartner();
  await advance(partner, '200d');
  const referenceNo = 'R_LATE';
  const invoiceInfoList = [{ invoiceNo: 'I', invoiceAmount: { currency: 'USD', value: '9000' } }];
  const body = { referenceNo, invoiceDate: day(199), invoiceInfoList };
  const applied = await partner.call('applyCreditGrant', body);
  const { creditGrantNo } = applied.body;
  await putOnBus({ ...drawEvent(partner, creditGrantNo, day(230)), eventId: 'BY_BUS' });
  await expect.poll(async () => (await quotaOf(partner))[1], { timeout: 10_000 }).toBe('4000');

  const event = drawEvent(partner, creditGrantNo, day(230));
  const byOperator = { ...event, data: { ...event.data, drawdownNo: 'L_2', amountMinor: '500' } };
  const post = postInTime(stage.home, partner.partner.clientId);
  const context = lambdaContext('post-ledger-event', 15, 'an-operator');
  expect(await post(byOperator, context)).toMatchObject({ outcome: 'posted' });
  const events = (await partner.rows()).filter(({ type }) => type === 'loan.drawn');
  expect(events).toHaveLength(2);
  for (const { at } of events) expect(Number(at) - Date.now()).toBeGreaterThan(199 * dayMs);
});

test.each(['-1d', '0d', '1', 'd', '1.5d', '90 d', '99999999d'])(
  '%s is no way forward, and nothing has moved',
  async (by) => {
    const before = await stage.tell('GET', '/clock');
    const refused = await stage.tell('POST', '/clock', { advance: by });
    expect(refused).toEqual({
      status: 400,
      body: { error: 'advance: expected a whole number with ms, s, m, h or d, such as 90d' },
    });
    const after = await stage.tell('GET', '/clock');
    expect(after.body.aheadMs).toBe(before.body.aheadMs);
  },
);

test('whom nobody knows has no clock, and a partner that an operator made has one', async () => {
  const refused = await stage.tell('POST', '/clock', { advance: '1d', client: 'NOPE' });
  expect(refused).toEqual({ status: 404, body: { error: 'client: there is no partner NOPE' } });
  expect(new ClientClocks(stage.home).clients()).not.toContain('NOPE');

  const { partner } = await stage.newPartner();
  const secrets = new LocalSecrets(localStage.stage);
  const record = await secrets.client(partner.clientId);
  if (record !== undefined) await secrets.putClients({ MADE_BY_OPERATOR: record });
  secrets.close();
  const told = await stage.tell('POST', '/clock', { advance: '1d', client: 'MADE_BY_OPERATOR' });
  expect(told.body).toMatchObject({ client: 'MADE_BY_OPERATOR', aheadMs: 86_400_000 });
});

test('the books add up after all of it', async () => {
  expect(violations((await stage.items()) as Item[])).toEqual([]);
});
