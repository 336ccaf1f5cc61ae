import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachmentBody, pdf } from '../builders.ts';
import { expectQuietLog } from './quiet-log.ts';
import { paramIllegal } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { changesSince, type Sight, see } from './sight.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

let provider: WatchedProvider;
let before: Sight;

beforeAll(async () => {
  provider = await startWatchedProvider();
  before = await see(provider);
});
afterAll(() => provider.stop());

type Body = Readonly<Record<string, unknown>>;

const id = 'expected 1 to 64 printable ASCII characters without blanks or #';
const types = 'WF_B2B_ORDER_SYNC or WF_B2B_COLLECTION_ORDER_SYNC or CREDIT_GRANT_INVOICE';
const base64 = 'attachmentContent: expected base64 of a file, padded';
/** Ends in `Cg==`. */
const valid = pdf('1').toString('base64');
const long = 'x'.repeat(65);

test.each<[string, Body, string]>([
  ['L01 attachmentId missing', { attachmentId: undefined }, 'attachmentId: required'],
  ['L01 attachmentId of 65 characters', { attachmentId: long }, `attachmentId: ${id}`],
  ['L02 attachmentType missing', { attachmentType: undefined }, 'attachmentType: required'],
  ['L02 attachmentType unknown', { attachmentType: 'PHOTO' }, 'attachmentType: expected INVOICE'],
  ['L03 bizType unknown', { bizType: 'GIFT' }, `bizType: expected ${types}`],
  ['L04 bizOrderId of 65 characters', { bizOrderId: long }, `bizOrderId: ${id}`],
  ['L04 an unknown member', { fileKey: 'ATT1' }, 'fileKey: unknown member'],
  ['L05 no content', { attachmentContent: undefined }, 'attachmentContent: required'],
  ['L05 content empty', { attachmentContent: '' }, base64],
  ['L05 content as a number', { attachmentContent: 1 }, 'attachmentContent: expected base64 text'],
  ['L06 content that is no base64', { attachmentContent: '%PDF-1.4' }, base64],
  ['L06 content without its padding', { attachmentContent: valid.replace(/=+$/, '') }, base64],
  ['L06 content with stray bits', { attachmentContent: `${valid.slice(0, -3)}h==` }, base64],
  ['L07 base64url', { attachmentContent: `${valid.slice(0, 8)}-_${valid.slice(10)}` }, base64],
  ['L08 a data URI', { attachmentContent: `data:application/pdf;base64,${valid}` }, base64],
  ['L09 a blank inside', { attachmentContent: `${valid.slice(0, 4)} ${valid.slice(4)}` }, base64],
  ['L09 a blank behind', { attachmentContent: `${valid} ` }, base64],
  [
    'L12 a name that climbs',
    { fileName: '../../x.pdf' },
    'fileName: the name contains a slash or backslash',
  ],
  [
    'L12 a name that climbs on Windows',
    { fileName: '..\\x.pdf' },
    'fileName: the name contains a slash or backslash',
  ],
  ['L13 a name with NUL', { fileName: 'a\0.pdf' }, 'body: control character near character 163'],
  [
    'L13 a name that reads backwards',
    { fileName: 'a\u202efdp.pdf' },
    'fileName: the name contains a control or format character',
  ],
  [
    'L14 a name of 129 characters',
    { fileName: `${'x'.repeat(125)}.pdf` },
    'fileName: expected 1 to 128 characters',
  ],
  ['L14 a name of none', { fileName: '' }, 'fileName: expected 1 to 128 characters'],
  [
    'L15 a program',
    { fileName: 'a.pdf.exe' },
    'fileName: the name does not end in .png, .jpg, .jpeg, .pdf, .zip',
  ],
  [
    'L15 no ending',
    { fileName: 'invoice' },
    'fileName: the name does not end in .png, .jpg, .jpeg, .pdf, .zip',
  ],
  [
    'L15 nothing but an ending',
    { fileName: '.pdf' },
    'fileName: the name has nothing before its ending',
  ],
  [
    'L16 a reserved name of Windows',
    { fileName: 'con.pdf' },
    'fileName: the name is reserved on Windows',
  ],
  [
    'L16 a reserved name, numbered',
    { fileName: 'LPT1.x.pdf' },
    'fileName: the name is reserved on Windows',
  ],
])('%s is refused', async (_fact, changes, message) => {
  const answer = await provider.refuse('submitAttachment', attachmentBody(changes));
  expect(answer.text).toBe(paramIllegal(message));
});

test('L28 the same id with other bytes is REPEAT_REQ_INCONSISTENT', async () => {
  const other = attachmentBody({ attachmentContent: pdf('other').toString('base64') });
  const answer = await provider.call('submitAttachment', other);
  expect(answer.text).toBe(
    '{"result":{"resultStatus":"F","resultCode":"REPEAT_REQ_INCONSISTENT","resultMessage":' +
      '"This id came before with other content. Use a new id for new content."}}',
  );
});

test('the refused files changed nothing', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
});

test.each<[string, Body]>([
  ['L14 a name of 128 characters', { attachmentId: 'L14', fileName: `${'x'.repeat(124)}.pdf` }],
  ['L14 a name in Chinese', { attachmentId: 'L14_ZH', fileName: '发票.pdf' }],
  ['L15 an ending in capitals', { attachmentId: 'L15', fileName: 'A.B.PDF' }],
  ['L03 a bizType that backs no grant', { attachmentId: 'L03', bizType: 'WF_B2B_ORDER_SYNC' }],
])('%s is accepted', async (_fact, changes) => {
  const body = attachmentBody(changes);
  const answer = await provider.call('submitAttachment', body);
  expect(answer.body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    attachmentInfo: {
      fileName: body.fileName,
      fileKey: expect.stringMatching(/^ATT[0-9A-F]{32}$/),
    },
  });
});

test('L27 the same bytes under the same id have the same key', async () => {
  const body = attachmentBody({ attachmentId: 'L27' });
  const first = await provider.call('submitAttachment', body);
  const again = await provider.call('submitAttachment', { ...body, fileName: 'renamed.pdf' });
  expect(again.text).toBe(first.text);
});

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
