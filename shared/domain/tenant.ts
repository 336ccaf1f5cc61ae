/** Whose data a request may touch: a verified client's own account, or one customer it manages. */
export interface Tenant {
  readonly clientId: string;
  /** Absent for the client's own account. */
  readonly customerId?: string;
}

/** What a customer's record says of it. */
export interface Customer {
  readonly status: 'ACTIVE' | 'SUSPENDED';
}

/** What is kept of an access token; the token itself is known only to its bearer. */
export interface AccessToken {
  /** The customer it speaks for; absent for the client's own account. */
  readonly customerId?: string | undefined;
  /** The product families it opens. */
  readonly scopes: readonly string[];
  /** Epoch milliseconds; the token is good before this instant. */
  readonly expiresAt: number;
  readonly status: 'ACTIVE' | 'REVOKED';
}

/** Opaque to us: 1 to 512 printable ASCII characters without blanks or commas. */
export const accessTokenGrammar = /^[!-+\--~]{1,512}$/;

/** What is wrong with a token, if anything. */
export type TokenProblem = 'unknown' | 'expired' | 'scope';

/** Judges a token that was found under the verified client, at one instant. */
export function tokenProblem(
  token: AccessToken | undefined,
  customerId: string | undefined,
  scope: string,
  nowMs: number,
): TokenProblem | undefined {
  if (token === undefined || token.status !== 'ACTIVE') return 'unknown';
  if (token.customerId !== customerId) return 'unknown';
  if (nowMs >= token.expiresAt) return 'expired';
  return token.scopes.includes(scope) ? undefined : 'scope';
}
