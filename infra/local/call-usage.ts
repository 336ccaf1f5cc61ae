import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { type Connection, connectionFile } from './connection.ts';

const operations = endpoints
  .map(({ name, purpose }) => `  ${name.padEnd(24)}${purpose}`)
  .join('\n');

/** What `--help` prints. */
export const usage = `Sends one signed request as a partner, and verifies the answer.

  npm run call -- <operation> [json] [options]

Operations
${operations}

[json] travels byte for byte: a JSON text in quotes, @file, or - for standard input.
The two queries that need no thought have a default.

Options
  --customer <id>      the customer to act for; its token is looked up unless --token is given
  --token <token>      the access token
  --file <path>        submitAttachment: the file to upload; [json] then holds only what differs
  --explain            also show the exact bytes that are signed, and all headers
  --url, --client, --key, --key-version, --server-key
                       another partner or server than ${connectionFile} says; keys are
                       files, and the key version is 1 unless given
  -h, --help           this text

Exit code: 0 S, 1 F, 2 U (also no answer), 3 the answer did not verify, 64 wrong usage.

Examples
  npm run call -- queryBudgetAccountInfo --customer <id> --explain
  npm run call -- submitAttachment --file invoice.pdf
  echo '{"referenceNo":"R-1"}' | npm run call -- inquiryCreditGrant -
`;

/** The texts that are sent when none is given. */
export const defaultBodies: Readonly<Partial<Record<ApiName, string>>> = {
  queryCreditQuota: '{"productCode":"AMAZON_VC_FACTORING_LOAN"}',
  queryBudgetAccountInfo: '{}',
};

/** A request to begin from, with the connection's own ids where there is one. */
export function exampleBody(api: ApiName, connection: Connection | undefined): string {
  return defaultBodies[api] ?? JSON.stringify(exampleOf(api, connection));
}

function exampleOf(api: ApiName, connection: Connection | undefined): object {
  if (api === 'inquiryCreditGrant') return { referenceNo: 'R-1' };
  if (api === 'inquiryAvailableQuota') return quotaQuestion(connection);
  if (api === 'submitAttachment') {
    return {
      attachmentId: 'A-1',
      attachmentType: connection?.attachmentType ?? 'INVOICE',
      attachmentContent: '<base64>',
      fileName: 'invoice.pdf',
      bizOrderId: 'O-1',
      bizType: 'CREDIT_GRANT_INVOICE',
    };
  }
  return {
    referenceNo: 'R-1',
    payeeCode: connection?.payeeCode ?? '<payeeCode>',
    vcCode: connection?.vcCode ?? '<vcCode>',
    // An old invoice would not be eligible, and the example should work as it stands.
    invoiceDate: new Date().toISOString().slice(0, 10).replaceAll('-', ''),
    timeZone: 'UTC',
    attachmentFile: { fileName: 'invoice.pdf', fileKey: '<fileKey from submitAttachment>' },
    invoiceInfoList: [{ invoiceNo: 'I-1', invoiceAmount: { currency: 'USD', value: '100000' } }],
  };
}

function quotaQuestion(connection: Connection | undefined): object {
  const [quota] = connection?.fxQuotas ?? [];
  return {
    quotaAccumulationMethod: quota?.method ?? 'USER_ID',
    quotaAccumulationId: quota?.id ?? '<id>',
    currency: quota?.currency ?? 'USD',
    ...(quota?.tradeType === undefined ? {} : { tradeType: quota.tradeType }),
  };
}
