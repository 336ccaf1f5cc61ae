import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PartnerClient } from '../../../shared/client/partner-client.ts';
import { type SandboxStage, startSandboxStage } from './sandbox-stage.ts';

let stage: SandboxStage;
let client: PartnerClient;

beforeAll(async () => {
  stage = await startSandboxStage();
  const { baseUrl, clientId, privateKeyPem, serverPublicKeyPem } = stage.partner;
  client = new PartnerClient({
    baseUrl,
    clientId,
    keyVersion: 1,
    privateKey: privateKeyPem,
    serverPublicKey: serverPublicKeyPem,
  });
});
afterAll(() => stage.stop());

function inquire(quotaAccumulationId: string) {
  const quotaAccumulationMethod = 'USER_ID';
  const body = { quotaAccumulationMethod, quotaAccumulationId, currency: 'USD' };
  return client.send('inquiryAvailableQuota', JSON.stringify(body));
}

test('an unsigned answer has none of the three headers, and is not taken for the provider’s', async () => {
  const { answer, received } = await inquire('SBX.UNSIGNED.1');
  expect(answer).toMatchObject({ kind: 'unverified', why: 'unsigned' });
  const names = received?.headers.map(([name]) => name) ?? [];
  expect(names.filter((name) => /signature|client-id|response-time/.test(name))).toEqual([]);
  expect(received?.body.toString()).toContain('"resultCode":"SUCCESS"');
});

test('a forged answer has a signature of the right form that does not verify', async () => {
  const { answer, received } = await inquire('SBX.FORGED.1');
  expect(answer).toMatchObject({ kind: 'unverified', why: 'signature-mismatch' });
  const [, value = ''] = received?.headers.find(([name]) => name === 'signature') ?? [];
  const base64 = decodeURIComponent(/signature=(.+)$/.exec(value)?.[1] ?? '');
  expect(Buffer.from(base64, 'base64')).toHaveLength(256);
});

test.each([
  ['SBX.STALE.1', 86_400],
  ['SBX.STALE.10m.1', 600],
])('%s is signed with a time of %d seconds ago', async (id, seconds) => {
  const { answer, received } = await inquire(id);
  expect(answer.kind).toBe('S');
  const [, time = ''] = received?.headers.find(([name]) => name === 'response-time') ?? [];
  const agoSeconds = (Date.now() - Date.parse(time)) / 1_000;
  expect(agoSeconds).toBeGreaterThanOrEqual(seconds);
  expect(agoSeconds).toBeLessThan(seconds + 300);
});

test('a delayed answer comes when it says, verified', async () => {
  const startedAt = performance.now();
  const { answer } = await inquire('SBX.DELAY.300ms.1');
  expect(answer.kind).toBe('S');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299);
});

describe('a lost answer', () => {
  test('is lost after the commit: the same request again finds what was done', async () => {
    const referenceNo = 'SBX.LOST.applyCreditGrant.1x.1';
    await expect(stage.demo.call('applyCreditGrant', { referenceNo })).rejects.toThrow(
      /socket hang up|ECONNRESET/,
    );
    const inquiry = await stage.demo.call('inquiryCreditGrant', { referenceNo });
    expect(inquiry.body.creditGrantStatus).toBe('SUCCESS');
    const again = await stage.demo.call('applyCreditGrant', { referenceNo });
    expect(again.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect(again.body.creditGrantNo).toBe(inquiry.body.creditGrantNo);
  });

  test('of an attachment leaves the attachment', async () => {
    const attachmentId = 'SBX.LOST.1x.FILE';
    await expect(stage.demo.call('submitAttachment', { attachmentId })).rejects.toThrow();
    const again = await stage.demo.call('submitAttachment', { attachmentId });
    expect(again.body.attachmentInfo.fileKey).toMatch(/^ATT/);
  });

  test('is in the log as it was made', async () => {
    await inquire('SBX.LOST.LOG');
    const { body } = await stage.tell('GET', '/requests?last=1');
    expect(body.requests[0]).toMatchObject({ lost: true, why: { power: 'SBX.LOST.LOG' } });
    const made = Buffer.from(body.requests[0].answer.bodyBase64, 'base64').toString();
    expect(JSON.parse(made).result.resultCode).toBe('SUCCESS');
  });
});

test('timeouts are U at the deadline, do nothing, and keep nobody waiting', async () => {
  const before = await stage.demo.rows();
  // As many as the front has places.
  const stuck = Array.from({ length: 16 }, (_, at) =>
    stage.demo.call('applyCreditGrant', { referenceNo: `SBX.TIMEOUT.${at}` }),
  );
  let isStuck = true;
  const all = Promise.all(stuck).finally(() => {
    isStuck = false;
  });
  const headers = { 'Connected-CustomerId': 'SBX.TIMEOUT.1' };
  const query = await stage.demo.call('queryCreditQuota', {}, headers);
  expect(query.outcome).toBe('U UNKNOWN_EXCEPTION');
  expect((await stage.demo.call('queryCreditQuota')).outcome).toBe('S SUCCESS');
  expect(isStuck).toBe(true);
  const outcomes = (await all).map(({ outcome }) => outcome);
  expect(new Set(outcomes)).toEqual(new Set(['U UNKNOWN_EXCEPTION']));
  expect(await stage.demo.rows()).toEqual(before);
});

test('a query without an id takes it as its customer, and answers for the client itself', async () => {
  const own = await stage.demo.call('queryCreditQuota');
  const headers = { 'Connected-CustomerId': 'SBX.SUCCESS.1', 'Access-Token': 'none' };
  expect((await stage.demo.call('queryCreditQuota', {}, headers)).text).toBe(own.text);
});

test('nothing of it happens to a request that does not verify', async () => {
  const other = await stage.newPartner();
  const { partner } = stage.demo;
  const { clientId, baseUrl, serverPublicKeyPem } = partner;
  const thief = new PartnerClient({
    baseUrl,
    clientId,
    keyVersion: 1,
    privateKey: other.partner.privateKeyPem,
    serverPublicKey: serverPublicKeyPem,
  });
  const body = { referenceNo: 'SBX.LOST.THIEF' };
  const answer = await thief.call('inquiryCreditGrant', body);
  expect(answer).toMatchObject({ kind: 'F', code: 'INVALID_SIGNATURE' });
});
