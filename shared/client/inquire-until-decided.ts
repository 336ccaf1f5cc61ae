import { CreditGrantCalls, type FollowOptions, inquiryCount } from './credit-grant-calls.ts';
import { type CreditGrantAnswer, type InquiryEnd, inquiryEnd } from './credit-grant-end.ts';
import type { PartnerClient } from './partner-client.ts';

/**
 * Asks what became of an application, after 5, 10, 20, 40, 80, 160 and 320 minutes, each counted
 * from the one before, until it is decided. Applies for nothing.
 *
 * @throws {TypeError} when a header or the body cannot be written; nothing was sent then
 */
export async function inquireUntilDecided(
  client: Pick<PartnerClient, 'call'>,
  referenceNo: string,
  options: FollowOptions = {},
): Promise<InquiryEnd> {
  const calls = new CreditGrantCalls(client, options);
  let last: CreditGrantAnswer | undefined;
  for (let inquiry = 1; ; inquiry++) {
    const answer = await calls.inquire(referenceNo, inquiry);
    if (answer === undefined) return { kind: 'aborted', last };
    const end = inquiryEnd(answer);
    if (end !== undefined) return end;
    if (calls.aborted) return { kind: 'aborted', last: answer };
    if (inquiry === inquiryCount) return { kind: 'undecided', last: answer };
    last = answer;
  }
}
