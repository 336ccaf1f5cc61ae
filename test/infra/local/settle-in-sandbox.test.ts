import { type CreditGrantEnd, settleCreditGrant } from 'quotaline/client';
import { type RunningSandbox, startSandbox } from 'quotaline/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachmentBody } from '../../builders.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** Applies with a magic reference; the provider's clock goes on by what is waited. */
async function settle(referenceNo: string) {
  const { client, clock, connection, requests } = await sandbox.newClient();
  const submitted = await client.send('submitAttachment', JSON.stringify(attachmentBody()));
  if (submitted.answer.kind !== 'S') throw new Error('no attachment');
  const { fileKey } = submitted.answer.body['attachmentInfo'] as { fileKey: string };
  const { payeeCode, vcCode } = connection;
  const application = {
    referenceNo,
    payeeCode,
    vcCode,
    invoiceDate: new Date().toISOString().slice(0, 10).replaceAll('-', ''),
    timeZone: 'UTC',
    attachmentFile: { fileName: 'invoice.pdf', fileKey },
    invoiceInfoList: [{ invoiceNo: 'I-1', invoiceAmount: { currency: 'USD', value: '10000' } }],
  };
  const waits: number[] = [];
  const wait = async (waitMs: number): Promise<void> => {
    waits.push(waitMs / 60_000);
    await clock.advance(`${waitMs}ms`);
  };
  const end = await settleCreditGrant(client, application, { wait });
  const [, ...sent] = (await requests()).map(({ target }) => target.split('/').at(-1));
  return { end, waits, applications: sent.filter((name) => name === 'applyCreditGrant').length };
}

test.each<[string, CreditGrantEnd['kind'], number[], number]>([
  ['SBX.LOST.applyCreditGrant.1x.1', 'granted', [5], 1],
  ['SBX.UNSIGNED.applyCreditGrant.1x.1', 'granted', [5], 1],
  ['SBX.UNKNOWN_EXCEPTION.applyCreditGrant.1x.1', 'granted', [5, 5], 2],
  ['SBX.REQUEST_TRAFFIC_EXCEED_LIMIT.inquiryCreditGrant.2x.1', 'granted', [5, 10, 20], 1],
  ['SBX.DEFER.20m.REVIEW_REJECTED.1', 'failed', [5, 10, 20], 1],
  ['SBX.OAUTH_FAIL.applyCreditGrant.1', 'refused', [], 1],
  ['SBX.OAUTH_FAIL.inquiryCreditGrant.1', 'inquiry-refused', [5], 1],
])('%s: %s', async (referenceNo, kind, waits, applications) => {
  const settled = await settle(referenceNo);
  expect(settled).toMatchObject({ end: { kind }, waits, applications });
});

test('what waits for its whole time has failed by the seventh inquiry', async () => {
  const { end, waits } = await settle('SBX.DEFER.1');
  expect(end).toMatchObject({ kind: 'failed', body: { failCode: 'EVALUATION_TIMEOUT' } });
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320]);
});
