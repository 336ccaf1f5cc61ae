import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../../shared/domain/attachment.ts';
import { type Application, amountApplied, decide } from '../../../shared/domain/decision.ts';
import type { Facility, FacilityTerms } from '../../../shared/domain/facility.ts';
import { application, attachment, facility, invoice, now } from './decision-parts.ts';

function due(...dates: readonly string[]): Partial<Application> {
  return { invoiceInfoList: dates.map((date) => invoice('1', date)) };
}

/** `approved`, `deferred`, or the code of the failure. */
function verdict(
  app: Partial<Application> = {},
  of: Partial<Facility> = {},
  terms: Partial<FacilityTerms> = {},
  file: Partial<Attachment> = {},
): string {
  const found = decide(application(app), facility(of, terms), { ...attachment, ...file }, now);
  return found.verdict === 'failed' ? found.failCode : found.verdict;
}

const notEligible = 'INVOICE_NOT_ELIGIBLE';

describe('each rule, one below, at and one above', () => {
  test.each<[string, string, string]>([
    ['89 days old', '20260824', 'approved'],
    ['90 days old', '20260823', 'approved'],
    ['91 days old', '20260822', notEligible],
  ])('an invoice %s', (_what, invoiceDate, expected) => {
    expect(verdict({ invoiceDate })).toBe(expected);
  });

  test.each<[string, Partial<Application>, string]>([
    ['due yesterday', due('20261120'), notEligible],
    ['due today', due('20261121'), 'approved'],
    ['due tomorrow', due('20261122'), 'approved'],
    ['due in 179 days', due('20270519'), 'approved'],
    ['due in 180 days', due('20270520'), 'approved'],
    ['due in 181 days', due('20270521'), notEligible],
    ['of which only the last is due too far off', due('20261121', '20270521'), notEligible],
    ['without a due date', { invoiceInfoList: [invoice('1')] }, 'approved'],
  ])('an invoice %s', (_what, app, expected) => {
    expect(verdict(app)).toBe(expected);
  });

  test.each([
    [801n, 'approved'],
    [800n, 'approved'],
    [799n, 'QUOTA_NOT_ENOUGH'],
  ])('80 %% of 1,000 against a headroom of %s', (limit, expected) => {
    expect(verdict({}, { creditLimitMinor: limit, headroomMinor: limit })).toBe(expected);
  });

  test.each([
    [801n, 'approved'],
    [800n, 'approved'],
    [799n, 'deferred'],
  ])('80 %% of 1,000 against a review threshold of %s', (reviewThresholdMinor, expected) => {
    expect(verdict({}, {}, { reviewThresholdMinor })).toBe(expected);
  });

  test.each([
    [-1, 'approved'],
    [0, 'LOAN_OVERDUE'],
    [1, 'LOAN_OVERDUE'],
  ])('a payment %i ms past due', (ms, expected) => {
    const owing = { outstandingMinor: 1n, headroomMinor: 999n };
    expect(verdict({}, { ...owing, unpaidByDue: new Map([[now - ms, 1n]]) })).toBe(expected);
  });

  test.each([
    [-1, 'QUOTA_NOT_ENOUGH'],
    [0, 'approved'],
    [1, 'approved'],
  ])('the room of a grant %i ms past its expiry', (ms, expected) => {
    const used = { grantedMinor: 300n, headroomMinor: 700n };
    expect(verdict({}, { ...used, unusedByExpiry: new Map([[now - ms, 300n]]) })).toBe(expected);
  });
});

describe('of several failures the first is told', () => {
  const wrongs = [
    ['CONTRACT_NOT_SIGNED', { of: { contract: 'NOT_SIGN' } }],
    [
      'LOAN_OVERDUE',
      {
        of: { outstandingMinor: 1_000n, headroomMinor: 0n, unpaidByDue: new Map([[now, 1_000n]]) },
      },
    ],
    ['ATTACHMENT_INVALID', { file: { status: 'VOIDED' } }],
    ['INVOICE_NOT_ELIGIBLE', { app: { invoiceDate: '20200101' } }],
    ['QUOTA_NOT_ENOUGH', { app: { invoiceInfoList: [invoice('1000000')] } }],
  ] as const satisfies readonly [
    string,
    { of?: Partial<Facility>; file?: Partial<Attachment>; app?: Partial<Application> },
  ][];
  test.each(wrongs.map(([code], index) => [code, index] as const))('%s', (code, index) => {
    const all: readonly { of?: object; file?: object; app?: object }[] = wrongs
      .slice(index)
      .map(([, wrong]) => wrong);
    const merged = (part: 'of' | 'file' | 'app') =>
      Object.assign({}, ...all.map((wrong) => wrong[part]));
    expect(verdict(merged('app'), merged('of'), {}, merged('file'))).toBe(code);
  });
});

describe('a grant lasts to the end of its due date in the zone of the application', () => {
  test.each([
    ['UTC', '20261221', Date.UTC(2026, 11, 22)],
    ['Asia/Shanghai', '20261221', Date.UTC(2026, 11, 21, 16)],
    ['UTC-03:00', '20261220', Date.UTC(2026, 11, 21, 3)],
    ['GMT+14', '20261221', Date.UTC(2026, 11, 21, 10)],
  ])('%s', (timeZone, dueDate, expiresAt) => {
    const found = decide(
      application({ timeZone, invoiceDate: '20261120' }),
      facility(),
      attachment,
      now,
    );
    expect(found).toEqual({ verdict: 'approved', dueDate, expiresAt });
  });
});

test('what is applied for is the share of all invoices', () => {
  const invoiceInfoList = [invoice('333'), invoice('333'), invoice('334')];
  expect(amountApplied(application({ invoiceInfoList }), facility())).toBe(800n);
});
