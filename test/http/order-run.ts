import { expect } from 'vitest';
import { sendDraft, soundDraft } from './order-draft.ts';
import type { Fault } from './order-faults.ts';
import { soundBodyOf } from './order-stage.ts';
import type { Api } from './provider.ts';
import type { WatchedProvider } from './watched-provider.ts';
import type { WireAnswer } from './wire-partner.ts';

/** The first step at which the table may be turned to: the customer's. */
const firstWithTable = 8;

/** Sends a request that has all of these faults, which must combine. */
export function sendSpoilt(
  provider: WatchedProvider,
  api: Api,
  faults: readonly Fault[],
): Promise<WireAnswer> {
  const draft = soundDraft(api, soundBodyOf(api));
  for (const fault of faults) fault.spoil(draft);
  const isEarly = faults.some(({ step }) => step < firstWithTable);
  return sendDraft(provider, draft, isEarly);
}

/** What each fault of an endpoint is answered by when nothing else is wrong; asked once. */
export class AnswersAlone {
  readonly #provider: WatchedProvider;
  readonly #api: Api;
  readonly #results = new Map<Fault, WireAnswer['result']>();

  constructor(provider: WatchedProvider, api: Api) {
    this.#provider = provider;
    this.#api = api;
  }

  async of(fault: Fault): Promise<WireAnswer['result']> {
    const known = this.#results.get(fault);
    if (known !== undefined) return known;
    const { outcome, result } = await sendSpoilt(this.#provider, this.#api, [fault]);
    expect(outcome, fault.name).toBe(fault.outcome(this.#api));
    if (fault.message !== undefined) expect(result.resultMessage).toBe(fault.message);
    this.#results.set(fault, result);
    return result;
  }
}

/** The rows but for what refusals may leave: that they were, and signatures. */
export function rowsThatCount(
  items: readonly Readonly<Record<string, unknown>>[],
): readonly unknown[] {
  return items
    .filter(({ sk }) => !`${sk}`.startsWith('SIG#'))
    .filter(({ sk, status }) => !(`${sk}`.startsWith('REF#') && status === 'REFUSED'));
}
