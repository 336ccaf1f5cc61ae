import {
  CreditGrantCalls,
  type FollowOptions,
  inquiryCount,
  waitMsBefore,
} from './credit-grant-calls.ts';
import {
  type CreditGrantAnswer,
  type CreditGrantEnd,
  decidedBy,
  inquiryEnd,
} from './credit-grant-end.ts';
import type { FailedAnswer } from './partner-answer.ts';
import type { PartnerClient } from './partner-client.ts';
import type { RequestBody } from './typed-answer.ts';

/**
 * So long after it was signed, no application is begun on any more, wherever it lay meanwhile: at
 * most 900 s of age are granted to a client, its clock may be 60 s ahead, and an execution ends
 * within 12 s.
 */
const applicationDeadAfterMs = 17 * 60_000;

/**
 * Applies for a credit grant and stays with it until it is decided: asks what became of it on the
 * published schedule, and where the provider has never heard of it, sends the same application
 * again, which cannot count twice. What was answered `F` is never sent again, and a no is only
 * ever the provider's own. After a restart of the program begin with `inquireUntilDecided`, and
 * come back here, with the same content, where that says `absent`.
 *
 * @throws {TypeError} when a header or the body cannot be written; nothing was sent then
 */
export async function settleCreditGrant(
  client: Pick<PartnerClient, 'call'>,
  application: RequestBody<'applyCreditGrant'>,
  options: FollowOptions = {},
): Promise<CreditGrantEnd> {
  // The caller may change its own meanwhile; sent again, it must be what it was.
  const content = structuredClone(application);
  const settling = new Settling(new CreditGrantCalls(client, options), content);
  return (await settling.apply()) ?? (await settling.follow());
}

/** One application on its way, and what is known of it. */
class Settling {
  readonly #calls: CreditGrantCalls;
  readonly #content: RequestBody<'applyCreditGrant'>;
  #last: CreditGrantAnswer | undefined;
  #accepted = false;
  #refusal: FailedAnswer | undefined;
  /** For how long none was sent that may still arrive. */
  #quietMs = Number.POSITIVE_INFINITY;

  constructor(calls: CreditGrantCalls, content: RequestBody<'applyCreditGrant'>) {
    this.#calls = calls;
    this.#content = content;
  }

  /** Sends the application. Gives the end, if that is one. */
  async apply(): Promise<CreditGrantEnd | undefined> {
    if (this.#calls.aborted) return { kind: 'aborted', last: this.#last };
    const answer = await this.#calls.apply(this.#content);
    this.#last = answer;
    if (answer.kind === 'F') {
      this.#refusal = answer;
      return this.#refused();
    }
    if (answer.kind === 'S') this.#accepted = true;
    else this.#quietMs = 0;
    return decidedBy(answer);
  }

  /** Inquires until there is an end. The seven begin anew with a first acceptance, once. */
  async follow(): Promise<CreditGrantEnd> {
    for (let inquiry = 1; ; inquiry++) {
      const answer = await this.#calls.inquire(this.#content.referenceNo, inquiry);
      if (answer === undefined) return { kind: 'aborted', last: this.#last };
      this.#last = answer;
      this.#quietMs += waitMsBefore(inquiry);
      const end = inquiryEnd(answer);
      if (end !== undefined && end.kind !== 'absent') return end;
      if (this.#calls.aborted) return { kind: 'aborted', last: answer };
      const refused = end && this.#refused();
      if (refused !== undefined) return refused;
      if (inquiry === inquiryCount) return end ?? { kind: 'undecided', last: answer };
      if (end === undefined || this.#refusal !== undefined) continue;
      const accepted = this.#accepted;
      const again = await this.apply();
      if (again !== undefined) return again;
      if (this.#accepted !== accepted) inquiry = 0;
    }
  }

  /** The refusal, once it speaks for every sending: an `F` tells nothing of an earlier one. */
  #refused(): CreditGrantEnd | undefined {
    const answer = this.#refusal;
    if (answer === undefined) return undefined;
    // The reference is another content's, for ever, so no sending of this one has counted.
    const isForeign = answer.code === 'REPEAT_REQ_INCONSISTENT';
    return isForeign || this.#quietMs >= applicationDeadAfterMs
      ? { kind: 'refused', answer }
      : undefined;
  }
}
