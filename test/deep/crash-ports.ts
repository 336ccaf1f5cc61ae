import { TrafficExceeded } from '../../shared/domain/refusal.ts';
import type { NoticeBoard } from '../../shared/runtime/back-office.ts';
import type { DecisionService } from '../../shared/runtime/decision-service.ts';
import type { AttachmentBucket } from '../../shared/store/attachment-bucket.ts';
import type { RetryQueue } from '../../shared/store/retry-queue.ts';
import type { CallBounds, Table } from '../../shared/store/table.ts';
import { unbounded } from '../stage-rows.ts';

/**
 * What happens at one await of an execution. `frozen` ones never go on, as when Lambda is killed.
 * A `zombie` goes on once everyone else has done all there is to do, in time or not. A call that is
 * `late` was sent in time and lands when the world is quiet, whatever the deadline says.
 */
export const crashModes = [
  'frozen before',
  'frozen after',
  'zombie',
  'zombie past the deadline',
  'retryable error',
  'reply lost',
  'terminal error',
  'timeout, not done',
  'timeout, done',
  'timeout, done late',
] as const;
/** One of `crashModes`. */
export type CrashMode = (typeof crashModes)[number];

/** Which await of an execution, counted from 1, and what happens at it. */
export interface CrashPlan {
  readonly at: number;
  readonly mode: CrashMode;
}

/** The ports of one execution: every await on the world outside is counted, and one can be hit. */
export class CrashPorts {
  /** The name of each await so far. */
  readonly awaits: string[] = [];
  /** What the execution did that it must not have. */
  readonly wrongs: string[] = [];
  readonly #plan: CrashPlan | undefined;
  readonly #reached = Promise.withResolvers<'held'>();
  readonly #passed = Promise.withResolvers<void>();
  readonly #woken = Promise.withResolvers<void>();

  #outlasting: { readonly name: string; readonly bounds: CallBounds | undefined } | undefined;

  constructor(plan?: CrashPlan) {
    this.#plan = plan;
  }

  /** Fulfils once the execution is held at its await. */
  get held(): Promise<'held'> {
    return this.#reached.promise;
  }

  get mode(): CrashMode | undefined {
    return this.#plan?.mode;
  }

  /** The deadline has passed: what the execution waits for gives up on its request. */
  passDeadline(): void {
    this.#passed.resolve();
  }

  /** Whether what waited beyond the deadline was told to give up. */
  assertToldToGiveUp(): void {
    const { name, bounds } = this.#outlasting ?? {};
    if (bounds?.signal.aborted === false) this.wrongs.push(`${name} was not told to give up`);
  }

  /** Lets a zombie go on, and a late call land. */
  wake(): void {
    this.#woken.resolve();
  }

  table(table: Table): Table {
    return {
      read: (keys, bounds) => this.#through('read', bounds, (within) => table.read(keys, within)),
      write: (parts, bounds) =>
        this.#through('write', bounds, (within) => table.write(parts, within)),
      page: (query, bounds) => this.#through('page', bounds, (within) => table.page(query, within)),
      list: (query, bounds) => this.#through('list', bounds, (within) => table.list(query, within)),
    };
  }

  queue(queue: RetryQueue): RetryQueue {
    return {
      send: (message, delaySeconds, bounds) =>
        this.#through('send', bounds, (within) => queue.send(message, delaySeconds, within)),
    };
  }

  decisions(decisions: DecisionService): DecisionService {
    return {
      ask: (question, bounds) =>
        this.#through('ask', bounds, (within) => decisions.ask(question, within)),
    };
  }

  notices(board: NoticeBoard): NoticeBoard {
    return {
      publish: (notices) => this.#through('publish', undefined, () => board.publish(notices)),
    };
  }

  bucket(bucket: AttachmentBucket): AttachmentBucket {
    return {
      put: (file, bounds) => this.#through('put', bounds, (within) => bucket.put(file, within)),
    };
  }

  async #through<Value>(
    name: string,
    bounds: CallBounds | undefined,
    effect: (within: CallBounds) => Promise<Value>,
  ): Promise<Value> {
    this.awaits.push(name);
    const within = bounds ?? unbounded;
    const { at, mode } = this.#plan ?? {};
    if (this.awaits.length !== at || mode === undefined) return effect(within);
    switch (mode) {
      case 'frozen before':
        return this.#freeze();
      case 'frozen after':
        await effect(within);
        return this.#freeze();
      case 'zombie':
      case 'zombie past the deadline':
        this.#reached.resolve('held');
        await this.#woken.promise;
        return effect(within);
      case 'retryable error':
        throw new TrafficExceeded('injected');
      case 'terminal error':
        throw Object.assign(new Error('injected'), { name: 'AccessDeniedException' });
      case 'reply lost':
        await effect(within);
        throw Object.assign(new Error('injected'), { name: 'TimeoutError' });
      case 'timeout, not done':
        return this.#outlast(name, bounds);
      case 'timeout, done':
        await effect(within);
        return this.#outlast(name, bounds);
      case 'timeout, done late':
        // It passed every check and left in time; only the table itself can still refuse it.
        bounds?.assertInTime();
        void this.#woken.promise.then(() => effect(unbounded)).catch(() => undefined);
        return this.#outlast(name, bounds);
    }
  }

  #freeze(): Promise<never> {
    this.#reached.resolve('held');
    return new Promise(() => undefined);
  }

  /** Waits for the deadline, as the AWS clients do for the signal that they are given. */
  async #outlast(name: string, bounds: CallBounds | undefined): Promise<never> {
    this.#outlasting = { name, bounds };
    this.#reached.resolve('held');
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    bounds?.signal.addEventListener('abort', () => resolve());
    await (bounds === undefined ? this.#passed.promise : aborted);
    throw Object.assign(new Error('injected'), { name: 'AbortError' });
  }
}
