import { settleCreditGrant } from 'quotaline/client';
import { startSandbox } from 'quotaline/sandbox';

const { client, clock, connection, stop } = await startSandbox();
const submitted = await client.call('submitAttachment', {
  attachmentId: 'A-1',
  attachmentType: 'INVOICE',
  attachmentContent: Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64'),
  fileName: 'invoice.pdf',
  bizOrderId: 'O-1',
  bizType: 'CREDIT_GRANT_INVOICE',
});
if (submitted.kind !== 'S') throw new Error(submitted.message);

const application = {
  referenceNo: 'SBX.UNKNOWN_EXCEPTION.applyCreditGrant.1x.R-1',
  payeeCode: connection.payeeCode,
  vcCode: connection.vcCode,
  invoiceDate: new Date().toISOString().slice(0, 10).replaceAll('-', ''),
  timeZone: 'UTC',
  attachmentFile: submitted.body.attachmentInfo,
  invoiceInfoList: [{ invoiceNo: 'I-1', invoiceAmount: { currency: 'USD', value: '10000' } }],
};
const said = (answer) =>
  answer.kind === 'S' ? answer.body.creditGrantStatus : (answer.code ?? answer.why);
const end = await settleCreditGrant(client, application, {
  onProgress: ({ step, answer, waitMs }) =>
    console.log(step, answer ? said(answer) : `${waitMs / 60_000} min`),
  wait: (waitMs) => clock.advance(`${waitMs}ms`), // in the sandbox alone: nobody waits
});
console.log(end.kind, end.kind === 'granted' ? end.body.creditGrantAmount : '');
await stop();
