/** The accounts of an FX quota: what may be settled, and the trade it was built up by. */
export type FxAccountName = 'available' | 'trade';

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

/** What can happen to a facility or a quota. */
export type LedgerEventType =
  | 'facility.opened'
  | 'grant.reserved'
  | 'grant.approved'
  | 'grants.expired'
  | 'fx-quota.credited';

/** Why an amount changed: written once, never altered, and enough to rebuild every counter. */
export interface LedgerEvent {
  /** Unique within the tenant, and the same however often one cause is retried. */
  readonly eventId: string;
  readonly type: LedgerEventType;
  /** The facility's product code, or the quota's name. */
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Who caused it: `partner`, `system`, or an operator's name. */
  readonly actor: string;
  readonly reason: string;
  readonly currency: string;
  readonly entries: readonly LedgerEntry[];
}

/** Whether the entries add up to zero, as those of every event must. */
export function isBalanced(entries: readonly LedgerEntry[]): boolean {
  return entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) === 0n;
}

/** A facility gets its limit. */
export function limitSet(limitMinor: bigint): LedgerEntry[] {
  return [
    { account: 'limit', amountMinor: -limitMinor },
    { account: 'headroom', amountMinor: limitMinor },
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

/** What was granted until an instant and never used returns to the headroom. */
export function grantsExpired(unusedMinor: bigint, expiresAt: number): LedgerEntry[] {
  return [
    { account: 'granted', amountMinor: -unusedMinor, dueAt: expiresAt },
    { account: 'headroom', amountMinor: unusedMinor },
  ];
}

/** Settled trade builds up an FX quota. */
export function quotaCredited(amountMinor: bigint): LedgerEntry[] {
  return [
    { account: 'trade', amountMinor: -amountMinor },
    { account: 'available', amountMinor },
  ];
}
