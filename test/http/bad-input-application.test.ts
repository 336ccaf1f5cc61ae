import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachmentBody, day } from '../builders.ts';
import { clientSecretFor } from './provider.ts';
import { paramIllegal } from './refusals.ts';
import { facilityRows, known } from './rows.ts';
import { expectRowsSent } from './rows-sent.ts';
import { changesSince, type Sight, see } from './sight.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

let provider: WatchedProvider;
let before: Sight;
/** A file of another client, and one of a customer of the client's own. */
let foreignKey: string;
let customersKey: string;

beforeAll(async () => {
  provider = await startWatchedProvider({ STRANGER: clientSecretFor() });
  await provider.write(facilityRows({ clientId: 'STRANGER' }));
  const stranger = provider.partnerOf('STRANGER');
  foreignKey = await submit({ as: stranger });
  const [customer] = provider.connection.customers;
  customersKey = await submit({
    headers: { 'Connected-CustomerId': customer?.id, 'Access-Token': customer?.accessToken },
  });
  before = await see(provider, [provider.partner, stranger]);
});
afterAll(() => provider.stop());

async function submit(more: Parameters<WatchedProvider['call']>[2]): Promise<string> {
  const answer = await provider.call(
    'submitAttachment',
    attachmentBody({ attachmentId: 'FOREIGN' }),
    more,
  );
  return answer.body.attachmentInfo.fileKey;
}

const id = 'expected 1 to 64 printable ASCII characters without blanks or #';
const date = 'invoiceDate: expected a real date as YYYYMMDD';
const zone = 'timeZone: expected an IANA time zone, UTC±hh:mm, GMT±h or ±hh:mm';
const text = (length: number): string => 'x'.repeat(length);

test.each([
  ['H01 referenceNo missing', { referenceNo: undefined }, 'referenceNo: required'],
  ['H02 referenceNo empty', { referenceNo: '' }, `referenceNo: ${id}`],
  ['H03 referenceNo of 65 characters', { referenceNo: text(65) }, `referenceNo: ${id}`],
  ['H04 referenceNo with a blank', { referenceNo: 'H 04' }, `referenceNo: ${id}`],
  ['H05 referenceNo with #', { referenceNo: 'H#05' }, `referenceNo: ${id}`],
  ['H06 referenceNo with a look-alike', { referenceNo: '\u0410BC' }, `referenceNo: ${id}`],
  ['H08 referenceNo of blanks', { referenceNo: '   ' }, `referenceNo: ${id}`],
  ['H15 payeeCode missing', { payeeCode: undefined }, 'payeeCode: required'],
  ['H15 payeeCode empty', { payeeCode: '' }, `payeeCode: ${id}`],
  ['H15 payeeCode of 65 characters', { payeeCode: text(65) }, `payeeCode: ${id}`],
  ['H16 vcCode missing', { vcCode: undefined }, 'vcCode: required'],
  ['H16 vcCode empty', { vcCode: '' }, `vcCode: ${id}`],
  ['H16 vcCode of 65 characters', { vcCode: text(65) }, `vcCode: ${id}`],
  ['H20 invoiceDate missing', { invoiceDate: undefined }, 'invoiceDate: required'],
  ['H20 invoiceDate with dashes', { invoiceDate: '2024-12-31' }, date],
  ['H21 month 13', { invoiceDate: '20241301' }, date],
  ['H22 29 February of a common year', { invoiceDate: '20230229' }, date],
  ['H24 invoiceDate of zeros', { invoiceDate: '00000000' }, date],
  ['H25 invoiceDate as a number', { invoiceDate: 20241231 }, date],
  ['H26 full-width digits', { invoiceDate: '２０２４１２３１' }, date],
  ['H28 tomorrow', { invoiceDate: day(2) }, 'invoiceDate: expected no date in the future'],
  ['H30 timeZone missing', { timeZone: undefined }, 'timeZone: required'],
  ['H31 GMT+25', { timeZone: 'GMT+25' }, zone],
  ['H32 a zone of no place', { timeZone: 'Mars/Phobos' }, zone],
  ['H33 timeZone empty', { timeZone: '' }, zone],
  ['H33 timeZone of 65 characters', { timeZone: text(65) }, zone],
  ['H36 attachmentFile missing', { attachmentFile: undefined }, 'attachmentFile: required'],
  [
    'H36 fileKey missing',
    { attachmentFile: { fileName: 'a.pdf' } },
    'attachmentFile.fileKey: required',
  ],
  [
    'H36 fileName missing',
    { attachmentFile: { fileKey: 'A' } },
    'attachmentFile.fileName: required',
  ],
  [
    'H36 fileKey of 129 characters',
    fileOf(text(129)),
    'attachmentFile.fileKey: expected 1 to 128 characters',
  ],
  [
    'H36 more than name and key',
    { attachmentFile: { fileName: 'a.pdf', fileKey: 'A', url: 'B' } },
    'attachmentFile.url: unknown member',
  ],
])('%s is refused', async (_fact, changes, message) => {
  const answer = await provider.refuse('applyCreditGrant', provider.application('H_ROW', changes));
  expect(JSON.parse(answer.text).result).toEqual(JSON.parse(paramIllegal(message)).result);
});

function fileOf(fileKey: string) {
  return { attachmentFile: { fileName: 'invoice.pdf', fileKey } };
}

describe('ids of others and of nobody look alike', () => {
  test.each([
    ['H17 unknown payeeCode', { payeeCode: 'PAYEE_NOBODY' }],
    ['H18 unknown vcCode', { vcCode: 'VC_NOBODY' }],
    ["H19 another tenant's vcCode", { vcCode: known.vcCode }],
    ["H19 another tenant's payeeCode", { payeeCode: known.payeeCode }],
    ["H19 another tenant's payeeCode and vcCode", known],
  ])('%s is PROCESS_FAIL', async (_fact, changes) => {
    const body = provider.application('H_FOREIGN', changes);
    const answer = await provider.call('applyCreditGrant', body);
    expect(answer.text).toBe(
      '{"result":{"resultStatus":"F","resultCode":"PROCESS_FAIL",' +
        '"resultMessage":"No payee with that payeeCode and that vcCode."},' +
        '"referenceNo":"H_FOREIGN"}',
    );
  });

  test.each([
    ['H37 unknown key', () => 'ATT00000000000000000000000000000000'],
    ["H38 another tenant's key", () => foreignKey],
    ["H38 a key of the client's own customer", () => customersKey],
    ['H39 the key of a file not yet submitted', () => keyOf('NOT_YET')],
    ['H40 a key that climbs', () => `../${foreignKey}`],
    ['H40 a key with a delimiter', () => `#${foreignKey}`],
    ['H41 an address', () => 'http://169.254.169.254/latest/meta-data/'],
  ])('%s is PARAM_ILLEGAL', async (_fact, fileKey) => {
    const body = provider.application('H_FOREIGN', fileOf(fileKey()));
    const answer = await provider.call('applyCreditGrant', body);
    expect(answer.text).toBe(
      '{"result":{"resultStatus":"F","resultCode":"PARAM_ILLEGAL",' +
        '"resultMessage":"attachmentFile.fileKey: expected a submitted file"},' +
        '"referenceNo":"H_FOREIGN"}',
    );
  });
});

/** As the provider derives it: the client, no customer, the attachment's id. */
function keyOf(attachmentId: string): string {
  const name = JSON.stringify([provider.partner.clientId, null, attachmentId]);
  return `ATT${createHash('sha256').update(name).digest('hex').slice(0, 32).toUpperCase()}`;
}

test('the refused applications changed nothing', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
});

test('the log told nothing that it must not', () => {
  expect(provider.log()).not.toEqual([]);
  // The digits of H24 stand in the client id as well.
  expect(provider.leaks()).toEqual(['00000000']);
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
