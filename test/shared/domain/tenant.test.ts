import { describe, expect, test } from 'vitest';
import { type AccessToken, tokenProblem } from '../../../shared/domain/tenant.ts';

const now = 1_795_228_200_000;

function problem(changes: Partial<AccessToken>, customerId: string | undefined = 'CUSTOMER_1') {
  const token: AccessToken = {
    customerId: 'CUSTOMER_1',
    scopes: ['credit', 'fx'],
    expiresAt: now + 1,
    status: 'ACTIVE',
    ...changes,
  };
  return tokenProblem(token, customerId, 'credit', now);
}

test('a token of the customer with the scope has no problem', () => {
  expect(problem({})).toBeUndefined();
});

test('a token of the client itself serves the client itself', () => {
  const token: AccessToken = { scopes: ['credit'], expiresAt: now + 1, status: 'ACTIVE' };
  expect(tokenProblem(token, undefined, 'credit', now)).toBeUndefined();
});

describe('a token', () => {
  test.each<[string, Partial<AccessToken>, string | undefined]>([
    ['expires at its instant', { expiresAt: now }, 'expired'],
    ['has expired a while later', { expiresAt: now - 1 }, 'expired'],
    ['without the scope', { scopes: ['fx'] }, 'scope'],
    ['without any scope', { scopes: [] }, 'scope'],
    ['with a scope that only looks like it', { scopes: ['credits', 'CREDIT'] }, 'scope'],
    ['that was revoked', { status: 'REVOKED' }, 'unknown'],
    ['of another customer', { customerId: 'CUSTOMER_2' }, 'unknown'],
    ['of the client itself', { customerId: undefined }, 'unknown'],
    ['revoked, expired and without scope', { status: 'REVOKED', expiresAt: 0 }, 'unknown'],
    ['of another customer, and expired', { customerId: 'X', expiresAt: 0 }, 'unknown'],
    ['expired and without scope', { expiresAt: now, scopes: [] }, 'expired'],
  ])('%s', (_what, changes, expected) => {
    expect(problem(changes)).toBe(expected);
  });

  test('of a customer does not serve the client itself', () => {
    const token: AccessToken = {
      customerId: 'CUSTOMER_1',
      scopes: ['credit'],
      expiresAt: now + 1,
      status: 'ACTIVE',
    };
    expect(tokenProblem(token, undefined, 'credit', now)).toBe('unknown');
  });

  test('that is not there is unknown', () => {
    expect(tokenProblem(undefined, 'CUSTOMER_1', 'credit', now)).toBe('unknown');
  });
});
