import type { NewFacility } from '../../shared/store/facility-store.ts';
import { attachmentBody, invoice } from '../builders.ts';
import type { CallOptions, TestProvider } from './provider.ts';
import { facilityRows, known } from './rows.ts';
import type { WireAnswer } from './wire-partner.ts';

type Body = Readonly<Record<string, unknown>>;

/** A client with a facility and an attachment, who applies for credit grants. */
export interface Applicant {
  /** An application on one invoice of 100.00, named for its reference. */
  application(referenceNo: string, changes?: Body): Body;
  apply(body: Body | string, more?: CallOptions): Promise<WireAnswer>;
  inquire(referenceNo: string, more?: CallOptions): Promise<WireAnswer>;
  /** The four amounts in minor units of USD and the status: limit, granted, unpaid, available. */
  quota(more?: CallOptions): Promise<readonly string[]>;
  /** The facility as stored. */
  facility(): Promise<Readonly<Record<string, unknown>>>;
  /** The items of one kind, such as `REF#`. */
  rows(kind: string): Promise<Readonly<Record<string, unknown>>[]>;
}

/** Opens a facility for a client that the provider was started with, and submits its attachment. */
export async function makeApplicant(
  provider: TestProvider,
  clientId: string,
  changes: Partial<NewFacility> = {},
): Promise<Applicant> {
  const as = provider.partnerOf(clientId);
  await provider.write(facilityRows({ clientId }, changes));
  const submitted = await provider.call('submitAttachment', attachmentBody(), { as });
  const attachmentFile = submitted.body.attachmentInfo;
  const rows = async (kind: string) =>
    (await provider.items()).filter(
      ({ pk, sk }) => pk === `CLIENT#${clientId}#CUSTOMER#` && `${sk}`.startsWith(kind),
    );
  return {
    application: (referenceNo, more = {}) => ({
      ...known,
      referenceNo,
      invoiceDate: '20260101',
      timeZone: 'UTC',
      attachmentFile,
      invoiceInfoList: [invoice({ invoiceNo: `INV-${referenceNo}` })],
      ...more,
    }),
    apply: (body, more) => provider.call('applyCreditGrant', body, { as, ...more }),
    inquire: (referenceNo, more) =>
      provider.call('inquiryCreditGrant', { referenceNo }, { as, ...more }),
    async quota(more) {
      const body = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
      const { body: quota } = await provider.call('queryCreditQuota', body, { as, ...more });
      const { capLimitTotalAmount: limit, grantTotalAmount: granted } = quota;
      const { unpaidTotalAmount: unpaid, availableTotalAmount: available } = quota;
      const amounts = [limit, granted, unpaid, available].map(({ value }) => value);
      return [...amounts, quota.productStatus];
    },
    async facility() {
      const [row] = await rows('FACILITY#');
      if (row === undefined) throw new Error(`${clientId} has no facility`);
      return row;
    },
    rows,
  };
}

/** A list of one invoice of this many minor units of USD. */
export function oneInvoice(invoiceNo: string, value: string | number): Body {
  const invoiceAmount = { currency: 'USD', value };
  return { invoiceInfoList: [invoice({ invoiceNo, invoiceAmount })] };
}
