import { readFileSync } from 'node:fs';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localStage } from '../../../infra/local/local-stage.ts';
import type { Item } from '../../../shared/store/table.ts';
import { violations } from '../../deep/invariants.ts';
import { paths } from '../../http/provider.ts';
import { send } from '../../http/wire-partner.ts';
import { type SandboxStage, type StagedPartner, startSandboxStage } from './sandbox-stage.ts';

let stage: SandboxStage;

beforeAll(async () => {
  stage = await startSandboxStage();
});
afterAll(() => stage.stop());

const seedFile = new URL('../../../infra/local/seed.json', import.meta.url);
// biome-ignore lint/suspicious/noExplicitAny: a test spoils it as it pleases
const seed = (): any => JSON.parse(readFileSync(seedFile, 'utf8'));

async function objectKeys(): Promise<readonly (string | undefined)[]> {
  const client = new S3Client({ forcePathStyle: true });
  const command = new ListObjectsV2Command({ Bucket: localStage.bucketName });
  const { Contents = [] } = await client.send(command);
  client.destroy();
  return Contents.map(({ Key }) => Key);
}

function shapesOf(rows: readonly Record<string, unknown>[]): string[] {
  return rows.map(({ pk, sk }) => `${pk} ${sk}`).sort();
}

test('a reset leaves a client as it was when it was new, and everybody else as they are', async () => {
  const { body } = await stage.tell('POST', '/clients', { client: 'RESET_ME' });
  const keys = { privateKeyPem: body.privateKey, serverPublicKeyPem: body.serverPublicKey };
  const wire = { baseUrl: body.baseUrl, clientId: 'RESET_ME', ...keys };
  const rowsOf = async (id: string) =>
    (await stage.items()).filter(({ pk }) => `${pk}#`.startsWith(`CLIENT#${id}#`));
  const asNew = shapesOf(await rowsOf('RESET_ME'));
  // Its id begins as the other's does.
  await stage.tell('POST', '/clients', { client: 'RESET_ME_NOT' });

  await send(wire, { path: paths.submitAttachment, body: attachment('A_1') });
  const call = await send(wire, {
    path: paths.inquiryCreditGrant,
    body: { referenceNo: 'SBX.PROCESS_FAIL.1x.R' },
  });
  expect(call.outcome).toBe('F PROCESS_FAIL');
  await stage.tell('POST', '/clock', { client: 'RESET_ME', advance: '90d' });
  const others = [...(await rowsOf('RESET_ME_NOT')), ...(await stage.demo.rows())];
  expect((await objectKeys()).some((key) => key?.startsWith('attachments/RESET_ME/'))).toBe(true);
  expect(shapesOf(await rowsOf('RESET_ME')).length).toBeGreaterThan(asNew.length);

  const reset = await stage.tell('POST', '/reset', { client: 'RESET_ME' });
  expect(reset).toEqual({
    status: 200,
    body: { client: 'RESET_ME', rows: expect.any(Number), objects: 1 },
  });
  expect(shapesOf(await rowsOf('RESET_ME'))).toEqual(asNew);
  expect([...(await rowsOf('RESET_ME_NOT')), ...(await stage.demo.rows())]).toEqual(others);
  expect((await objectKeys()).some((key) => key?.startsWith('attachments/RESET_ME/'))).toBe(false);
  const clock = await stage.tell('GET', '/clock?client=RESET_ME');
  expect(clock.body.aheadMs).toBe(0);
  const again = await send(wire, {
    path: paths.inquiryCreditGrant,
    body: { referenceNo: 'SBX.PROCESS_FAIL.1x.R' },
  });
  expect(again.outcome).toBe('F PROCESS_FAIL');
});

function attachment(attachmentId: string) {
  return {
    attachmentId,
    attachmentType: 'INVOICE',
    attachmentContent: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64'),
    fileName: 'invoice.pdf',
    bizOrderId: 'O_1',
    bizType: 'CREDIT_GRANT_INVOICE',
  };
}

test('a reset in the middle of a client’s own applications leaves sound books', async () => {
  const partner = await stage.newPartner();
  const applications = Array.from({ length: 12 }, (_, at) =>
    partner.call('applyCreditGrant', { referenceNo: `R_${at}` }),
  );
  const reset = stage.tell('POST', '/reset', { client: partner.partner.clientId });
  const outcomes = (await Promise.all(applications)).map(({ outcome }) => outcome);
  expect((await reset).status).toBe(200);
  // Those after it lack their attachment.
  for (const outcome of outcomes) expect(['S SUCCESS', 'F PARAM_ILLEGAL']).toContain(outcome);
  expect(violations((await stage.items()) as Item[])).toEqual([]);
});

test('who has no stage is not reset, and nothing is removed', async () => {
  const before = await stage.items();
  const refused = await stage.tell('POST', '/reset', { client: 'NOBODY' });
  expect(refused).toEqual({
    status: 404,
    body: { error: 'client: the sandbox has set no stage for NOBODY' },
  });
  expect(await stage.items()).toEqual(before);
});

test('clients made side by side are all there at once, each with keys of its own', async () => {
  const partners = await Promise.all(Array.from({ length: 5 }, () => stage.newPartner()));
  const quota = async (one: StagedPartner) => (await one.call('queryCreditQuota')).outcome;
  expect(await Promise.all(partners.map(quota))).toEqual(Array(5).fill('S SUCCESS'));
  expect(new Set(partners.map(({ partner }) => partner.privateKeyPem)).size).toBe(5);
  const { body } = await stage.tell('GET', '/clients');
  expect(body.clients).toEqual(
    expect.arrayContaining(partners.map(({ partner }) => partner.clientId)),
  );
});

test('a seed makes a new client with what it tells, and adds to one that is there', async () => {
  const told = seed();
  told.partner.clientId = 'SEEDED';
  told.facility.creditLimitMinor = '777';
  const first = await stage.tell('POST', '/seed', { seed: told });
  expect(first.status).toBe(200);
  const { privateKey: privateKeyPem, serverPublicKey: serverPublicKeyPem, baseUrl } = first.body;
  const wire = { baseUrl, clientId: 'SEEDED', privateKeyPem, serverPublicKeyPem };
  const productCode = 'AMAZON_VC_FACTORING_LOAN';
  const quota = await send(wire, { path: paths.queryCreditQuota, body: { productCode } });
  expect(quota.body.capLimitTotalAmount).toEqual({ currency: 'USD', value: '777' });

  told.fxQuotas.push({ method: 'USER_ID', id: 'MORE', currency: 'GBP', availableMinor: '55' });
  told.facility.creditLimitMinor = '888';
  const second = await stage.tell('POST', '/seed', { seed: told });
  expect(second.body.privateKey).toBe(privateKeyPem);
  const method = 'USER_ID';
  const body = { quotaAccumulationMethod: method, quotaAccumulationId: 'MORE', currency: 'GBP' };
  const fx = await send(wire, { path: paths.inquiryAvailableQuota, body });
  expect(fx.body.availableQuota).toEqual({ currency: 'GBP', value: '55' });
  const still = await send(wire, { path: paths.queryCreditQuota, body: { productCode } });
  expect(still.body.capLimitTotalAmount.value).toBe('777');
});

test.each([
  ['partner.clientId', (bad: ReturnType<typeof seed>) => (bad.partner.clientId = 'A B')],
  ['facility.creditLimitMinor', (bad) => (bad.facility.creditLimitMinor = 5)],
  ['facility.currency', (bad) => (bad.facility.currency = 'XXY')],
  ['facility.payeeCode: required', (bad) => delete bad.facility.payeeCode],
  ['fxQuotas[1].availableMinor', (bad) => (bad.fxQuotas[1].availableMinor = '-1')],
  ['customers[0].id', (bad) => (bad.customers[0].id = 'A#B')],
  ['customers[1].name: unknown member', (bad) => (bad.customers[1].name = 'x')],
] as const satisfies readonly [string, (bad: ReturnType<typeof seed>) => unknown][])(
  'a seed that is wrong at %s is told so, and nothing is made',
  async (where, spoil) => {
    const bad = seed();
    bad.partner.clientId = 'SPOILT';
    spoil(bad);
    const { status, body } = await stage.tell('POST', '/seed', { seed: bad });
    expect(status).toBe(400);
    expect(body.error.startsWith(where), body.error).toBe(true);
    expect((await stage.tell('GET', '/clients')).body.clients).not.toContain('SPOILT');
  },
);
