import {
  type ModelApplication,
  type ModelGrant,
  type ModelLoan,
  type ModelTerms,
  sum,
} from './model-grant.ts';

/** What one tenant has, and what its counters are. */
export class ModelFacility {
  readonly clientId: string;
  readonly customerId: string | undefined;
  readonly terms: ModelTerms;
  limit: bigint;
  readonly grants = new Map<string, ModelGrant>();
  readonly loans = new Map<string, ModelLoan>();
  /** Claimed invoices, and the reference numbers that they back. */
  readonly claims = new Map<string, string>();
  /** Expiry instants whose unused amounts have left the counters. */
  readonly released = new Set<number>();
  readonly quotas = new Map<string, bigint>();
  readonly fxAccounts = new Set<string>();
  fileKey = '';

  constructor(clientId: string, customerId: string | undefined, limit: bigint, terms: ModelTerms) {
    this.clientId = clientId;
    this.customerId = customerId;
    this.limit = limit;
    this.terms = terms;
  }

  /** What an application is for. */
  amountOf({ invoices }: Pick<ModelApplication, 'invoices'>): bigint {
    const sum = invoices.reduce((total, { value }) => total + value, 0n);
    const amount = (sum * this.terms.basisPoints) / 10_000n;
    return amount > 0n ? amount : 1n;
  }

  /** The counters as they are stored. */
  counters() {
    const grants = [...this.grants.values()];
    const live = grants.filter((grant) => grant.status === 'SUCCESS');
    const granted = sum(live.filter((g) => !this.released.has(g.expiresAt)).map((g) => g.unused));
    const reserved = sum(grants.filter((g) => g.status === 'ACCEPTED').map((g) => g.amount));
    const outstanding = sum([...this.loans.values()].map((loan) => loan.outstanding));
    const headroom = this.limit - granted - reserved - outstanding;
    return { limit: this.limit, granted, reserved, outstanding, headroom };
  }

  /** The counters as a partner sees them at an instant. */
  seenAt(nowMs: number) {
    const { granted, reserved, outstanding } = this.counters();
    const expired = sum(this.#toRelease(nowMs).map((grant) => grant.unused));
    const overdue = [...this.loans.values()].some((l) => l.outstanding > 0n && l.dueAt <= nowMs);
    const seen = granted - expired;
    const headroom = this.limit - seen - reserved - outstanding;
    return { granted: seen, outstanding, headroom, overdue, available: overdue ? 0n : seen };
  }

  #toRelease(nowMs: number): ModelGrant[] {
    return [...this.grants.values()].filter(
      (g) =>
        g.status === 'SUCCESS' &&
        g.unused > 0n &&
        g.expiresAt <= nowMs &&
        !this.released.has(g.expiresAt),
    );
  }

  /** @returns whether there was anything to take out of the counters */
  release(nowMs: number): boolean {
    const expired = this.#toRelease(nowMs);
    for (const { expiresAt } of expired) this.released.add(expiresAt);
    return expired.length > 0;
  }
}
