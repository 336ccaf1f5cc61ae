import { StoredDataFault } from './refusal.ts';

/** The products that a facility can be for. */
export const productCodes = ['AMAZON_VC_FACTORING_LOAN'] as const;
/** A product, by the protocol's code. */
export type ProductCode = (typeof productCodes)[number];

/** Sums in minor units by the instant they fall due, epoch milliseconds. */
export type DueSums = ReadonlyMap<number, bigint>;

/** What the built-in decision goes by; each facility has its own. */
export interface FacilityTerms {
  /** What part of an invoice is advanced; 10,000 is all of it. */
  readonly advanceRateBasisPoints: bigint;
  /** How old an invoice may be, in days. */
  readonly maxInvoiceAgeDays: number;
  /** How far off an invoice's due date may be, in days. */
  readonly maxDaysToDue: number;
  /** An application for more than this waits for a person; in minor units. */
  readonly reviewThresholdMinor: bigint;
  /** How long a grant can be drawn on, in days from its approval. */
  readonly grantTermDays: number;
  /** Yearly rate as a decimal text: `0.05` is 5 %. */
  readonly annualPercentageRate: string;
}

/**
 * One customer's line of credit for one product. The counters are what has been committed; what
 * they mean at an instant, with expiry and due dates judged by the clock, is `loanQuotaAt`.
 */
export interface Facility {
  readonly productCode: ProductCode;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'CLOSED';
  readonly contract: 'SIGNED' | 'NOT_SIGN';
  readonly creditLimitMinor: bigint;
  readonly grantedMinor: bigint;
  readonly reservedMinor: bigint;
  readonly outstandingMinor: bigint;
  /** Credit limit less the three above. Stored, because a condition compares but cannot add. */
  readonly headroomMinor: bigint;
  /** Unused granted amounts by the instant they expire. */
  readonly unusedByExpiry: DueSums;
  /** Outstanding amounts by the instant their payment is overdue. */
  readonly unpaidByDue: DueSums;
  readonly payeeCodes: readonly string[];
  readonly vcCodes: readonly string[];
  readonly terms: FacilityTerms;
  /** Fences a region or an operator out: a write names the epoch it has read. */
  readonly epoch: bigint;
  /** Whether it has been told that a payment is overdue. */
  readonly overdueNoted: boolean;
  /**
   * Since when it writes in this region without anybody knowing what the one before had accepted
   * last, epoch milliseconds; absent once that is known, as it is but after a fail-over.
   */
  readonly unreconciledSince?: number | undefined;
}

/** The sums of a facility as judged at one instant, in minor units. */
export interface LoanQuota {
  readonly grantedMinor: bigint;
  readonly reservedMinor: bigint;
  readonly outstandingMinor: bigint;
  readonly headroomMinor: bigint;
  readonly availableMinor: bigint;
  readonly overdue: boolean;
}

/**
 * Judges a facility at an instant: what has expired no longer counts as granted although nobody
 * may have swept it yet, and a payment past due makes it overdue, when nothing is available.
 *
 * @throws {StoredDataFault} when the counters contradict each other
 */
export function loanQuotaAt(facility: Facility, nowMs: number): LoanQuota {
  assertIdentity(facility);
  const expiredMinor = dueBy(facility.unusedByExpiry, nowMs);
  const grantedMinor = facility.grantedMinor - expiredMinor;
  const overdue = overdueSince(facility, nowMs) !== undefined;
  return {
    grantedMinor,
    reservedMinor: facility.reservedMinor,
    outstandingMinor: facility.outstandingMinor,
    headroomMinor: facility.headroomMinor + expiredMinor,
    availableMinor: overdue ? 0n : grantedMinor,
    overdue,
  };
}

/** How many instants a facility's sums may fall due at: its item stays well under its limit. */
const maxInstants = 2_000;

/** Whether sums can take on what falls due at an instant. */
export function hasRoomFor(sums: DueSums, at: number): boolean {
  return sums.has(at) || sums.size < maxInstants;
}

/** The earliest instant that has passed with its payment outstanding: what makes it overdue. */
export function overdueSince(
  { unpaidByDue }: Pick<Facility, 'unpaidByDue'>,
  nowMs: number,
): number | undefined {
  const unpaid = [...unpaidByDue].filter(([at, minor]) => at <= nowMs && minor > 0n);
  return unpaid.length === 0 ? undefined : Math.min(...unpaid.map(([at]) => at));
}

/** The expiry instants that have passed while their unused amounts still stand in the counters. */
export function expiriesToRelease(facility: Facility, nowMs: number): number[] {
  return [...facility.unusedByExpiry.keys()].filter((at) => at <= nowMs).sort((a, b) => a - b);
}

function dueBy(sums: DueSums, nowMs: number): bigint {
  let total = 0n;
  for (const [at, minor] of sums) if (at <= nowMs) total += minor;
  return total;
}

function sumOf(sums: DueSums): bigint {
  return [...sums.values()].reduce((total, minor) => total + minor, 0n);
}

function assertIdentity(facility: Facility): void {
  const { creditLimitMinor, grantedMinor, reservedMinor, outstandingMinor } = facility;
  const counters = [grantedMinor, reservedMinor, outstandingMinor];
  const parts = [...facility.unusedByExpiry.values(), ...facility.unpaidByDue.values()];
  const holds =
    [...counters, ...parts].every((minor) => minor >= 0n) &&
    facility.headroomMinor === creditLimitMinor - grantedMinor - reservedMinor - outstandingMinor &&
    sumOf(facility.unusedByExpiry) === grantedMinor &&
    sumOf(facility.unpaidByDue) === outstandingMinor;
  if (!holds) throw new StoredDataFault('facility counters contradict each other');
}

/**
 * Keeps what is not found from being told of as if it had never been: the region before may have
 * accepted it, and to answer or to accept it anew would be a second truth.
 *
 * @throws {StoredDataFault} while nobody knows what that region had accepted last
 */
export function assertReconciled({ unreconciledSince }: Facility): void {
  if (unreconciledSince === undefined) return;
  throw new StoredDataFault('what another region had accepted last is not known yet');
}
