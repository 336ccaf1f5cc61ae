import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { attachmentBody, day, pdf } from '../builders.ts';
import { rows } from '../instance.ts';
import { application, invoice } from '../stage-rows.ts';
import type { BenchProvider } from './provider.ts';
import { type BenchRequest, benchRequest } from './requests.ts';

/** Makes signed requests that a bench provider answers with success, each application new. */
export function liveRequests({ clientId, privateKey, fileKey }: BenchProvider) {
  let made = 0;
  const referenceNo = (n: number): string => `BENCH_${process.pid}_${n}`;
  const contents: Readonly<Record<ApiName, () => unknown>> = {
    queryCreditQuota: () => ({ productCode: 'AMAZON_VC_FACTORING_LOAN' }),
    applyCreditGrant: () => {
      const reference = referenceNo(made++);
      const invoiceInfoList = [{ ...invoice(`INV-${reference}`, '1000'), invoiceDueDate: day(60) }];
      const invoiceDate = day(-2);
      return application(fileKey, { referenceNo: reference, invoiceDate, invoiceInfoList });
    },
    inquiryCreditGrant: () => ({ referenceNo: referenceNo(0) }),
    submitAttachment: () => {
      const attachmentId = `ATT_${process.pid}_${made++}`;
      const attachmentContent = pdf(`${attachmentId} ${'x'.repeat(1_000)}`).toString('base64');
      return attachmentBody({ attachmentId, attachmentContent });
    },
    inquiryAvailableQuota: () => ({
      quotaAccumulationMethod: 'USER_ID',
      quotaAccumulationId: 'U1',
      currency: 'USD',
    }),
    queryBudgetAccountInfo: () => ({}),
  };
  return (api: ApiName) =>
    (size: number): BenchRequest[] =>
      Array.from({ length: size }, () =>
        benchRequest(rows[api].path, contents[api](), { clientId, privateKey }),
      );
}
