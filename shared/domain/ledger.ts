/** The accounts of an FX quota: what may be settled, the trade it came from, what was settled. */
export type FxAccountName = 'available' | 'trade' | 'settled';

/**
 * One side of an event, in minor units of the event's currency; may be negative. `limit` is the
 * lender's side: what a customer has in its accounts came from there, so every event's entries add
 * up to zero.
 */
export type LedgerEntry =
  | {
      readonly account: 'limit' | 'headroom' | 'reserved' | FxAccountName;
      readonly amountMinor: bigint;
    }
  | {
      readonly account: 'granted' | 'outstanding';
      readonly amountMinor: bigint;
      /** When the amount expires or its payment is overdue, epoch milliseconds. */
      readonly dueAt: number;
    };

/** What can happen to a facility, a quota, or the things around them. */
export const ledgerEventTypes = [
  'facility.opened',
  'facility.limit-changed',
  'facility.fenced',
  'facility.promoted',
  'facility.reconciled',
  'grant.reserved',
  'grant.approved',
  'grant.released',
  'grants.expired',
  'loan.drawn',
  'loan.repaid',
  'fx-quota.credited',
  'fx-quota.debited',
  'contract.signed',
  'budget-account.opened',
  'grant.reviewed',
  'token.issued',
  'token.revoked',
] as const;
/** One of `ledgerEventTypes`. */
export type LedgerEventType = (typeof ledgerEventTypes)[number];

/** Why something changed: written once, never altered, and enough to rebuild every counter. */
export interface LedgerEvent {
  /** Unique within the tenant, and the same however often one cause is retried. */
  readonly eventId: string;
  readonly type: LedgerEventType;
  /** The facility's product code, the quota's name, or what else the event is about. */
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Who caused it: `partner`, `system`, or an operator's name. */
  readonly actor: string;
  readonly reason: string;
  /** Empty when no amount moves. */
  readonly currency: string;
  readonly entries: readonly LedgerEntry[];
  /** The application that it is about, where it is about one. */
  readonly creditGrantNo?: string | undefined;
  /** The loan that it is about, where it is about one. */
  readonly drawdownNo?: string | undefined;
  /** What a repeated event of the back office is compared by: SHA-256 of its content, in hex. */
  readonly contentHash?: string;
}

/** Whether the entries add up to zero, as those of every event must. */
export function isBalanced(entries: readonly LedgerEntry[]): boolean {
  return entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) === 0n;
}

/** A facility gets its limit, or another one: by how much it rises, or falls when negative. */
export function limitRaised(byMinor: bigint): LedgerEntry[] {
  return [
    { account: 'limit', amountMinor: -byMinor },
    { account: 'headroom', amountMinor: byMinor },
  ];
}

/** An application waits for its decision. */
export function headroomReserved(amountMinor: bigint): LedgerEntry[] {
  return [
    { account: 'headroom', amountMinor: -amountMinor },
    { account: 'reserved', amountMinor },
  ];
}

/** An application is approved on the spot. */
export function headroomGranted(amountMinor: bigint, expiresAt: number): LedgerEntry[] {
  return [
    { account: 'headroom', amountMinor: -amountMinor },
    { account: 'granted', amountMinor, dueAt: expiresAt },
  ];
}

/** An application that had waited is approved. */
export function reservationGranted(amountMinor: bigint, expiresAt: number): LedgerEntry[] {
  return [
    { account: 'reserved', amountMinor: -amountMinor },
    { account: 'granted', amountMinor, dueAt: expiresAt },
  ];
}

/** An application that had waited has failed. */
export function reservationReleased(amountMinor: bigint): LedgerEntry[] {
  return [
    { account: 'reserved', amountMinor: -amountMinor },
    { account: 'headroom', amountMinor },
  ];
}

/** What was granted until an instant and never used returns to the headroom. */
export function grantsExpired(unusedMinor: bigint, expiresAt: number): LedgerEntry[] {
  return [
    { account: 'granted', amountMinor: -unusedMinor, dueAt: expiresAt },
    { account: 'headroom', amountMinor: unusedMinor },
  ];
}

/** A loan is taken on what was granted until one instant, and is to be repaid by another. */
export function loanDrawn(amountMinor: bigint, expiresAt: number, dueAt: number): LedgerEntry[] {
  return [
    { account: 'granted', amountMinor: -amountMinor, dueAt: expiresAt },
    { account: 'outstanding', amountMinor, dueAt },
  ];
}

/** A loan is repaid, or a part of it. */
export function loanRepaid(amountMinor: bigint, dueAt: number): LedgerEntry[] {
  return [
    { account: 'outstanding', amountMinor: -amountMinor, dueAt },
    { account: 'headroom', amountMinor },
  ];
}

/** Settled trade builds up an FX quota. */
export function quotaCredited(amountMinor: bigint): LedgerEntry[] {
  return [
    { account: 'trade', amountMinor: -amountMinor },
    { account: 'available', amountMinor },
  ];
}

/** A settlement declaration takes from an FX quota. */
export function quotaDebited(amountMinor: bigint): LedgerEntry[] {
  return [
    { account: 'available', amountMinor: -amountMinor },
    { account: 'settled', amountMinor },
  ];
}
