import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { AccumulationMethod } from '../../shared/domain/fx-quota.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { fileKeyOf } from '../../shared/store/attachment-store.ts';
import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { creditGrantNoOf } from '../../shared/store/credit-grant-store.ts';
import { moveQuota, openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { attachmentBody, pdf } from '../builders.ts';
import { invoice, openOwnFacility, write } from '../stage-rows.ts';
import { wordsOf } from './members.ts';
import { applicationOf, apply, type Stage, setFacility, submit } from './stage.ts';

/** An id that a request can take, and what becomes of it depending on whose it is. */
export interface IdRow {
  readonly api: ApiName;
  /** The member that takes it; in brackets, what the tenant alone leads to. */
  readonly member: string;
  /** Which, where a member can take several kinds. */
  readonly kind?: string;
  /** Nobody has a facility, or a file, unless it is placed. */
  readonly bare?: true;
  /** Makes what the id names exist for a tenant. `mark` makes the id another one, of one length. */
  place(stage: Stage, owner: Tenant, mark: string): Promise<unknown>;
  /** A request of a tenant for what is, or would be, the owner's. */
  body(caller: Tenant, owner: Tenant, mark: string): unknown;
  /** What becomes of it when the thing is the caller's own. */
  readonly own: string;
  /** What becomes of it when it is another's, and when it is nobody's. */
  readonly others: string;
}

const accepted = 'S SUCCESS ACCEPTED';
const otherFile = pdf('other content').toString('base64');

const byHand: readonly IdRow[] = [
  {
    api: 'queryCreditQuota',
    member: 'productCode',
    bare: true,
    place: (stage, owner) => openOwnFacility(stage.rows, {}, owner),
    body: () => ({ productCode: 'AMAZON_VC_FACTORING_LOAN' }),
    own: 'S SUCCESS',
    others: 'F QUOTA_QUERY_FAILED',
  },
  {
    api: 'applyCreditGrant',
    member: 'referenceNo',
    place: (stage, owner, mark) => apply(stage, owner, { referenceNo: `REF_${mark}` }),
    body: (caller, _owner, mark) =>
      applicationOf(caller, { referenceNo: `REF_${mark}`, vendorName: 'Other' }),
    own: 'F REPEAT_REQ_INCONSISTENT',
    others: accepted,
  },
  {
    api: 'applyCreditGrant',
    member: 'payeeCode',
    place: (stage, owner, mark) =>
      setFacility(stage.rows, owner, { payeeCodes: ['PAYEE_1', `PAYEE_${mark}`] }),
    body: (caller, _owner, mark) => applicationOf(caller, { payeeCode: `PAYEE_${mark}` }),
    own: accepted,
    others: 'F PROCESS_FAIL',
  },
  {
    api: 'applyCreditGrant',
    member: 'vcCode',
    place: (stage, owner, mark) =>
      setFacility(stage.rows, owner, { vcCodes: ['VC_1', `VC_${mark}`] }),
    body: (caller, _owner, mark) => applicationOf(caller, { vcCode: `VC_${mark}` }),
    own: accepted,
    others: 'F PROCESS_FAIL',
  },
  {
    api: 'applyCreditGrant',
    member: 'attachmentFile.fileKey',
    place: (stage, owner, mark) => submit(stage, owner, `FILE_${mark}`),
    body: (caller, owner, mark) =>
      applicationOf(caller, {
        attachmentFile: { fileName: 'invoice.pdf', fileKey: fileKeyOf(owner, `FILE_${mark}`) },
      }),
    own: accepted,
    others: 'F PARAM_ILLEGAL',
  },
  {
    api: 'applyCreditGrant',
    member: 'invoiceInfoList[].invoiceNo',
    place: (stage, owner, mark) =>
      apply(stage, owner, { referenceNo: `PAST_${mark}`, invoiceInfoList: [invoice(mark)] }),
    body: (caller, _owner, mark) =>
      applicationOf(caller, { referenceNo: `REF_${mark}`, invoiceInfoList: [invoice(mark)] }),
    own: 'S SUCCESS FAILED INVOICE_ALREADY_FINANCED',
    others: accepted,
  },
  {
    api: 'applyCreditGrant',
    member: 'invoiceInfoList[].poNo',
    place: (stage, owner, mark) => apply(stage, owner, withPurchaseOrder('PAST', mark)),
    body: (caller, _owner, mark) => applicationOf(caller, withPurchaseOrder('REF', mark)),
    own: accepted,
    others: accepted,
  },
  {
    api: 'inquiryCreditGrant',
    member: 'referenceNo',
    place: (stage, owner, mark) => apply(stage, owner, { referenceNo: `REF_${mark}` }),
    body: (_caller, _owner, mark) => ({ referenceNo: `REF_${mark}` }),
    own: 'S SUCCESS SUCCESS',
    others: 'F ORDER_NOT_EXIST',
  },
  {
    api: 'inquiryCreditGrant',
    member: 'referenceNo',
    kind: 'a creditGrantNo, which no request takes',
    place: (stage, owner, mark) => apply(stage, owner, { referenceNo: `REF_${mark}` }),
    body: (_caller, owner, mark) => ({ referenceNo: creditGrantNoOf(owner, `REF_${mark}`) }),
    own: 'F ORDER_NOT_EXIST',
    others: 'F ORDER_NOT_EXIST',
  },
  {
    api: 'submitAttachment',
    member: 'attachmentId',
    place: (stage, owner, mark) => submit(stage, owner, `FILE_${mark}`),
    body: (_caller, _owner, mark) =>
      attachmentBody({ attachmentId: `FILE_${mark}`, attachmentContent: otherFile }),
    own: 'F REPEAT_REQ_INCONSISTENT',
    others: 'S SUCCESS',
  },
  {
    api: 'submitAttachment',
    member: 'bizOrderId',
    place: (stage, owner, mark) =>
      submit(stage, owner, `PAST_${mark}`, { bizOrderId: `ORDER_${mark}` }),
    body: (_caller, _owner, mark) =>
      attachmentBody({ attachmentId: `FILE_${mark}`, bizOrderId: `ORDER_${mark}` }),
    own: 'S SUCCESS',
    others: 'S SUCCESS',
  },
  {
    api: 'queryBudgetAccountInfo',
    member: '(budget accounts)',
    place: (stage, owner) => write(stage.rows, { budget: openBudgetAccounts(owner, oneAccount) }),
    body: () => ({}),
    own: 'S SUCCESS 1',
    others: 'S SUCCESS 0',
  },
];

const oneAccount = {
  accounts: [
    {
      budgetAccountId: 'BUDGET_1',
      budgetAccountName: 'Travel',
      status: 'ACTIVE',
      createdAt: '2026-01-01T00:00:00+00:00',
    },
  ],
  accountLimit: 3,
  contractStatus: 'SIGNED',
} as const;

function withPurchaseOrder(prefix: string, mark: string) {
  const referenceNo = `${prefix}_${mark}`;
  const invoiceInfoList = [{ ...invoice(`INV-${referenceNo}`), poNo: `PO_${mark}` }];
  return { referenceNo, invoiceInfoList };
}

/** Every way of accumulation that the catalogue knows. */
function accumulationRow(method: string): IdRow {
  const accumulationMethod = method as AccumulationMethod;
  const tradeType = method === 'BENEFICIARY' ? ({ tradeType: 'GOODS' } as const) : {};
  const named = (mark: string) => ({ accumulationMethod, accumulationId: `ACCOUNT_${mark}` });
  return {
    api: 'inquiryAvailableQuota',
    member: 'quotaAccumulationId',
    kind: method,
    place: (stage, owner, mark) =>
      write(stage.rows, {
        account: openFxAccount(owner, named(mark)),
        quota: moveQuota(owner, { ...named(mark), currency: 'USD', ...tradeType }, 500n),
      }),
    body: (_caller, _owner, mark) => ({
      quotaAccumulationMethod: method,
      quotaAccumulationId: `ACCOUNT_${mark}`,
      currency: 'USD',
      ...tradeType,
    }),
    own: 'S SUCCESS 500',
    others: 'F ACCOUNT_NOT_EXIST',
  };
}

/** Every id of every endpoint: the one table that matrix and timing are made of. */
export const idRows: readonly IdRow[] = [
  ...byHand,
  ...wordsOf('inquiryAvailableQuota', 'quotaAccumulationMethod').map(accumulationRow),
];
