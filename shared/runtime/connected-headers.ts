import { customerIdGrammar } from '../catalogue/header-grammar.ts';
import { accessTokenGrammar } from '../domain/tenant.ts';
import { hashToken } from '../store/access-store.ts';
import { hashContent } from '../store/content-hash.ts';
import type { UncoveredHeaders } from '../store/signature-store.ts';
import type { ReceivedRequest } from './gateway-event.ts';

/** For whom a request acts, as its unsigned headers say. */
export interface ConnectedHeaders {
  /** The customer named; undefined for the client's own account, or when `problem` is set. */
  readonly customerId: string | undefined;
  /** What is wrong with the customer headers. */
  readonly problem: string | undefined;
  /** Undefined when no token came; a malformed one has no hash. */
  readonly token: { readonly hash: string | undefined } | undefined;
  /** Customer and token as sent, hashed: what a signature is kept together with. */
  readonly uncovered: UncoveredHeaders;
}

/** Reads `Connected-CustomerId`, its alias `Connected-AccountId`, and `Access-Token`. */
export function readConnectedHeaders({ headers }: ReceivedRequest): ConnectedHeaders {
  const customer = headers['connected-customerid'];
  const account = headers['connected-accountid'];
  const token = headers['access-token'];
  const named = customer ?? account;
  const problem = customerProblem(customer, account);
  return {
    customerId: problem === undefined ? named : undefined,
    problem,
    token: token === undefined ? undefined : { hash: hashOf(token) },
    // One customer under either name, or under both, is the same request.
    uncovered: { headersHash: hashHeaders(named, account === named ? undefined : account, token) },
  };
}

function customerProblem(
  customer: string | undefined,
  account: string | undefined,
): string | undefined {
  if (customer !== undefined && account !== undefined && customer !== account) {
    return 'Connected-CustomerId and Connected-AccountId: expected the same customer';
  }
  const named = customer ?? account;
  if (named === undefined || customerIdGrammar.test(named)) return undefined;
  const name = customer === undefined ? 'Connected-AccountId' : 'Connected-CustomerId';
  return `${name}: expected 1 to 64 printable ASCII characters without blanks, # or commas, once`;
}

function hashOf(token: string): string | undefined {
  return accessTokenGrammar.test(token) ? hashToken(token) : undefined;
}

function hashHeaders(...headers: readonly (string | undefined)[]): string {
  const text = JSON.stringify(headers.map((header) => header ?? null));
  return hashContent(text);
}
