import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { S3AttachmentBucket } from '../../shared/store/attachment-bucket.ts';
import { attachmentBody, pdf } from '../builders.ts';
import { answerOf, contextOf, newInstance, rows } from '../instance.ts';
import { signedEvent } from '../signed-event.ts';
import { itemCounts, stagedInstance } from '../stage-rows.ts';
import { gate } from '../watched-table.ts';

/** An instance whose bucket is S3 as this server plays it. */
async function instanceOn(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 2,
  });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  const instance = newInstance();
  Object.assign(instance.deps, { bucket: new S3AttachmentBucket(client, 'attachments') });
  return instance;
}

test('F38 killed between object and row: the same submission again is the same object', async () => {
  const instance = newInstance();
  const { memory, clock } = instance;
  const dead = gate();
  instance.table.watch.beforeWrite = dead.wait;
  void instance.call('submitAttachment', attachmentBody());
  await dead.reached;
  expect(instance.puts).toHaveLength(1);
  expect(itemCounts(memory)).toEqual({});
  const again = newInstance({ memory, clock });
  const answer = await again.call('submitAttachment', attachmentBody());
  expect(answer.outcome).toBe('S SUCCESS');
  // By content: the orphan is written over by its own bytes, under its own key.
  expect(again.puts).toEqual(instance.puts);
  expect(itemCounts(memory)).toMatchObject({ ATTACHMENT: 1 });
});

test('F39 S3 that answers 503 is U, and no row tells of a file', async () => {
  let puts = 0;
  const instance = await instanceOn((request, response) => {
    puts += 1;
    request.resume();
    response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
  });
  expect((await instance.call('submitAttachment', attachmentBody())).result.resultStatus).toBe('U');
  expect(puts).toBe(2);
  expect(itemCounts(instance.memory)).toEqual({});
});

test('F39 S3 that hangs is U at the deadline, and no row tells of a file', async () => {
  const instance = await instanceOn((request) => request.resume());
  const { path } = rows.submitAttachment;
  const event = signedEvent(path, attachmentBody(), instance.clock.ms);
  const context = contextOf(rows.submitAttachment, 200);
  const result = await instance.handlers.submitAttachment(event, context);
  expect(answerOf(result, 'POST', path).outcome).toBe('U UNKNOWN_EXCEPTION');
  expect(itemCounts(instance.memory)).toEqual({});
});

test('F40 the row keeps the version that was checked, whatever is written over it', async () => {
  let version = 0;
  const instance = await instanceOn((request, response) => {
    request.resume();
    version += 1;
    response.writeHead(200, { 'x-amz-version-id': `version-${version}`, etag: '"x"' }).end();
  });
  expect((await instance.call('submitAttachment', attachmentBody())).outcome).toBe('S SUCCESS');
  instance.clock.ms += 1_000;
  const again = attachmentBody({ attachmentContent: pdf('other').toString('base64') });
  expect((await instance.call('submitAttachment', again)).outcome).toBe(
    'F REPEAT_REQ_INCONSISTENT',
  );
  expect(version).toBe(1);
  const row = instance.memory.items().find(({ sk }) => String(sk).startsWith('ATTACHMENT#'));
  expect(row).toMatchObject({ versionId: 'version-1', status: 'ACTIVE' });
});

test('F40 an attachment whose row changed after it was read backs no grant', async () => {
  const staged = await stagedInstance(newInstance());
  const { memory, table, body, call } = staged;
  const item = memory.items().find(({ sk }) => String(sk).startsWith('ATTACHMENT#')) ?? {};
  table.watch.beforeWrite = async () => {
    table.watch = {};
    memory.place({ pk: String(item['pk']), sk: String(item['sk']) }, { ...item, status: 'VOIDED' });
  };
  const answer = await call('applyCreditGrant', body());
  expect(answer.body).toMatchObject({
    creditGrantStatus: 'FAILED',
    failCode: 'ATTACHMENT_INVALID',
  });
});
