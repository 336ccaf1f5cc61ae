import { setTimeout as sleep } from 'node:timers/promises';
import type * as z from 'zod/mini';
import { faultOf } from './fault.ts';
import type { OperatorEvent, Place } from './place.ts';
import { AnswerWrong, type ServerKeys, type Verified, verified } from './smoke-verifier.ts';
import { sendOverWire, type WirePartner, type WireRequest } from './smoke-wire.ts';
import type { World } from './world.ts';

/** What an answer must say: its outcome, and the shape of its body where that counts. */
export interface Expected<Shape extends z.ZodMiniType = z.ZodMiniType> {
  readonly outcome: string;
  readonly shape?: Shape;
  /** What is on its way is asked for again until it is there. */
  readonly withinMs?: number;
}

/** An event of the back office, as far as a check says it. */
export interface SmokeEvent extends Pick<OperatorEvent, 'type' | 'data' | 'customerId'> {
  /** Waits for what becomes of it, unless it is put on the bus. */
  readonly by?: 'post' | 'send';
}

/** A check that failed, and without which nothing that follows means anything. */
export class SmokeEnded extends Error {
  constructor() {
    super('what follows needs what failed');
    this.name = 'SmokeEnded';
  }
}

/** An instance that looked for new clients just now looks again in half a minute. */
const becomesKnownMs = 60_000;
const pauseMs = 500;
const nameWidth = 56;
const codeWidth = 28;

/** What the checks of a smoke test work with. */
export interface SmokeTerms {
  readonly partner: WirePartner;
  readonly place: Place;
  readonly world: World;
  readonly serverKeys: ServerKeys;
  /** Names of calls that are not made. */
  readonly leftOut: readonly string[];
}

/**
 * The checks of one smoke test: each is done once, its line printed when it is, and counted. A
 * client that has just been made is unknown to an instance that has looked for new ones within half
 * a minute (see `KeyRing`): for a minute such an answer is no answer yet.
 */
export class SmokeRun {
  readonly partner: WirePartner;
  readonly #terms: SmokeTerms;
  readonly #knownBy: number;
  readonly #toLeaveOut: Set<string>;
  #green = 0;
  #red = 0;

  constructor(terms: SmokeTerms) {
    this.partner = terms.partner;
    this.#terms = terms;
    this.#knownBy = terms.world.now() + becomesKnownMs;
    this.#toLeaveOut = new Set(terms.leftOut);
  }

  get green(): number {
    return this.#green;
  }

  get red(): number {
    return this.#red;
  }

  /** What was to be left out, and never came. */
  get neverMet(): readonly string[] {
    return [...this.#toLeaveOut];
  }

  /** Calls, and holds the answer to what is expected. */
  async call(name: string, request: WireRequest, expected: Expected): Promise<void> {
    if (this.#toLeaveOut.delete(name)) {
      this.#terms.world.print(lineOf('-', name, 'left out', ''));
      return;
    }
    await this.#check(name, () => this.#answerTo(request, expected));
  }

  /**
   * The same, where what follows needs what the answer says.
   *
   * @throws {SmokeEnded} when it is not as expected
   */
  async need<Shape extends z.ZodMiniType>(
    name: string,
    request: WireRequest,
    expected: Expected<Shape> & { readonly shape: Shape },
  ): Promise<z.output<Shape>> {
    const found: z.output<Shape>[] = [];
    await this.#check(name, async () => {
      const answer = await this.#answerTo(request, expected);
      const parsed = expected.shape.safeParse(answer.body);
      if (parsed.success) found.push(parsed.data);
      return answer;
    });
    const [data] = found;
    if (data === undefined) throw new SmokeEnded();
    return data;
  }

  /**
   * Has an event of the back office posted, or put on the bus to be.
   *
   * @throws {SmokeEnded} when it is not
   */
  async post(name: string, event: SmokeEvent): Promise<void> {
    await this.needStep(name, () => this.posted(event));
  }

  /** @returns what became of an event. @throws {AnswerWrong} when it was refused */
  async posted({ by = 'post', ...said }: SmokeEvent): Promise<string> {
    const eventId = this.#terms.world.newEventId();
    const { clientId } = this.partner;
    const event: OperatorEvent = { eventId, clientId, actor: 'smoke', reason: 'smoke', ...said };
    if (by === 'send') {
      await this.#terms.place.send(event);
      return 'sent';
    }
    const result = await this.#terms.place.post(event);
    // Repeated: the SDK sent it again when the first answer was lost.
    if (result.outcome !== 'refused') return result.outcome;
    throw new AnswerWrong(`refused: ${result.reason}`);
  }

  /** Does something else. @returns whether it could be done */
  async step(name: string, work: () => Promise<string>): Promise<boolean> {
    return this.#check(name, async () => ({ outcome: await work() }));
  }

  /** The same. @throws {SmokeEnded} when it could not */
  async needStep(name: string, work: () => Promise<string>): Promise<void> {
    if (!(await this.step(name, work))) throw new SmokeEnded();
  }

  async #answerTo(request: WireRequest, expected: Expected): Promise<Verified> {
    const { now } = this.#terms.world;
    const until = now() + (expected.withinMs ?? 0);
    for (;;) {
      const sent = await sendOverWire(this.partner, request, now());
      const answer = verified(sent, this.#terms.serverKeys, now());
      const wrong = differenceOf(answer, expected);
      if (wrong === undefined) return answer;
      const isNewcomer = answer.outcome === 'F INVALID_CLIENT' && now() < this.#knownBy;
      if (!isNewcomer && now() >= until) throw new AnswerWrong(wrong);
      await sleep(pauseMs);
    }
  }

  async #check(name: string, work: () => Promise<{ outcome: string }>): Promise<boolean> {
    const startedAt = performance.now();
    const ms = (): string => `${Math.round(performance.now() - startedAt)} ms`.padStart(9);
    try {
      const { outcome } = await work();
      this.#green++;
      this.#terms.world.print(lineOf('ok', name, outcome, ms()));
      return true;
    } catch (error) {
      this.#red++;
      const wrong = error instanceof AnswerWrong ? error.message : faultOf(error);
      this.#terms.world.print(`${lineOf('RED', name, '', ms())}\n     ${wrong}`);
      return false;
    }
  }
}

function differenceOf(answer: Verified, { outcome, shape }: Expected): string | undefined {
  if (answer.outcome !== outcome) {
    const got = answer.outcome || 'no body';
    return `expected ${outcome || 'no body'}, got ${got} (${answer.message})`;
  }
  const parsed = shape?.safeParse(answer.body);
  if (parsed === undefined || parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  const at = issue?.path.join('.') ?? '';
  return `${at} is not as expected in ${JSON.stringify(answer.body).slice(0, 400)}`;
}

function lineOf(word: string, name: string, outcome: string, ms: string): string {
  return `${word.padEnd(5)}${name.padEnd(nameWidth)}${outcome.padEnd(codeWidth)}${ms}`.trimEnd();
}
