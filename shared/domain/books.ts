import type { CreditGrant } from './credit-grant.ts';
import type { Drawdown } from './drawdown.ts';
import type { Facility } from './facility.ts';
import type { LedgerEntry, LedgerEvent } from './ledger.ts';

/** Two figures that should be one. */
export interface Difference {
  /** `facility AMAZON_VC_FACTORING_LOAN granted`, say. */
  readonly what: string;
  readonly storedMinor: bigint;
  readonly recountedMinor: bigint;
}

/** Balances of a subject's accounts; a due amount has an account of its own, `granted@1795…`. */
export type Balances = ReadonlyMap<string, bigint>;

/** Adds up ledger events by subject and account, however many there are. */
export class LedgerFold {
  readonly #bySubject = new Map<string, Map<string, bigint>>();

  add(event: Pick<LedgerEvent, 'subject' | 'entries'>): void {
    const balances = this.#bySubject.get(event.subject) ?? new Map<string, bigint>();
    this.#bySubject.set(event.subject, balances);
    for (const entry of event.entries) {
      for (const name of accountNames(entry)) {
        balances.set(name, (balances.get(name) ?? 0n) + entry.amountMinor);
      }
    }
  }

  /** Every subject that an amount was ever moved of. */
  subjects(): string[] {
    return [...this.#bySubject].filter(([, balances]) => balances.size > 0).map(([name]) => name);
  }

  balancesOf(subject: string): Balances {
    return this.#bySubject.get(subject) ?? new Map();
  }
}

function accountNames(entry: LedgerEntry): string[] {
  return 'dueAt' in entry ? [entry.account, `${entry.account}@${entry.dueAt}`] : [entry.account];
}

/** Adds up a facility's grants and drawdowns; in any order, but each of them once. */
export class GrantFold {
  #unusedMinor = 0n;
  #reservedMinor = 0n;
  #outstandingMinor = 0n;
  /** Of each grant that anything is outstanding on: what it says, and what its drawdowns say. */
  readonly #outstandingByGrant = new Map<
    string,
    { readonly stored: bigint; readonly counted: bigint }
  >();
  readonly #facility: Facility;

  constructor(facility: Facility) {
    this.#facility = facility;
  }

  addGrant({ creditGrantNo, state, amountMinor }: CreditGrant): void {
    if (state.status === 'ACCEPTED') this.#reservedMinor += amountMinor;
    if (state.status !== 'SUCCESS') return;
    // What has been released from the facility is no longer in its map of expiry instants.
    if (this.#facility.unusedByExpiry.has(state.expiresAt)) this.#unusedMinor += state.unusedMinor;
    this.#addOutstanding(creditGrantNo, state.outstandingMinor, 0n);
  }

  addDrawdown({ creditGrantNo, outstandingMinor }: Drawdown): void {
    this.#outstandingMinor += outstandingMinor;
    this.#addOutstanding(creditGrantNo, 0n, outstandingMinor);
  }

  #addOutstanding(creditGrantNo: string, stored: bigint, counted: bigint): void {
    if (stored === 0n && counted === 0n) return;
    const before = this.#outstandingByGrant.get(creditGrantNo);
    this.#outstandingByGrant.set(creditGrantNo, {
      stored: (before?.stored ?? 0n) + stored,
      counted: (before?.counted ?? 0n) + counted,
    });
  }

  differences(): Difference[] {
    const { productCode, grantedMinor, reservedMinor, outstandingMinor } = this.#facility;
    const of = (name: string) => `facility ${productCode} ${name}, recounted from its rows`;
    return differing([
      [of('granted'), grantedMinor, this.#unusedMinor],
      [of('reserved'), reservedMinor, this.#reservedMinor],
      [of('outstanding'), outstandingMinor, this.#outstandingMinor],
      ...[...this.#outstandingByGrant].map(([creditGrantNo, { stored, counted }]): Line => {
        const what = `grant ${creditGrantNo} outstanding, recounted from its drawdowns`;
        return [what, stored, counted];
      }),
    ]);
  }
}

/** Where a facility's counters differ from what its ledger says. */
export function facilityDifferences(facility: Facility, ledger: Balances): Difference[] {
  const of = (name: string) => `facility ${facility.productCode} ${name}, replayed from its ledger`;
  const balance = (account: string) => ledger.get(account) ?? 0n;
  return differing([
    [of('limit'), facility.creditLimitMinor, -balance('limit')],
    [of('headroom'), facility.headroomMinor, balance('headroom')],
    [of('reserved'), facility.reservedMinor, balance('reserved')],
    [of('granted'), facility.grantedMinor, balance('granted')],
    [of('outstanding'), facility.outstandingMinor, balance('outstanding')],
    ...dueLines(of, 'granted', facility.unusedByExpiry, ledger),
    ...dueLines(of, 'outstanding', facility.unpaidByDue, ledger),
  ]);
}

/** Where a quota differs from what its ledger says. */
export function quotaDifferences(
  subject: string,
  availableMinor: bigint,
  ledger: Balances,
): Difference[] {
  const what = `FX quota ${subject} available, replayed from its ledger`;
  return differing([[what, availableMinor, ledger.get('available') ?? 0n]]);
}

const ownAccounts: ReadonlySet<string> = new Set([
  'headroom',
  'reserved',
  'granted',
  'outstanding',
  'available',
]);

/** What a ledger tells of a facility or a quota that has no row. */
export function orphanDifferences(subject: string, ledger: Balances): Difference[] {
  const told = [...ledger].filter(([account]) => ownAccounts.has(account));
  return differing(
    told.map(([account, minor]): Line => [`${subject} ${account}, which has no row`, 0n, minor]),
  );
}

/** A figure as it is stored, and as it was counted. */
export type Line = readonly [what: string, stored: bigint, recounted: bigint];

/** The lines whose two figures are not one. */
export function differing(lines: readonly Line[]): Difference[] {
  return lines
    .filter(([, stored, recounted]) => stored !== recounted)
    .map(([what, storedMinor, recountedMinor]) => ({ what, storedMinor, recountedMinor }));
}

function dueLines(
  of: (name: string) => string,
  account: 'granted' | 'outstanding',
  stored: ReadonlyMap<number, bigint>,
  ledger: Balances,
): Line[] {
  const prefix = `${account}@`;
  const inLedger = [...ledger.keys()].filter((name) => name.startsWith(prefix));
  const names = new Set([...inLedger, ...[...stored.keys()].map((at) => `${prefix}${at}`)]);
  return [...names].map((name): Line => {
    const at = Number(name.slice(prefix.length));
    return [of(name), stored.get(at) ?? 0n, ledger.get(name) ?? 0n];
  });
}
