import type { RetryDeps } from './retry-worker.ts';

/** What happens in the back office, for whoever listens on the bus. */
export interface Notice {
  readonly type:
    | 'QuotaLow'
    | 'GrantExpired'
    | 'FacilityOverdue'
    | 'LedgerDrift'
    | 'BooksIncomplete';
  /** The same however often one cause is told of. */
  readonly id: string;
  readonly detail: Readonly<Record<string, string>>;
}

/** Tells the bus. At least once: a listener goes by the id. */
export interface NoticeBoard {
  publish(notices: readonly Notice[]): Promise<void>;
}

/** What the functions behind the partner APIs stand on. */
export interface BackOffice extends RetryDeps {
  readonly notices: NoticeBoard;
  /** Also of what a check could not do to one grant or tenant, which it counts at its end. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** Gives the back office, made at the first invocation. */
export type BackOfficeSource = () => BackOffice;
