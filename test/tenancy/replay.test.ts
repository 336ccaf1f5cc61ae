import { beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import type { WireAnswer } from '../http/wire-partner.ts';
import type { MemoryTable } from '../memory-table.ts';
import { newFullBase, soundBody } from './sound-requests.ts';
import { account, addToken, customer, headersOf, sibling, stageOn, tokenOf } from './stage.ts';

type Headers = Readonly<Record<string, string | undefined>>;

let base: MemoryTable;
beforeAll(async () => {
  const stage = stageOn(await newFullBase());
  await addToken(stage.memory, customer, 'SECOND_TOKEN');
  base = stage.memory;
});

const none: Headers = { 'connected-customerid': undefined, 'access-token': undefined };
const customerAndTokenOf = (tenant: Tenant): Headers => ({ ...none, ...headersOf(tenant) });
const first = customerAndTokenOf(customer);

/** The ways to swap what a signature does not cover; what a query answers, whom it then is for. */
const swaps: readonly (readonly [what: string, headers: Headers, query: RegExp])[] = [
  ['another customer with its token', customerAndTokenOf(sibling), /^S SUCCESS$/],
  ['the client itself', none, /^S SUCCESS$/],
  ['another token of the same customer', { ...first, 'access-token': 'SECOND_TOKEN' }, /^S/],
  [
    'another customer with the first one’s token',
    { ...first, 'connected-customerid': 'CUSTOMER_2' },
    /^F (OAUTH_FAIL|AUTHORIZATION_NOT_EXIST)$/,
  ],
  [
    'the customer with another one’s token',
    { ...first, 'access-token': tokenOf(sibling) },
    /^F (OAUTH_FAIL|AUTHORIZATION_NOT_EXIST)$/,
  ],
  [
    'the customer without token',
    { ...first, 'access-token': undefined },
    /^F (OAUTH_FAIL|AUTHORIZATION_NOT_EXIST)$/,
  ],
  [
    'the token without customer',
    { ...first, 'connected-customerid': undefined },
    /^F (OAUTH_FAIL|AUTHORIZATION_NOT_EXIST)$/,
  ],
  [
    'another client’s customer',
    { ...first, 'connected-customerid': 'CUSTOMER_3' },
    /^F (USER_LOAN_STATUS_QUERY_FAILED|PROCESS_FAIL|ACCOUNT_NOT_EXIST|USER_NOT_EXIST)$/,
  ],
  ['two customers at once', { ...first, 'connected-accountid': 'CUSTOMER_2' }, /^F PARAM_ILLEGAL$/],
];

/** One signed request; sent with other headers it is the same to the byte, but for those. */
function replayer({ name }: (typeof endpoints)[number]) {
  const stage = stageOn(base);
  const { clock } = stage;
  async function sendWith(headers: Headers): Promise<WireAnswer> {
    clock.ms = Date.UTC(2026, 10, 21, 3);
    return stage.call(account, name, soundBody(name, customer), { headers });
  }
  async function forged(): Promise<WireAnswer> {
    clock.ms = Date.UTC(2026, 10, 21, 3);
    const signature = `algorithm=RSA256,keyVersion=1,signature=${'A'.repeat(342)}==`;
    return stage.call(account, name, {}, { headers: { ...first, signature } });
  }
  return { ...stage, sendWith, forged };
}

const all = endpoints.map((row) => [row.name, row] as const);

describe.each(all.filter(([, { idempotency }]) => idempotency.kind === 'keyed'))('%s', (_, row) => {
  test.each(swaps)('S-09 a replay for %s does not verify', async (_what, headers) => {
    const { sendWith, forged, memory, puts } = replayer(row);
    expect((await sendWith(first)).outcome).toBe('S SUCCESS');
    const [before, putsBefore] = [memory.items(), puts.length];
    const replay = await sendWith(headers);
    expect(replay.outcome).toBe('F INVALID_SIGNATURE');
    const forgery = await forged();
    expect([replay.text, replay.headers]).toEqual([forgery.text, forgery.headers]);
    expect(memory.items()).toEqual(before);
    expect(puts.length).toBe(putsBefore);
  });

  test.each(swaps)(
    'S-09 what first came for %s does not verify for the customer',
    async (...swap) => {
      const { sendWith, memory } = replayer(row);
      await sendWith(swap[1]);
      const before = memory.items();
      expect((await sendWith(first)).outcome).toBe('F INVALID_SIGNATURE');
      expect(memory.items()).toEqual(before);
    },
  );
});

describe.each(all.filter(([, { idempotency }]) => idempotency.kind === 'query'))('%s', (_, row) => {
  test.each(swaps)('a replay for %s is judged as if it were new', async (_what, headers, query) => {
    const { sendWith, memory } = replayer(row);
    expect((await sendWith(first)).outcome).toBe('S SUCCESS');
    const replay = await sendWith(headers);
    const fresh = await replayer(row).sendWith(headers);
    expect(replay.outcome).toMatch(query);
    expect([replay.text, replay.headers]).toEqual([fresh.text, fresh.headers]);
    expect(memory.items()).toEqual(base.items());
  });
});

test.each(all)('%s: an exact replay gets the same answer and changes nothing', async (_, row) => {
  const { sendWith, memory } = replayer(row);
  const original = await sendWith(first);
  expect(original.outcome).toBe('S SUCCESS');
  const before = memory.items();
  const { 'connected-customerid': customerId, ...rest } = first;
  for (const headers of [first, { ...rest, 'connected-accountid': customerId }]) {
    expect((await sendWith(headers)).text).toBe(original.text);
  }
  expect(memory.items()).toEqual(before);
});
