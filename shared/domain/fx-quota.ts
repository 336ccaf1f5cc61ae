/** What an FX settlement quota is accumulated by. */
export const accumulationMethods = [
  'USER_ID',
  'RECEIVING_ACCOUNT',
  'VIRTUAL_ACCOUNT',
  'BENEFICIARY',
] as const;
/** One of `accumulationMethods`. */
export type AccumulationMethod = (typeof accumulationMethods)[number];

/** The kinds of trade that a beneficiary's quota is kept apart for. */
export const tradeTypes = ['GOODS', 'SERVICE'] as const;
/** One of `tradeTypes`. */
export type TradeType = (typeof tradeTypes)[number];

/** Which account a quota belongs to. */
export interface FxAccount {
  readonly accumulationMethod: AccumulationMethod;
  readonly accumulationId: string;
}

/** Which quota of an account: its currency, and for a beneficiary the kind of trade. */
export interface FxQuotaName extends FxAccount {
  readonly currency: string;
  readonly tradeType?: TradeType | undefined;
}

/** What may be settled: credited by settled trade, debited by settlement, never below zero. */
export interface FxQuota {
  readonly availableMinor: bigint;
}
