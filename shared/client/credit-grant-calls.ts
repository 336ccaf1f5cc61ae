import { setTimeout as after } from 'node:timers/promises';
import { inquiryWaitMinutes } from '../catalogue/inquiry-schedule.ts';
import type { PartnerAnswer } from './partner-answer.ts';
import type { PartnerClient } from './partner-client.ts';
import type { CallOptions } from './signed-request.ts';
import type { RequestBody, ResponseBody } from './typed-answer.ts';

/** What has just happened, for a log or a durable note. */
export type CreditGrantProgress =
  | { readonly step: 'applied'; readonly answer: PartnerAnswer<ResponseBody<'applyCreditGrant'>> }
  | {
      readonly step: 'waiting';
      readonly waitMs: number;
      /** The inquiry that follows, 1 to 7. */
      readonly inquiry: number;
    }
  | {
      readonly step: 'inquired';
      readonly inquiry: number;
      readonly answer: PartnerAnswer<ResponseBody<'inquiryCreditGrant'>>;
    };

/** How an application is followed for hours; nothing need be said. */
export interface FollowOptions extends Omit<CallOptions, 'accessToken'> {
  /** A function is asked before each call, since a token may not last for hours. */
  readonly accessToken?: string | (() => string | Promise<string>) | undefined;
  /** Awaited. What it throws is thrown on, and ends the following of the application. */
  readonly onProgress?: (progress: CreditGrantProgress) => unknown;
  /** Waits; a timer unless given. It may end early, in whatever way, once the signal aborts. */
  readonly wait?: (waitMs: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** How many inquiries there are. */
export const inquiryCount = inquiryWaitMinutes.length;

/** How long is waited before an inquiry, 1 to 7. */
export function waitMsBefore(inquiry: number): number {
  return (inquiryWaitMinutes[inquiry - 1] ?? 0) * 60_000;
}

/** The two calls that an application takes, each told to who follows it. */
export class CreditGrantCalls {
  readonly #client: Pick<PartnerClient, 'call'>;
  readonly #options: FollowOptions;

  constructor(client: Pick<PartnerClient, 'call'>, options: FollowOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Whether the caller has given up. */
  get aborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  async apply(application: RequestBody<'applyCreditGrant'>) {
    const options = await this.#callOptions();
    const answer = await this.#client.call('applyCreditGrant', application, options);
    await this.#options.onProgress?.({ step: 'applied', answer });
    return answer;
  }

  /** Waits, then inquires. Undefined when the caller gave up before the inquiry. */
  async inquire(referenceNo: string, inquiry: number) {
    if (this.aborted) return undefined;
    const waitMs = waitMsBefore(inquiry);
    await this.#options.onProgress?.({ step: 'waiting', waitMs, inquiry });
    await this.#wait(waitMs);
    if (this.aborted) return undefined;
    const options = await this.#callOptions();
    const answer = await this.#client.call('inquiryCreditGrant', { referenceNo }, options);
    await this.#options.onProgress?.({ step: 'inquired', inquiry, answer });
    return answer;
  }

  async #wait(waitMs: number): Promise<void> {
    const { signal, wait = waitByTimer } = this.#options;
    try {
      await wait(waitMs, signal);
    } catch (error) {
      if (!this.aborted) throw error;
    }
  }

  async #callOptions(): Promise<CallOptions> {
    const { customerId, timeoutMs, signal, accessToken: given } = this.#options;
    const accessToken = typeof given === 'function' ? await given() : given;
    return { customerId, timeoutMs, signal, accessToken };
  }
}

function waitByTimer(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  return after(waitMs, undefined, signal === undefined ? {} : { signal });
}
