import * as z from 'zod/mini';
import { queryBudgetAccountInfo } from '../../shared/catalogue/worldcard.ts';
import { hashToken } from '../../shared/store/access-store.ts';
import type { SmokeRun } from './smoke-run.ts';
import type { Header, WireRequest } from './smoke-wire.ts';

const { path } = queryBudgetAccountInfo;
const customerId = 'SMOKE_CUSTOMER';
const success = 'S SUCCESS';
const tokenLifeMs = 3_600_000;
const signed = z.object({
  contractStatus: z.literal('SIGNED'),
  createdAccountCount: z.literal(1),
  budgetAccountList: z.array(z.object({ budgetAccountId: z.literal('SMOKE_BA') })),
});
const unsigned = z.object({
  contractStatus: z.literal('NOT_SIGN'),
  contractInfoList: z.array(z.object({ contractUrl: z.string() })),
});

/** Budget accounts: the partner's own, and those of a customer whose token it holds. */
export async function checkBudgetApi(run: SmokeRun, token: string, nowMs: number): Promise<void> {
  const own: WireRequest = { path };
  const nothing = { outcome: success, shape: unsigned };
  await run.call('queryBudgetAccountInfo, nothing signed', own, nothing);
  const contract = { contract: 'budget-account' };
  await run.post('its contract is signed', { type: 'contract.signed', data: contract });
  const account = {
    budgetAccountId: 'SMOKE_BA',
    budgetAccountName: 'Smoke test',
    status: 'ACTIVE',
    createdAt: new Date(nowMs).toISOString(),
  };
  await run.post('a budget account is opened', { type: 'budget-account.opened', data: account });
  await run.call('queryBudgetAccountInfo', own, { outcome: success, shape: signed });

  const authorised = asFor('Connected-CustomerId', token);
  await run.call('for a customer it does not have', authorised, { outcome: 'F USER_NOT_EXIST' });
  const tokenHash = hashToken(token);
  const expiresAt = new Date(nowMs + tokenLifeMs).toISOString();
  const issued = { tokenHash, scopes: ['worldcard'], expiresAt };
  await run.post('a token is issued', { type: 'token.issued', customerId, data: issued });
  await run.call('for a customer, with its token', authorised, nothing);
  const alias = asFor('Connected-AccountId', token);
  await run.call('for a customer, by the newer header', alias, nothing);
  const refused = { outcome: 'F AUTHORIZATION_NOT_EXIST' };
  await run.call('for a customer, without a token', asFor('Connected-CustomerId'), refused);
  await run.post('the token is revoked', {
    type: 'token.revoked',
    customerId,
    data: { tokenHash },
  });
  await run.call('for a customer, with a revoked token', authorised, refused);
}

function asFor(header: string, token?: string): WireRequest {
  const withToken: readonly Header[] = token === undefined ? [] : [['Access-Token', token]];
  return { path, body: '{}', spelling: { more: [[header, customerId], ...withToken] } };
}
