import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failCodes } from '../../../shared/domain/credit-grant.ts';
import type { Item } from '../../../shared/store/table.ts';
import { violations } from '../../deep/invariants.ts';
import { type SandboxStage, type StagedPartner, startSandboxStage } from './sandbox-stage.ts';

let stage: SandboxStage;
let demo: StagedPartner;

beforeAll(async () => {
  stage = await startSandboxStage();
  demo = stage.demo;
});
afterAll(() => stage.stop());

async function statusOf(referenceNo: string): Promise<string> {
  const { body } = await demo.call('inquiryCreditGrant', { referenceNo });
  return [body.creditGrantStatus, body.failCode].filter(Boolean).join(' ');
}

async function reserved(): Promise<unknown> {
  const facility = (await demo.rows()).find(({ sk }) => `${sk}`.startsWith('FACILITY#'));
  return facility?.['reservedMinor'];
}

async function untilDecided(referenceNo: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const status = await statusOf(referenceNo);
    if (status !== 'ACCEPTED') return status;
    await wait(100);
  }
  return 'ACCEPTED';
}

test.each(failCodes)(
  '%s is decided at once, for good, and nothing is granted',
  async (failCode) => {
    const referenceNo = `SBX.${failCode}.1`;
    const first = await demo.call('applyCreditGrant', { referenceNo });
    expect(first.body).toMatchObject({ creditGrantStatus: 'FAILED', failCode });
    expect((await demo.call('applyCreditGrant', { referenceNo })).text).toBe(first.text);
    expect(await statusOf(referenceNo)).toBe(`FAILED ${failCode}`);
    const other = await demo.call('applyCreditGrant', { referenceNo, businessMode: 'PO' });
    expect(other.outcome).toBe('F REPEAT_REQ_INCONSISTENT');
  },
);

describe('a deferral', () => {
  test('of a time ends in SUCCESS when it is over, by itself', async () => {
    const referenceNo = 'SBX.DEFER.2s.OK';
    const applied = await demo.call('applyCreditGrant', { referenceNo });
    expect(applied.body.creditGrantStatus).toBe('ACCEPTED');
    expect(await reserved()).toBe(10_000n);
    expect(await untilDecided(referenceNo)).toBe('SUCCESS');
    expect(await reserved()).toBe(0n);
  });

  test.each(failCodes)('of a time ends in %s where it says so', async (failCode) => {
    const referenceNo = `SBX.DEFER.1s.${failCode}.1`;
    await demo.call('applyCreditGrant', { referenceNo });
    expect(await untilDecided(referenceNo)).toBe(`FAILED ${failCode}`);
  });

  test('lasts as long as it says by the time of business, and no longer', async () => {
    const referenceNo = 'SBX.DEFER.3h.CLOCK';
    await demo.call('applyCreditGrant', { referenceNo });
    await stage.tell('POST', '/clock', { advance: '179m' });
    expect(await statusOf(referenceNo)).toBe('ACCEPTED');
    await stage.tell('POST', '/clock', { advance: '1m' });
    expect(await statusOf(referenceNo)).toBe('SUCCESS');
  });

  test('without a time is ended by its 635 minutes alone', async () => {
    const referenceNo = 'SBX.DEFER.EVER';
    await demo.call('applyCreditGrant', { referenceNo });
    await stage.tell('POST', '/clock', { advance: '634m' });
    expect(await statusOf(referenceNo)).toBe('ACCEPTED');
    expect(await reserved()).toBe(10_000n);
    await stage.tell('POST', '/clock', { advance: '1m' });
    expect(await statusOf(referenceNo)).toBe('FAILED EVALUATION_TIMEOUT');
    expect(await reserved()).toBe(0n);
  });
});

test('more than a page of deferred applications are each asked about once by an advance', async () => {
  const partner = await stage.newPartner();
  const { clientId } = partner.partner;
  for (let at = 0; at < 30; at++) {
    await partner.call('applyCreditGrant', { referenceNo: `SBX.DEFER.5h.${at}` });
  }
  const waiting = async () =>
    (await partner.rows())
      .filter(({ status }) => status === 'ACCEPTED')
      .map((row) => row['attempts']);
  expect(await waiting()).toEqual(Array(30).fill(0n));
  await stage.tell('POST', '/clock', { advance: '1h', client: clientId });
  expect(await waiting()).toEqual(Array(30).fill(1n));
  await stage.tell('POST', '/clock', { advance: '4h', client: clientId });
  expect(await waiting()).toEqual([]);
});

test('a review waits for a person, and is not asked about before', async () => {
  const referenceNo = 'SBX.REVIEW.1';
  const applied = await demo.call('applyCreditGrant', { referenceNo });
  expect(applied.body.creditGrantStatus).toBe('ACCEPTED');
  const row = (await demo.rows()).find((one) => one['referenceNo'] === referenceNo);
  expect(row).toMatchObject({ status: 'ACCEPTED', waitsFor: 'REVIEW' });
  await stage.tell('POST', '/clock', { advance: '10h' });
  expect(await statusOf(referenceNo)).toBe('ACCEPTED');
});

test('what our own rules refuse is not deferred', async () => {
  const invoiceInfoList = [
    { invoiceNo: 'HUGE', invoiceAmount: { currency: 'USD', value: '999999999999' } },
  ];
  const { body } = await demo.call('applyCreditGrant', {
    referenceNo: 'SBX.DEFER.1h.HUGE',
    invoiceInfoList,
  });
  expect(body).toMatchObject({ creditGrantStatus: 'FAILED', failCode: 'QUOTA_NOT_ENOUGH' });
});

test('the books add up after all of it', async () => {
  expect(violations((await stage.items()) as Item[])).toEqual([]);
});
