import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemKeys } from '../../shared/store/item-key.ts';
import { pdf } from '../builders.ts';
import {
  type ActingFor,
  apis,
  bodyOf,
  customerId,
  type ManagedProvider,
  startManagedProvider,
  token,
} from './managed-customers.ts';
import { answerWithoutTable } from './outage.ts';
import { type Api, paths } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { brokenRow, closedRow, facilityRows } from './rows.ts';
import type { WireAnswer, WireRequest } from './wire-partner.ts';

let provider: ManagedProvider;

beforeAll(async () => {
  provider = await startManagedProvider();
  const stranger = { clientId: 'STRANGER' };
  const trusted = { clientId: 'TRUSTED' };
  const account = { accumulationMethod: 'USER_ID', accumulationId: 'USER_OF_CUSTOMER' } as const;
  for (const transaction of [
    facilityRows(trusted),
    closedRow(trusted),
    brokenRow(itemKeys.facility(stranger, 'AMAZON_VC_FACTORING_LOAN')),
    brokenRow(itemKeys.fxAccount(stranger, account)),
    brokenRow(itemKeys.budgetAccounts(stranger)),
    // The key of its ATTACHMENT_1.
    brokenRow(itemKeys.attachment(stranger, 'ATT5899469D96A42293DA57DE06E7905BB7')),
  ]) {
    await provider.write(transaction);
  }
  for (const api of apis) expect((await good(api)).outcome).toBe('S SUCCESS');
});
afterAll(() => provider.stop());

const own = (client: string) => ({ client });

function good(api: Api, acting: ActingFor = {}, more: Partial<WireRequest> = {}) {
  return provider.callFor(api, { customer: customerId, token, ...acting }, more);
}

/** The codes that every endpoint has, and a way to each. */
const common: Readonly<Record<string, (api: Api) => Promise<WireAnswer>>> = {
  'S SUCCESS': (api) => good(api),
  'F PARAM_ILLEGAL': (api) => good(api, {}, { body: '{"unknown":1}' }),
  'U UNKNOWN_EXCEPTION': (api) =>
    api === 'queryBudgetAccountInfo'
      ? answerWithoutTable(provider, () => good(api))
      : provider.callFor(api, own('STRANGER')),
  'U REQUEST_TRAFFIC_EXCEED_LIMIT': async (api) => {
    await provider.callFor(api, own('LIMITED'));
    return provider.callFor(api, own('LIMITED'));
  },
  'F INVALID_API': (api) => good(api, {}, { path: `${paths[api]}/` }),
  'F INVALID_CLIENT': (api) => good(api, { client: 'NOBODY' }),
  'F INVALID_SIGNATURE': (api) => good(api, {}, { signedText: 'another text' }),
  'F METHOD_NOT_SUPPORTED': (api) => good(api, {}, { method: 'PUT' }),
};

type Further = readonly [api: Api, outcome: string, call: () => Promise<WireAnswer>];

const noToken = { token: 'TOKEN_OTHER_CLIENT' };
const noCustomer = { customer: 'CUSTOMER_FOREIGN' };

const further: readonly Further[] = [
  [
    'queryCreditQuota',
    'F PROCESS_FAIL',
    () => provider.callFor('queryCreditQuota', own('TRUSTED')),
  ],
  ['queryCreditQuota', 'F OAUTH_FAIL', () => good('queryCreditQuota', noToken)],
  [
    'queryCreditQuota',
    'F USER_LOAN_STATUS_QUERY_FAILED',
    () => good('queryCreditQuota', noCustomer),
  ],
  [
    'queryCreditQuota',
    'F QUOTA_QUERY_FAILED',
    () => provider.callFor('queryCreditQuota', own('MANAGER')),
  ],
  ['applyCreditGrant', 'F PROCESS_FAIL', () => apply({ referenceNo: 'A', payeeCode: 'NOBODY' })],
  ['applyCreditGrant', 'F OAUTH_FAIL', () => good('applyCreditGrant', noToken)],
  ['applyCreditGrant', 'F REPEAT_REQ_INCONSISTENT', () => apply({ businessMode: 'PO' })],
  ['inquiryCreditGrant', 'F PROCESS_FAIL', () => good('inquiryCreditGrant', noCustomer)],
  ['inquiryCreditGrant', 'F OAUTH_FAIL', () => good('inquiryCreditGrant', noToken)],
  [
    'inquiryCreditGrant',
    'F ORDER_NOT_EXIST',
    () => good('inquiryCreditGrant', {}, { body: { referenceNo: 'A' } }),
  ],
  ['submitAttachment', 'F PROCESS_FAIL', () => good('submitAttachment', noCustomer)],
  ['submitAttachment', 'F REPEAT_REQ_INCONSISTENT', () => submit(pdf('other'))],
  ['submitAttachment', 'F FILE_SIZE_TOO_LARGE', () => submit(Buffer.alloc(4_500_001))],
  [
    'inquiryAvailableQuota',
    'F CONTRACT_CHECK_FAIL',
    () => provider.callFor('inquiryAvailableQuota', own('NO_CONTRACT')),
  ],
  [
    'inquiryAvailableQuota',
    'F ACCOUNT_NOT_EXIST',
    () => provider.callFor('inquiryAvailableQuota', own('MANAGER')),
  ],
  ['inquiryAvailableQuota', 'F OAUTH_FAIL', () => good('inquiryAvailableQuota', noToken)],
  [
    'queryBudgetAccountInfo',
    'F SYSTEM_ERROR',
    () => provider.callFor('queryBudgetAccountInfo', own('STRANGER')),
  ],
  [
    'queryBudgetAccountInfo',
    'F CONTRACT_NOT_EXIST',
    () => provider.callFor('queryBudgetAccountInfo', own('NO_CONTRACT')),
  ],
  ['queryBudgetAccountInfo', 'F USER_NOT_EXIST', () => good('queryBudgetAccountInfo', noCustomer)],
  [
    'queryBudgetAccountInfo',
    'F ACCESS_TOKEN_EXPIRED',
    () => good('queryBudgetAccountInfo', { token: 'TOKEN_PAST' }),
  ],
  [
    'queryBudgetAccountInfo',
    'F AUTHORIZATION_NOT_EXIST',
    () => good('queryBudgetAccountInfo', noToken),
  ],
  [
    'queryBudgetAccountInfo',
    'F SERVICE_NOT_ALLOWED',
    () => good('queryBudgetAccountInfo', { token: 'TOKEN_ONLY_CREDIT' }),
  ],
];

function apply(changes: Readonly<Record<string, unknown>>): Promise<WireAnswer> {
  return good('applyCreditGrant', {}, { body: { ...bodyOf('applyCreditGrant'), ...changes } });
}

function submit(bytes: Buffer): Promise<WireAnswer> {
  const body = { ...bodyOf('submitAttachment'), attachmentContent: bytes.toString('base64') };
  return good('submitAttachment', {}, { body });
}

const rows: readonly Further[] = [
  ...apis.flatMap((api) =>
    Object.entries(common).map(([outcome, call]): Further => [api, outcome, () => call(api)]),
  ),
  ...further,
];

test.each(rows)('%s gives %s', async (_api, outcome, call) => {
  const answer = await call();
  expect(answer.outcome).toBe(outcome);
  const { result: _, referenceNo: __, ...others } = answer.body;
  expect(outcome === 'S SUCCESS' ? {} : others).toEqual({});
});

describe('the contract', () => {
  /** Its table of codes by endpoint, word for word. */
  const commonCodes =
    'SUCCESS S · PARAM_ILLEGAL F · UNKNOWN_EXCEPTION U · REQUEST_TRAFFIC_EXCEED_LIMIT U · ' +
    'INVALID_API F · INVALID_CLIENT F · INVALID_SIGNATURE F · METHOD_NOT_SUPPORTED F';
  const furtherCodes: Readonly<Record<Api, string>> = {
    queryCreditQuota:
      'PROCESS_FAIL F · OAUTH_FAIL F · USER_LOAN_STATUS_QUERY_FAILED F · QUOTA_QUERY_FAILED F',
    applyCreditGrant: 'PROCESS_FAIL F · OAUTH_FAIL F · REPEAT_REQ_INCONSISTENT F',
    inquiryCreditGrant: 'PROCESS_FAIL F · OAUTH_FAIL F · ORDER_NOT_EXIST F',
    submitAttachment: 'PROCESS_FAIL F · REPEAT_REQ_INCONSISTENT F · FILE_SIZE_TOO_LARGE F',
    inquiryAvailableQuota: 'CONTRACT_CHECK_FAIL F · ACCOUNT_NOT_EXIST F · OAUTH_FAIL F',
    queryBudgetAccountInfo:
      'SYSTEM_ERROR F · CONTRACT_NOT_EXIST F · USER_NOT_EXIST F · ACCESS_TOKEN_EXPIRED F · ' +
      'AUTHORIZATION_NOT_EXIST F · SERVICE_NOT_ALLOWED F',
  };

  test('lists these 70 codes and no others', () => {
    const listed = Object.entries(furtherCodes).flatMap(([api, codes]) =>
      `${commonCodes} · ${codes}`.split(' · ').map((code) => {
        const [name, status] = code.split(' ');
        return `${api} ${status} ${name}`;
      }),
    );
    expect(rows.map(([api, outcome]) => `${api} ${outcome}`).sort()).toEqual(listed.sort());
    expect(new Set(listed).size).toBe(70);
  });
});

test('the log told nothing that it must not', () => expectQuietLog(provider));
