import { startSandbox } from 'quotaline/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

test('my code repeats what it got no answer to, and sees a grant expire', async () => {
  const { client, clock, connection, requests } = await sandbox.newClient();
  const submitted = await client.call('submitAttachment', {
    attachmentId: 'A-1',
    attachmentType: 'INVOICE',
    attachmentContent: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64'),
    fileName: 'invoice.pdf',
    bizOrderId: 'O-1',
    bizType: 'CREDIT_GRANT_INVOICE',
  });
  if (submitted.kind !== 'S') throw new Error(submitted.message);
  const apply = () =>
    client.call('applyCreditGrant', {
      referenceNo: 'SBX.LOST.applyCreditGrant.1x.R-1',
      payeeCode: connection.payeeCode,
      vcCode: connection.vcCode,
      invoiceDate: new Date().toISOString().slice(0, 10).replaceAll('-', ''),
      timeZone: 'UTC',
      attachmentFile: submitted.body.attachmentInfo,
      invoiceInfoList: [{ invoiceNo: 'I-1', invoiceAmount: { currency: 'USD', value: '10000' } }],
    });

  expect(await apply()).toMatchObject({ kind: 'U', code: 'NO_ANSWER' });
  expect(await apply()).toMatchObject({ kind: 'S', body: { creditGrantStatus: 'ACCEPTED' } });
  expect(await requests()).toHaveLength(3);

  await clock.advance('91d');
  expect(
    await client.call('queryCreditQuota', { productCode: 'AMAZON_VC_FACTORING_LOAN' }),
  ).toMatchObject({ body: { grantTotalAmount: { value: '0' } } });
});
