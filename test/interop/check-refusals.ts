import { attachmentBody, pdf } from '../builders.ts';
import { type Api, newPair, paths, type TestProvider } from '../http/provider.ts';
import { apis, application, bodyOf } from './bodies.ts';
import type { Report } from './report.ts';
import type { SdkPartner } from './sdk-partner.ts';
import { bareClient, customer, limitedClientOf } from './stage.ts';

/** The rows of this file. */
export const refusalRows = {
  own: 'F of its own on each endpoint',
  illegal: 'PARAM_ILLEGAL on each endpoint',
  signature: 'INVALID_SIGNATURE: another key',
  client: 'INVALID_CLIENT',
  api: 'INVALID_API',
  customers: 'Connected-CustomerId and Access-Token',
  rate: 'U over the rate on each endpoint',
  outage: 'U in an outage of the table, then the same again',
} as const;

const stranger = newPair();
const killEveryMs = 2;
const maxCalls = 20;

/** What is refused by every endpoint, and what by one alone. */
export async function checkRefusals(
  report: Report,
  partner: SdkPartner,
  fileKey: string,
): Promise<void> {
  const { sdk, call } = partner;
  const holds = async (
    row: string,
    api: Api,
    expected: string,
    body: Parameters<typeof call>[1],
    changes: Parameters<typeof call>[2] = {},
  ): Promise<void> =>
    report.holds(row, sdk.name, api, (await call(api, body, changes)).outcome, expected);
  const { own, illegal, signature, client, api: unknown, rate } = refusalRows;

  const bare = { clientId: bareClient };
  const quota = bodyOf('queryCreditQuota', fileKey);
  await holds(own, 'queryCreditQuota', 'F QUOTA_QUERY_FAILED', quota, bare);
  const nobody = { ...application('NOBODY', fileKey), payeeCode: 'NOBODY' };
  await holds(own, 'applyCreditGrant', 'F PROCESS_FAIL', nobody);
  const nothing = { referenceNo: 'NOTHING' };
  await holds(own, 'inquiryCreditGrant', 'F ORDER_NOT_EXIST', nothing);
  const other = attachmentBody({ attachmentContent: pdf('other').toString('base64') });
  await holds(own, 'submitAttachment', 'F REPEAT_REQ_INCONSISTENT', other);
  const noAccount = { ...bodyOf('inquiryAvailableQuota', fileKey), quotaAccumulationId: 'NOBODY' };
  await holds(own, 'inquiryAvailableQuota', 'F ACCOUNT_NOT_EXIST', noAccount);
  await holds(own, 'queryBudgetAccountInfo', 'F CONTRACT_NOT_EXIST', {}, bare);

  const { privateKeyPem: privateKey } = stranger;
  const limited = { clientId: limitedClientOf(sdk) };
  await holds(rate, 'queryCreditQuota', 'F QUOTA_QUERY_FAILED', quota, limited);
  for (const api of apis) {
    const body = bodyOf(api, fileKey);
    await holds(illegal, api, 'F PARAM_ILLEGAL', { ...body, unknown: 1 });
    await holds(signature, api, 'F INVALID_SIGNATURE', body, { privateKey });
    await holds(client, api, 'F INVALID_CLIENT', body, { clientId: 'NOBODY' });
    await holds(unknown, api, 'F INVALID_API', body, { path: `${paths[api]}s` });
    await holds(rate, api, 'U REQUEST_TRAFFIC_EXCEED_LIMIT', body, limited);
  }
}

/** A customer of the partner's; an SDK that sends no further headers must say so itself. */
export async function checkCustomers(report: Report, { sdk, call }: SdkPartner): Promise<void> {
  const holds = (what: string, actual: unknown, expected: unknown): void =>
    report.holds(refusalRows.customers, sdk.name, what, actual, expected);
  const budget = (id: string, token: string) => {
    const headers = { 'Connected-CustomerId': id, 'Access-Token': token };
    return call('queryBudgetAccountInfo', {}, { headers });
  };
  const told = await budget(customer.id, customer.token);
  if (!sdk.traits.furtherHeaders) {
    holds('cannot be sent', told.outcome, /^refused: .*sends no further headers$/);
    return;
  }
  const accounts = 'answer' in told ? told.answer['budgetAccountList'] : told.outcome;
  holds('its accounts', accounts, [
    {
      budgetAccountId: 'BA_1',
      budgetAccountName: 'Marketing',
      status: 'ACTIVE',
      createdAt: '2026-01-15T09:30:00+00:00',
    },
  ]);
  const wrong = await budget(customer.id, 'TOKEN_OF_NOBODY');
  holds('another token', wrong.outcome, 'F AUTHORIZATION_NOT_EXIST');
  const foreign = await budget('CUSTOMER_2', customer.token);
  holds('another customer', foreign.outcome, 'F USER_NOT_EXIST');
}

/**
 * Keeps killing the table's engine, which starts again each time, while every partner calls every
 * endpoint. When it is well again, the application that got a U is repeated as it was, and won.
 */
export async function checkOutage(
  report: Report,
  { engines }: TestProvider,
  partners: ReadonlyMap<SdkPartner, string>,
): Promise<void> {
  const killing = setInterval(() => engines.kill('dynamodb'), killEveryMs);
  try {
    await Promise.all([...partners].map(([partner, fileKey]) => callAll(report, partner, fileKey)));
  } finally {
    clearInterval(killing);
    await engines.whenReady();
  }
  for (const [{ sdk, call }, fileKey] of partners) {
    const again = await call('applyCreditGrant', application('OUTAGE', fileKey));
    const inquired = await call('inquiryCreditGrant', { referenceNo: 'OUTAGE' });
    const status = 'answer' in inquired && inquired.answer['creditGrantStatus'];
    const { outage } = refusalRows;
    report.holds(outage, sdk.name, 'the application again', again.outcome, 'S SUCCESS');
    report.holds(outage, sdk.name, 'it is won', status, 'SUCCESS');
  }
}

async function callAll(report: Report, { sdk, call }: SdkPartner, fileKey: string): Promise<void> {
  for (const api of apis) {
    const body = api === 'applyCreditGrant' ? application('OUTAGE', fileKey) : bodyOf(api, fileKey);
    let outcome = 'S SUCCESS';
    // An engine that has just started may answer before it is killed.
    for (let i = 0; i < maxCalls && outcome === 'S SUCCESS'; i += 1)
      ({ outcome } = await call(api, body));
    report.holds(refusalRows.outage, sdk.name, api, outcome, 'U UNKNOWN_EXCEPTION');
  }
}
