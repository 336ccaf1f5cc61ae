import type { FailCode } from '../domain/credit-grant.ts';
import type { CallBounds } from '../store/table.ts';

/** What a decision service is asked about: an application that our own rules would approve. */
export interface DecisionQuestion {
  readonly creditGrantNo: string;
  readonly clientId: string;
  readonly customerId?: string | undefined;
  /** What is applied for, in minor units. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** All that the partner sent, as one JSON text. */
  readonly content: string;
}

/** What it thinks. It can only narrow: limits, claims and amounts stay with us. */
export type Opinion =
  | { readonly opinion: 'approve' }
  | { readonly opinion: 'reject'; readonly failCode: FailCode }
  | { readonly opinion: 'pending' };

/**
 * Has a say in every application that our own rules would approve by themselves; one that waits
 * for a person is decided by that person, and is never put to it.
 */
export interface DecisionService {
  /** @throws when it is down, slow or makes no sense: then the application waits */
  ask(question: DecisionQuestion, bounds: CallBounds): Promise<Opinion>;
}

/** The built-in decision: what passes the rules is approved. */
export const rulesAlone: DecisionService = {
  ask: async () => ({ opinion: 'approve' }),
};
