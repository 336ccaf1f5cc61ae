import type { WireAnswer } from '../http/wire-partner.ts';

/** An answer's result with what a business refusal, or a sum, says of whose data was found. */
export function tell({ outcome, body }: WireAnswer): string {
  const { creditGrantStatus, failCode, availableQuota, createdAccountCount } = body;
  const found = [creditGrantStatus, failCode, availableQuota?.value, createdAccountCount];
  return [outcome, ...found.filter((each) => each !== undefined)].join(' ');
}
