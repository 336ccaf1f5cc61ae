import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../../shared/domain/attachment.ts';
import {
  type Application,
  groundsOf,
  refuseFutureInvoice,
} from '../../../shared/domain/decision.ts';
import type { Facility } from '../../../shared/domain/facility.ts';
import { application, attachment, facility, invoice, now } from './decision-parts.ts';

describe('an invoice is dated in the future', () => {
  test.each([
    ['UTC', '20261121', false],
    ['UTC', '20261122', true],
    ['UTC-03:00', '20261121', true],
    ['Pacific/Kiritimati', '20261121', false],
    ['GMT+14', '20261122', true],
  ])('in %s on %s: %s', (timeZone, invoiceDate, future) => {
    const refuse = () => refuseFutureInvoice(application({ timeZone, invoiceDate }), now);
    if (future)
      expect(refuse).toThrow('PARAM_ILLEGAL: invoiceDate: expected no date in the future');
    else expect(refuse).not.toThrow();
  });
});

describe('an application rests on facility and file', () => {
  const grounds = (app: Partial<Application>, of?: Facility, file?: Attachment): string => {
    const found = groundsOf(application(app), of, file, now);
    return 'refusal' in found ? found.refusal.message : 'grounds';
  };
  const noFacility = 'PROCESS_FAIL: No open credit facility for this account.';
  const noPayee = 'PROCESS_FAIL: No payee with that payeeCode and that vcCode.';
  const inEuro = [{ ...invoice('1'), invoiceAmount: { currency: 'EUR', value: '1' } }];
  test.each<[string, Partial<Application>, Facility | undefined, Attachment | undefined, string]>([
    ['both of them', {}, facility(), attachment, 'grounds'],
    ['no facility', {}, undefined, attachment, noFacility],
    ['a closed facility', {}, facility({ status: 'CLOSED' }), attachment, noFacility],
    ['another payee', { payeeCode: 'PAYEE_3' }, facility(), attachment, noPayee],
    ['another account', { vcCode: 'VC_2' }, facility(), attachment, noPayee],
    [
      'another currency',
      { invoiceInfoList: inEuro },
      facility(),
      attachment,
      'PARAM_ILLEGAL: invoiceInfoList[0].invoiceAmount.currency: expected USD',
    ],
    [
      'no file',
      {},
      facility(),
      undefined,
      'PARAM_ILLEGAL: attachmentFile.fileKey: expected a submitted file',
    ],
    ['neither', { payeeCode: 'X' }, undefined, undefined, noFacility],
    ['no payee and no file', { payeeCode: 'X' }, facility(), undefined, noPayee],
  ])('%s', (_what, app, of, file, expected) => {
    expect(grounds(app, of, file)).toBe(expected);
  });
});
