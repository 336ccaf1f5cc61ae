import { accessTokenRef, customerRef } from '../../shared/store/access-store.ts';
import { attachmentRef } from '../../shared/store/attachment-store.ts';
import { budgetAccountsRef } from '../../shared/store/budget-account-store.ts';
import { checkProgressRef } from '../../shared/store/check-progress.ts';
import { creditGrantByNoRef, referenceRef } from '../../shared/store/credit-grant-store.ts';
import { facilityRef } from '../../shared/store/facility-store.ts';
import { fxAccountRef, fxQuotaRef } from '../../shared/store/fx-quota-store.ts';
import { invoiceClaimRef } from '../../shared/store/invoice-claim-store.ts';
import { keyRefreshRef } from '../../shared/store/key-refresh-store.ts';
import { ledgerEventRow, postedEventRef } from '../../shared/store/ledger-store.ts';
import { drawdownRef } from '../../shared/store/loan-store.ts';
import { refusedEventRef } from '../../shared/store/refused-event-store.ts';
import { parseItem, type Ref } from '../../shared/store/row.ts';
import { signatureRef } from '../../shared/store/signature-store.ts';
import { applicationRef } from '../../shared/store/stored-application.ts';
import type { Item } from '../../shared/store/table.ts';
import { own } from '../stage-rows.ts';

const fxAccount = { accumulationMethod: 'USER_ID', accumulationId: 'U1' } as const;
const grantItem = {
  creditGrantNo: 'G1',
  referenceNo: 'R1',
  amountMinor: 8_000n,
  currency: 'USD',
  annualPercentageRate: '0.05',
  decideBy: 1_795_266_300_000n,
};
const grant = { ...grantItem, decideBy: 1_795_266_300_000 };
const terms = {
  advanceRateBasisPoints: 8_000n,
  maxInvoiceAgeDays: 90n,
  maxDaysToDue: 180n,
  reviewThresholdMinor: 500_000n,
  grantTermDays: 30n,
  annualPercentageRate: '0.05',
};
const facilityItem = {
  productCode: 'AMAZON_VC_FACTORING_LOAN',
  currency: 'USD',
  status: 'ACTIVE',
  contract: 'SIGNED',
  creditLimitMinor: 10_000n,
  grantedMinor: 8_000n,
  reservedMinor: 0n,
  outstandingMinor: 0n,
  headroomMinor: 2_000n,
  unusedByExpiry: { '1797811200000': 8_000n },
  unpaidByDue: {},
  payeeCodes: ['PAYEE_1'],
  vcCodes: ['VC_1'],
  terms,
  epoch: 1n,
};
const application = {
  referenceNo: 'R1',
  payeeCode: 'PAYEE_1',
  vcCode: 'VC_1',
  invoiceDate: '20261119',
  timeZone: 'UTC',
  attachmentFile: { fileKey: 'ATT1' },
};
const invoice = { invoiceNo: 'INV-1', invoiceAmount: { currency: 'USD', value: '10000' } };
const content = JSON.stringify({ ...application, invoiceInfoList: [JSON.stringify(invoice)] });
const attachment = {
  attachmentId: 'A1',
  fileKey: 'ATT1',
  fileName: 'invoice.pdf',
  bizType: 'CREDIT_GRANT_INVOICE',
  bizOrderId: 'B1',
  contentHash: 'ab',
  status: 'ACTIVE',
};
const account = {
  budgetAccountId: 'BA1',
  budgetAccountName: 'Team',
  status: 'ACTIVE',
  createdAt: '2026-11-21T10:30:00+08:00',
};
const drawdown = { drawdownNo: 'D1', creditGrantNo: 'G1' };
const event = {
  eventId: 'E1',
  type: 'loan.drawn',
  subject: 'AMAZON_VC_FACTORING_LOAN',
  actor: 'A',
  reason: 'B',
  currency: 'USD',
};

/** A kind of row, how it is read, and one that old code has stored. */
export type OldRow = readonly [
  kind: string,
  ref: Pick<Ref<unknown>, 'parse'>,
  oldest: Item,
  asRead: unknown,
];

/** Each kind of row as the oldest code that ever stored it wrote it, and what is read of it now. */
export const oldRows: readonly OldRow[] = [
  asStored('customer', customerRef(own), { status: 'ACTIVE' }),
  [
    'facility',
    facilityRef(own, 'AMAZON_VC_FACTORING_LOAN'),
    facilityItem,
    {
      ...facilityItem,
      unusedByExpiry: new Map([[1_797_811_200_000, 8_000n]]),
      unpaidByDue: new Map(),
      terms: { ...terms, maxInvoiceAgeDays: 90, maxDaysToDue: 180, grantTermDays: 30 },
      overdueNoted: false,
    },
  ],
  [
    'reference',
    referenceRef(own, 'R1'),
    { status: 'REFUSED', attempt: 2n },
    { status: 'REFUSED', attempt: 2, at: 0 },
  ],
  asStored('reference', referenceRef(own, 'R1'), {
    status: 'OWNED',
    contentHash: 'ab',
    creditGrantNo: 'G1',
  }),
  [
    'creditGrant',
    creditGrantByNoRef(own, 'G1'),
    { ...grantItem, status: 'ACCEPTED', waitsFor: 'DECISION', attempts: 0n, nextDueAt: 5n },
    {
      ...grant,
      state: { status: 'ACCEPTED', waitsFor: 'DECISION', attempts: 0, nextDueAt: 5 },
    },
  ],
  [
    'creditGrant',
    creditGrantByNoRef(own, 'G1'),
    { ...grantItem, status: 'FAILED', failCode: 'EVALUATION_TIMEOUT' },
    { ...grant, state: { status: 'FAILED', failCode: 'EVALUATION_TIMEOUT' } },
  ],
  [
    'application',
    applicationRef(own, 'G1'),
    { content },
    { content, application: { ...application, invoiceInfoList: [invoice] } },
  ],
  [
    'drawdown',
    drawdownRef(own, 'D1'),
    { ...drawdown, amountMinor: 30n, outstandingMinor: 10n, dueAt: 5n },
    { ...drawdown, amountMinor: 30n, outstandingMinor: 10n, dueAt: 5 },
  ],
  asStored('refusedEvent', refusedEventRef(own, 'E1'), { contentHash: 'ab', reason: 'no' }),
  asStored('invoiceClaim', invoiceClaimRef(own, 'VC_1', 'INV-1'), { creditGrantNo: 'G1' }),
  [
    'attachment',
    attachmentRef(own, 'ATT1'),
    { ...attachment, sizeBytes: 12n },
    { ...attachment, sizeBytes: 12 },
  ],
  asStored('ledgerEvent', postedEventRef(own, 'E1'), { contentHash: 'ab' }),
  // What the system appends by itself has no hash.
  ['ledgerEvent', postedEventRef(own, 'E1'), { eventId: 'E1' }, {}],
  [
    'ledgerEvent',
    { parse: (item) => parseItem(ledgerEventRow, item) },
    { ...event, at: 7n, entries: [{ account: 'granted', amountMinor: -3n, dueAt: 5n }] },
    { ...event, at: 7, entries: [{ account: 'granted', amountMinor: -3n, dueAt: 5 }] },
  ],
  asStored('fxAccount', fxAccountRef(own, fxAccount), fxAccount),
  asStored('fxQuota', fxQuotaRef(own, { ...fxAccount, currency: 'USD' }), { availableMinor: 5n }),
  [
    'budgetAccounts',
    budgetAccountsRef(own),
    { accounts: [account], accountLimit: 5n, contractStatus: 'SIGNED' },
    { accounts: [account], accountLimit: 5, contractStatus: 'SIGNED' },
  ],
  [
    'checkProgress',
    checkProgressRef('full'),
    { partition: 3n, after: 'X' },
    { partition: 3, after: 'X', step: 0 },
  ],
  [
    'accessToken',
    accessTokenRef('PARTNER_1', 'ab'),
    { scopes: ['credit'], expiresAt: 5n, status: 'ACTIVE' },
    { scopes: ['credit'], expiresAt: 5, status: 'ACTIVE' },
  ],
  asStored('keyRefresh', keyRefreshRef('PARTNER_1'), { refreshId: 'K1' }),
  asStored('signature', signatureRef('PARTNER_1', 'ab'), { headersHash: 'ab' }),
];

/** One that is read as it is stored. */
function asStored(kind: string, ref: Pick<Ref<unknown>, 'parse'>, item: Item): OldRow {
  return [kind, ref, item, item];
}
