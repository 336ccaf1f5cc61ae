import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { S3AttachmentBucket } from '../../shared/store/attachment-bucket.ts';
import { SqsRetryQueue } from '../../shared/store/retry-queue.ts';
import { attachmentBody } from '../builders.ts';
import { newInstance, startMs } from '../instance.ts';
import { facilityItem, itemCounts, stagedInstance } from '../stage-rows.ts';
import { AwsWire, refuses } from './aws-wire.ts';
import { stageTime, unstageTime } from './staged-time.ts';
import { sentBy, wired } from './wired-instance.ts';

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterEach(() => {
  unstageTime();
  vi.restoreAllMocks();
});

const serves = () => new AwsWire(() => Promise.resolve({ status: 200, body: '{}' }));

test.each([
  ['F49 the key of the bucket is disabled', 'KMS.DisabledException', 400],
  ['F49 the key of the bucket may not be used', 'AccessDenied', 403],
  ['F50 the role may not put', 'AccessDenied', 403],
])('%s: an attachment is U, no row tells of it, and it is taken later', async (_, name, status) => {
  const instance = newInstance();
  const s3 = serves();
  const bucket = new S3AttachmentBucket(new S3Client(sentBy(s3)), 'attachments');
  Object.assign(instance.deps, { bucket });
  s3.fault = refuses(name, status);
  const answer = await instance.call('submitAttachment', attachmentBody());
  expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
  expect(answer.text).not.toMatch(/arn:|assumed-role/);
  expect(instance.lines.at(-1)?.counts).toMatchObject({ Unknown: 1 });
  expect(itemCounts(instance.memory)).toEqual({});
  s3.fault = () => undefined;
  expect((await instance.call('submitAttachment', attachmentBody())).outcome).toBe('S SUCCESS');
});

test.each([
  ['F49 the key of the queue is disabled', 'KmsDisabled'],
  ['F49 the key of the queue is to be deleted', 'KmsInvalidState'],
  ['F50 the role may not send', 'AccessDeniedException'],
])('%s: a deferred application is accepted, and the fault counted', async (_, name) => {
  const decisions = { ask: async () => ({ opinion: 'pending' as const }) };
  const staged = await stagedInstance(newInstance({ decisions }));
  const sqs = serves();
  sqs.fault = refuses(name);
  const url = 'https://sqs.us-east-1.amazonaws.com/123456789012/retry';
  Object.assign(staged.deps, { retryQueue: new SqsRetryQueue(new SQSClient(sentBy(sqs)), url) });
  const answer = await staged.call('applyCreditGrant', staged.body());
  expect(answer.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
  expect(sqs.calls).toContain('SendMessage');
  expect(staged.lines.some(({ counts }) => counts?.RetrySendFaults === 1)).toBe(true);
  expect(facilityItem(staged.memory)['reservedMinor']).toBe(8_000n);
});

test.each([
  ['F49 the key of the table is disabled', 'AccessDeniedException'],
  ['F49 the key of the table is to be deleted', 'KMSInvalidStateException'],
  ['F50 the role may not write', 'AccessDeniedException'],
])('%s: an application is U and nothing is written; later it is granted', async (_, name) => {
  const staged = await stagedInstance(newInstance());
  const before = staged.memory.items();
  stageTime(startMs);
  const { dynamodb, lines, ask } = wired(staged);
  dynamodb.fault = (call) =>
    call.operation === 'TransactWriteItems' ? refuses(name)(call) : undefined;
  // What could not be refused for good is U as well: an F must be kept before it is told.
  for (const body of [staged.body(), staged.body({ payeeCode: 'PAYEE_9', referenceNo: 'REF_9' })]) {
    const answer = await ask('applyCreditGrant', body);
    expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(answer.text).not.toMatch(/creditGrantStatus|arn:/);
    expect(lines.at(-1)?.fault).toContain(name);
  }
  expect(dynamodb.calls).toContain('TransactWriteItems');
  expect(staged.memory.items()).toEqual(before);
  unstageTime();
  const { memory } = staged;
  const healed = await newInstance({ memory }).call('applyCreditGrant', staged.body());
  expect(healed.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
  expect(facilityItem(memory)['grantedMinor']).toBe(8_000n);
});
