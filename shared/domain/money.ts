import { StoredDataFault } from './refusal.ts';

/** The largest amount that the wire can carry, in minor units: 16 digits. */
export const maxMinor = 9_999_999_999_999_999n;
const basisPointsPerWhole = 10_000n;

/** An amount as the wire carries it: digits of the currency's minor unit. */
export interface Amount {
  readonly currency: string;
  readonly value: string;
}

/**
 * Writes an amount for an answer.
 *
 * @throws {StoredDataFault} when the amount is negative or has more than 16 digits: neither can be
 * said on the wire, and neither can come from rows that hold the invariants.
 */
export function toAmount(currency: string, minor: bigint): Amount {
  if (minor < 0n || minor > maxMinor) throw new StoredDataFault('amount out of bounds');
  return { currency, value: minor.toString() };
}

/** The sum of amounts in minor units; the caller has seen to it that they share one currency. */
export function sumMinor(amounts: readonly Amount[]): bigint {
  return amounts.reduce((sum, { value }) => sum + BigInt(value), 0n);
}

/**
 * What is applied for on invoices: floor(sum × advance rate), at least 1, in minor units. All or
 * nothing: the same figure is reserved, granted and compared with the headroom.
 *
 * @param advanceRateBasisPoints 10,000 is the whole value
 */
export function appliedMinor(invoicesMinor: bigint, advanceRateBasisPoints: bigint): bigint {
  const share = (invoicesMinor * advanceRateBasisPoints) / basisPointsPerWhole;
  return share > 0n ? share : 1n;
}
