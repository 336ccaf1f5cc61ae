import { setTimeout as wait } from 'node:timers/promises';
import type { DecisionMode } from '../../infra/local/decision-mode.ts';
import { day } from '../builders.ts';
import { application, bodyOf } from './bodies.ts';
import type { Report } from './report.ts';
import type { SdkPartner } from './sdk-partner.ts';

/** The rows of this file. */
export const grantRows = {
  atOnce: 'S on each endpoint: a grant, won at once',
  later: 'a grant that waits: ACCEPTED, then SUCCESS',
} as const;

const decidedWithinMs = 60_000;
const success = { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' };
const usd = (value: string) => ({ currency: 'USD', value });

/** From the attachment to the grant and what it changed, whole answers. Gives the file's key. */
export async function checkGrantAtOnce(report: Report, { sdk, call }: SdkPartner): Promise<string> {
  const answered = async (api: Parameters<typeof call>[0], fileKey: string) => {
    const told = await call(api, bodyOf(api, fileKey));
    return 'answer' in told ? told.answer : { refused: told.refused };
  };
  const holds = (what: string, actual: unknown, expected: unknown): void =>
    report.holds(grantRows.atOnce, sdk.name, what, actual, expected);

  const submitted = await answered('submitAttachment', '');
  const { attachmentInfo } = submitted as { attachmentInfo?: { fileKey: string } };
  const fileKey = attachmentInfo?.fileKey ?? '';
  holds(
    'submitAttachment',
    { ...submitted, attachmentInfo: typeof attachmentInfo },
    {
      result: success,
      attachmentInfo: 'object',
    },
  );
  const applied = await answered('applyCreditGrant', fileKey);
  const { creditGrantNo } = applied as { creditGrantNo?: string };
  holds('its number', creditGrantNo, /^CG[0-9A-F]{32}$/);
  const grant = { result: success, referenceNo: 'AT_ONCE', creditGrantNo };
  holds('applyCreditGrant', applied, { ...grant, creditGrantStatus: 'ACCEPTED' });
  holds('inquiryCreditGrant', await answered('inquiryCreditGrant', fileKey), {
    ...grant,
    creditGrantStatus: 'SUCCESS',
    creditGrantAmount: '10000',
    creditGrantCurrency: 'USD',
    annualPercentageRate: '0.05',
    dueDate: day(90),
  });
  holds('queryCreditQuota', await answered('queryCreditQuota', fileKey), {
    result: success,
    productCode: 'AMAZON_VC_FACTORING_LOAN',
    capLimitTotalAmount: usd('100000'),
    grantTotalAmount: usd('10000'),
    unpaidTotalAmount: usd('0'),
    availableTotalAmount: usd('10000'),
    productStatus: 'NORMAL',
  });
  holds('inquiryAvailableQuota', await answered('inquiryAvailableQuota', fileKey), {
    result: success,
    quotaAccumulationMethod: 'USER_ID',
    quotaAccumulationId: 'USER_1',
    availableQuota: usd('250000'),
  });
  holds('queryBudgetAccountInfo', await answered('queryBudgetAccountInfo', fileKey), {
    result: success,
    availableAccountCount: 3,
    createdAccountCount: 0,
    budgetAccountList: [],
    contractStatus: 'SIGNED',
  });
  return fileKey;
}

/** All partners apply while the decision service cannot say yet, and inquire until it can. */
export async function checkGrantsThatWait(
  report: Report,
  partners: ReadonlyMap<SdkPartner, string>,
): Promise<void> {
  const holds = ({ sdk }: SdkPartner, what: string, actual: unknown, expected: unknown): void =>
    report.holds(grantRows.later, sdk.name, what, actual, expected);
  const statusOf = async ({ call }: SdkPartner): Promise<unknown> => {
    const told = await call('inquiryCreditGrant', { referenceNo: 'LATER' });
    return 'answer' in told ? told.answer['creditGrantStatus'] : told.outcome;
  };
  await tell('pending');
  for (const [partner, fileKey] of partners) {
    const { outcome } = await partner.call('applyCreditGrant', application('LATER', fileKey));
    holds(partner, 'it is applied for', outcome, 'S SUCCESS');
    holds(partner, 'it is undecided', await statusOf(partner), 'ACCEPTED');
  }
  await tell('approve');
  const until = Date.now() + decidedWithinMs;
  for (const partner of partners.keys()) {
    let status = await statusOf(partner);
    while (status === 'ACCEPTED' && Date.now() < until) {
      await wait(500);
      status = await statusOf(partner);
    }
    holds(partner, 'it is won', status, 'SUCCESS');
  }
}

async function tell(mode: DecisionMode): Promise<void> {
  const url = new URL('/mode', process.env['QUOTALINE_DECISION_URL']);
  const { status } = await fetch(url, { method: 'PUT', body: mode });
  if (status !== 200) throw new Error(`the decision service did not take ${mode}: ${status}`);
}
