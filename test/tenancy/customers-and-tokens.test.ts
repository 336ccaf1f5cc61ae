import { beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { WireAnswer } from '../http/wire-partner.ts';
import { startMs } from '../instance.ts';
import type { MemoryTable } from '../memory-table.ts';
import { newFullBase, soundBody } from './sound-requests.ts';
import {
  account,
  addToken,
  customer,
  isOf,
  namesake,
  type Stage,
  sibling,
  stageOn,
  stranger,
  strangersCustomer,
  tokenOf,
} from './stage.ts';

/** Whom a request names: nobody, two customers of its client, another client's, and nobody's. */
const customerIds = [undefined, 'CUSTOMER_1', 'CUSTOMER_2', 'CUSTOMER_3', 'CUSTOMER_9'] as const;

/** The token it brings, by whom it speaks for. */
const tokens = [
  undefined,
  tokenOf(customer),
  tokenOf(sibling),
  'TOKEN_OF_THE_CLIENT_ITSELF',
  tokenOf(namesake),
  tokenOf(strangersCustomer),
  'TOKEN_OF_THE_STRANGER_ITSELF',
  'TOKEN_OF_NOBODY',
  'TOKEN_EXPIRED',
  'TOKEN_REVOKED',
  'TOKEN_WITHOUT_SCOPE',
] as const;

/** What becomes of each of those customers with each of those tokens; the letters are below. */
const grid = [
  '+ t t + t t t t t t t',
  't + t t t t t t e t s',
  't t + t t t t t t t t',
  'c c c c c c c c c c c',
  'c c c c c c c c c c c',
].map((line) => line.split(' '));

/** Served; the customer, the token is unknown; the token has expired, is for something else. */
type Letter = '+' | 'c' | 't' | 'e' | 's';

const credit = {
  '+': 'S SUCCESS',
  c: 'F PROCESS_FAIL',
  t: 'F OAUTH_FAIL',
  e: 'F OAUTH_FAIL',
  s: 'F OAUTH_FAIL',
} as const;
const codes: Readonly<Record<ApiName, Readonly<Record<Letter, string>>>> = {
  queryCreditQuota: { ...credit, c: 'F USER_LOAN_STATUS_QUERY_FAILED' },
  applyCreditGrant: credit,
  inquiryCreditGrant: credit,
  submitAttachment: { ...credit, t: 'F PROCESS_FAIL', e: 'F PROCESS_FAIL', s: 'F PROCESS_FAIL' },
  inquiryAvailableQuota: { ...credit, c: 'F ACCOUNT_NOT_EXIST' },
  queryBudgetAccountInfo: {
    '+': 'S SUCCESS',
    c: 'F USER_NOT_EXIST',
    t: 'F AUTHORIZATION_NOT_EXIST',
    e: 'F ACCESS_TOKEN_EXPIRED',
    s: 'F SERVICE_NOT_ALLOWED',
  },
};

let base: MemoryTable;
beforeAll(async () => {
  const stage = stageOn(await newFullBase());
  await addToken(stage.memory, account, 'TOKEN_OF_THE_CLIENT_ITSELF');
  await addToken(stage.memory, stranger, 'TOKEN_OF_THE_STRANGER_ITSELF');
  await addToken(stage.memory, customer, 'TOKEN_EXPIRED', { expiresAt: startMs });
  await addToken(stage.memory, customer, 'TOKEN_REVOKED', { status: 'REVOKED' });
  await addToken(stage.memory, customer, 'TOKEN_WITHOUT_SCOPE', { scopes: [] });
  base = stage.memory;
});

const headerNames = ['connected-customerid', 'connected-accountid'] as const;

/** The same request to the byte, for a customer by either name of the header, with a token. */
async function answerFor(
  api: ApiName,
  name: (typeof headerNames)[number],
  customerId: string | undefined,
  token: string | undefined,
): Promise<{ readonly answer: WireAnswer; readonly stage: Stage }> {
  const stage = stageOn(base);
  const tenant = customerId === undefined ? account : { ...account, customerId };
  const answer = await stage.call(account, api, soundBody(api, tenant), {
    headers: { [name]: customerId, 'access-token': token },
  });
  return { answer, stage };
}

function others(memory: MemoryTable, customerId: string | undefined) {
  const tenant = customerId === undefined ? account : { ...account, customerId };
  return memory.items().filter(({ pk }) => !isOf(tenant, pk));
}

describe.each(endpoints.map(({ name }) => name))('%s', (api) => {
  describe.each(headerNames)('by %s', (name) => {
    /** Every answer of a kind, whoever it was that is unknown. */
    const seen = new Map<string, Set<string>>();

    test.each(customerIds.map((id, row) => [id ?? 'no customer', id, grid[row] ?? []] as const))(
      'for %s, with every token',
      async (_name, customerId, letters) => {
        const found: string[] = [];
        for (const [column, token] of tokens.entries()) {
          const { answer, stage } = await answerFor(api, name, customerId, token);
          found.push(answer.outcome);
          const letter = letters[column] ?? '';
          const { text, headers } = answer;
          seen.set(letter, (seen.get(letter) ?? new Set()).add(JSON.stringify([text, headers])));
          expect(others(stage.memory, customerId)).toEqual(others(base, customerId));
        }
        const expected = letters.map((letter) => codes[api][letter as Letter]);
        expect(found).toEqual(expected);
        expect(found).toHaveLength(tokens.length);
      },
    );

    test('who is another’s and who is nobody’s are answered alike, to the byte', () => {
      const kinds = ['c', 't'].map((letter) => seen.get(letter)?.size);
      expect(kinds).toEqual([1, 1]);
    });
  });
});
