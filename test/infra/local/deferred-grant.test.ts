import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handler as checkQuotas } from '../../../functions/check-quotas.ts';
import type { DecisionMode } from '../../../infra/local/decision-mode.ts';
import { lambdaContext } from '../../../infra/local/lambda-context.ts';
import type { BackOfficeEventInput } from '../../../shared/catalogue/back-office.ts';
import { applicationBody, attachmentBody } from '../../builders.ts';
import { startTestProvider, type TestProvider } from '../../http/provider.ts';
import { soon } from './queue-for-test.ts';

let provider: TestProvider;
let fileKey: string;

beforeAll(async () => {
  provider = await startTestProvider({}, { decisions: true });
  const submitted = await provider.call('submitAttachment', attachmentBody());
  fileKey = submitted.body.attachmentInfo.fileKey;
});
afterAll(() => provider.stop());

const env = (name: string) => process.env[name] ?? '';

async function tell(mode: DecisionMode): Promise<void> {
  const url = new URL('/mode', env('QUOTALINE_DECISION_URL'));
  expect((await fetch(url, { method: 'PUT', body: mode })).status).toBe(200);
}

async function apply(referenceNo: string): Promise<string> {
  const body = applicationBody(provider.connection, fileKey, { referenceNo });
  return (await provider.call('applyCreditGrant', body)).body.creditGrantStatus;
}

async function inquire(referenceNo: string): Promise<string> {
  const { body } = await provider.call('inquiryCreditGrant', { referenceNo });
  return [body.creditGrantStatus, body.failCode].filter(Boolean).join(' ');
}

async function quota() {
  const { body } = await provider.call('queryCreditQuota', {
    productCode: 'AMAZON_VC_FACTORING_LOAN',
  });
  return { limit: body.capLimitTotalAmount.value, granted: body.grantTotalAmount.value };
}

/** As if the time for the next try had come. */
async function sendForRetry(referenceNo: string, attempts: number): Promise<void> {
  const { clientId } = provider.connection;
  const MessageBody = JSON.stringify({ clientId, referenceNo, attempts });
  const QueueUrl = env('QUOTALINE_RETRY_QUEUE_URL');
  await new SQSClient({}).send(new SendMessageCommand({ QueueUrl, MessageBody }));
}

function event<Type extends BackOfficeEventInput['type']>(
  eventId: string,
  type: Type,
  data: Extract<BackOfficeEventInput, { type: Type }>['data'],
) {
  const { clientId } = provider.connection;
  const detail = { eventId, clientId, actor: 'core', reason: 'a test', type, data };
  return { Source: 'core-banking', DetailType: type, Detail: JSON.stringify(detail) };
}

async function put(...entries: ReturnType<typeof event>[]): Promise<void> {
  const Entries = entries.map((entry) => ({ EventBusName: env('QUOTALINE_EVENT_BUS'), ...entry }));
  const { FailedEntryCount } = await new EventBridgeClient({}).send(
    new PutEventsCommand({ Entries }),
  );
  expect(FailedEntryCount).toBe(0);
}

test('what the service could not decide is decided by the worker when it can', async () => {
  await tell('down');
  expect(await apply('LATER')).toBe('ACCEPTED');
  expect(await inquire('LATER')).toBe('ACCEPTED');
  expect((await quota()).granted).toBe('0');
  await tell('approve');
  await expect.poll(() => inquire('LATER'), { timeout: 10_000 }).toBe('SUCCESS');
  expect((await quota()).granted).toBe('10000');
});

test('what the service was pending on can still be rejected, and stays so', async () => {
  await tell('pending');
  expect(await apply('NEVER')).toBe('ACCEPTED');
  await tell('reject');
  await sendForRetry('NEVER', 0);
  await expect.poll(() => inquire('NEVER'), soon).toBe('FAILED REVIEW_REJECTED');
  await tell('approve');
  await sendForRetry('NEVER', 0);
  await sendForRetry('NEVER', 9);
  expect(await apply('AT_ONCE')).toBe('ACCEPTED');
  expect(await inquire('AT_ONCE')).toBe('SUCCESS');
  expect(await inquire('NEVER')).toBe('FAILED REVIEW_REJECTED');
  expect((await quota()).granted).toBe('20000');
});

test('an event is posted once though it is delivered twice', async () => {
  const credited = event('CREDIT_1', 'fx-quota.credited', {
    accumulationMethod: 'USER_ID',
    accumulationId: '2188000000000001',
    currency: 'USD',
    amountMinor: '7',
  });
  const last = event('LIMIT_1', 'facility.limit-changed', {
    productCode: 'AMAZON_VC_FACTORING_LOAN',
    creditLimitMinor: '90000000',
  });
  await put(credited, credited);
  await put(credited, last);
  await expect.poll(quota, soon).toMatchObject({ limit: '90000000' });
  const posted = (await provider.items()).filter(({ sk }) => `${sk}`.includes('posted:CREDIT_1'));
  expect(posted).toHaveLength(1);
  const query = { quotaAccumulationMethod: 'USER_ID', quotaAccumulationId: '2188000000000001' };
  const available = await provider.call('inquiryAvailableQuota', {
    ...query,
    currency: 'USD',
  });
  expect(available.text).toContain('"2500007"');
});

test('a notice of the provider gets into the file', async () => {
  await put(
    event('LIMIT_2', 'facility.limit-changed', {
      productCode: 'AMAZON_VC_FACTORING_LOAN',
      creditLimitMinor: '20001',
    }),
  );
  await expect.poll(quota, soon).toMatchObject({ limit: '20001' });
  const context = lambdaContext('check-quotas', 60, 'R1');
  expect(await checkQuotas({ check: 'full' }, context)).toMatchObject({
    books: { drifting: 0, complete: true },
  });
  const lines = () => readFileSync(join(provider.home, 'notices.jsonl'), 'utf8').split('\n');
  await expect.poll(lines, soon).toHaveLength(2);
  expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
    'detail-type': 'QuotaLow',
    source: 'quotaline',
    detail: { productCode: 'AMAZON_VC_FACTORING_LOAN', headroomMinor: '1' },
  });
});
