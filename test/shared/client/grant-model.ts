import type { PartnerClient } from '../../../shared/client/client.ts';
import { application, bodyOf, type Reply } from './grant-server.ts';

/** What happens to one call on its way. */
export type Luck =
  | 'fine'
  | 'lost before'
  | 'lost after'
  | 'unsigned after'
  | 'U, nothing done'
  | 'F, nothing done'
  /** Held up for so many minutes, and answered to nobody. */
  | number;

export interface Story {
  readonly applying: readonly Luck[];
  readonly inquiring: readonly Luck[];
  readonly verdict: 'SUCCESS' | 'FAILED';
  /** From the acceptance on. */
  readonly decidedAfterMinutes: number;
}

/** A request is not heard of any more when it is older: the longest that a client may be allowed. */
const forgottenAfterMinutes = 16;

/** A provider with one reference, in minutes that pass by being waited, with luck as it is told. */
export class GrantModel {
  readonly #story: Story;
  readonly #underway: number[] = [];
  #minute = 0;
  #acceptedAt: number | undefined;
  /** What was called and what it was told, and each wait. */
  readonly trace: string[] = [];

  constructor(story: Story) {
    this.#story = story;
  }

  /** What it has of the application now. */
  get state(): 'none' | 'ACCEPTED' | 'SUCCESS' | 'FAILED' {
    if (this.#acceptedAt === undefined) return 'none';
    const age = this.#minute - this.#acceptedAt;
    const { verdict, decidedAfterMinutes } = this.#story;
    if (age >= Math.min(decidedAfterMinutes, 635))
      return decidedAfterMinutes <= 635 ? verdict : 'FAILED';
    return 'ACCEPTED';
  }

  readonly wait = async (waitMs: number): Promise<void> => {
    this.trace.push(`${waitMs / 60_000}`);
    this.pass(waitMs / 60_000);
  };

  /** Time passes, and what was held up arrives. */
  pass(minutes: number): void {
    this.#minute += minutes;
    const arrived = this.#underway.filter((at) => at <= this.#minute).toSorted((a, b) => a - b);
    this.#acceptedAt ??= arrived[0];
  }

  /** Its partner's client. The answers are what the real one makes of each luck. */
  readonly client = {
    call: async (api: string, body: unknown) => {
      const call = api === 'applyCreditGrant' ? 'apply' : 'inquire';
      const given = call === 'apply' ? this.#story.applying : this.#story.inquiring;
      const count = this.trace.filter((step) => step.startsWith(call)).length;
      const luck = given[count] ?? 'fine';
      if (call === 'apply' && JSON.stringify(body) !== JSON.stringify(application))
        throw new Error('another content');
      const answer = this.#answer(call, luck);
      this.trace.push(`${call} ${'code' in answer ? answer.code : answer.kind}`);
      return answer;
    },
  } as unknown as Pick<PartnerClient, 'call'>;

  #answer(call: 'apply' | 'inquire', luck: Luck) {
    const nothing = { kind: 'U', code: 'NO_ANSWER', message: '-', body: undefined };
    const unverified = { kind: 'unverified', why: 'unsigned', message: '-' };
    if (typeof luck === 'number') {
      const arrives = call === 'apply' && luck <= forgottenAfterMinutes;
      if (arrives) this.#underway.push(this.#minute + luck);
      return nothing;
    }
    if (luck === 'lost before') return nothing;
    if (luck === 'U, nothing done') return answered('U UNKNOWN_EXCEPTION');
    if (luck === 'F, nothing done') return answered('F OAUTH_FAIL');
    if (call === 'apply') this.#acceptedAt ??= this.#minute;
    if (luck === 'lost after') return nothing;
    if (luck === 'unsigned after') return unverified;
    if (call === 'apply') return answered(this.state === 'FAILED' ? 'FAILED' : 'ACCEPTED');
    return answered(this.state === 'none' ? 'F ORDER_NOT_EXIST' : this.state);
  }
}

function answered(reply: Reply) {
  const body = bodyOf(reply);
  const [kind, code] = reply.split(' ');
  return code === undefined ? { kind: 'S', body } : { kind, code, message: '-', body };
}
