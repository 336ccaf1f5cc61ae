/** A loan taken on a grant. */
export interface Drawdown {
  readonly drawdownNo: string;
  readonly creditGrantNo: string;
  readonly amountMinor: bigint;
  /** Not yet repaid. */
  readonly outstandingMinor: bigint;
  /** From this instant on, epoch milliseconds, what is not repaid is overdue. */
  readonly dueAt: number;
}
