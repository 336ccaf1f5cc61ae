import type { BackOfficeEventInput } from '../../shared/catalogue/back-office.ts';
import { backOfficeEvent } from '../../shared/catalogue/back-office.ts';
import { checkQuotas } from '../../shared/catalogue/back-office-functions.ts';
import type { BackOffice, Notice } from '../../shared/runtime/back-office.ts';
import type { BooksCheck } from '../../shared/runtime/check-books.ts';
import { type CheckAnswer, checkHandler } from '../../shared/runtime/check-handler.ts';
import type { DecisionService, Opinion } from '../../shared/runtime/decision-service.ts';
import { type PostResult, postEvent } from '../../shared/runtime/post-event.ts';
import { retryHandler } from '../../shared/runtime/retry-handler.ts';
import type { Table } from '../../shared/store/table.ts';
import {
  contextOf,
  type Instance,
  type InstanceOptions,
  newInstance,
  rows,
  startMs,
} from '../instance.ts';
import { MemoryTable } from '../memory-table.ts';
import { unbounded } from '../stage-rows.ts';
import { VirtualQueue } from './virtual-queue.ts';
import { witnessedQueue } from './witnessed-queue.ts';

/** How the decision service answers; a function may throw, or wait. */
export type Script = (creditGrantNo: string) => Opinion | Promise<Opinion>;

/** What a world is made with. */
export interface WorldOptions extends Pick<InstanceOptions, 'clients' | 'memory'> {
  /** The table where it is not the one in memory. */
  readonly store?: Table;
  /** In [0, 1), for backoff. */
  readonly random?: () => number;
}

/** The whole provider on one virtual clock: partner APIs, retry worker, checks, back office. */
export type World = ReturnType<typeof newWorld>;

export function newWorld(options: WorldOptions = {}) {
  const { memory = new MemoryTable(), random = () => 0.5 } = options;
  const clock = { ms: startMs };
  const now = (): number => clock.ms;
  const queue = new VirtualQueue(now);
  const unfounded: string[] = [];
  const retryQueue = witnessedQueue(queue, options.store ?? memory, unfounded);
  const scripted: { script: Script } = { script: () => ({ opinion: 'approve' }) };
  const decisions: DecisionService = {
    ask: async (question) => scripted.script(question.creditGrantNo),
  };
  const notices: Notice[] = [];
  /** What every publishing meets: nothing, or what is wrong with the bus. */
  const bus: { refuses: (() => Error | undefined) | undefined } = { refuses: undefined };
  const faults: string[] = [];
  const counts = new Map<string, number>();

  /** A Lambda instance of every partner API, beginning with nothing but the table. */
  function instance(store: Table = options.store ?? memory): Instance {
    const made = newInstance({ ...options, memory, store, clock, decisions });
    Object.assign(made.deps, { retryQueue });
    return made;
  }

  /** What the back-office functions stand on, on any table. */
  function backOffice(table: Table = options.store ?? memory): BackOffice {
    return {
      table,
      queue: retryQueue,
      decisions,
      now,
      random,
      notices: {
        async publish(published) {
          const refusal = published.length > 0 ? bus.refuses?.() : undefined;
          if (refusal !== undefined) throw refusal;
          notices.push(...published);
        },
      },
      count: (metric, value) => counts.set(metric, (counts.get(metric) ?? 0) + value),
      onFault: (message, error) => faults.push(`${message}: ${String(error)}`),
    };
  }

  /** A scheduled check, as Lambda runs it. */
  function check(what: 'due' | 'full', table?: Table): Promise<CheckAnswer> {
    const { lambdaTimeoutSeconds } = checkQuotas.time;
    const time = { deadlineMs: lambdaTimeoutSeconds * 1_000, lambdaTimeoutSeconds };
    return checkHandler(() => backOffice(table))({ check: what }, contextOf({ time }));
  }

  const api = instance();
  return {
    clock,
    memory,
    queue,
    unfounded,
    scripted,
    notices,
    bus,
    faults,
    counts,
    api,
    instance,
    backOffice,

    /** Posts an event of the back office. */
    post(event: BackOfficeEventInput, table?: Table): Promise<PostResult> {
      const { table: on } = backOffice(table);
      return postEvent(backOfficeEvent.parse(event), on, now, unbounded);
    },

    /** One poll of the queue, handed to the worker and settled by Lambda's partial batch rules. */
    async work(table?: Table): Promise<number> {
      const batch = queue.receive();
      if (batch.length === 0) return 0;
      const handler = retryHandler(() => backOffice(table));
      const { batchItemFailures } = await handler(
        { Records: batch },
        contextOf(rows.applyCreditGrant),
      );
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId } of batch) if (!failed.has(messageId)) queue.delete(messageId);
      return batch.length;
    },

    /** The minute's check. */
    checkDue: (table?: Table) => check('due', table),

    /** The day's full check, and what it did of the books. */
    async checkFull(table?: Table): Promise<BooksCheck | undefined> {
      return (await check('full', table)).books;
    },

    /** Lets time pass as a deployment would spend it: a check a minute, messages as they fall due. */
    async pass(ms: number): Promise<void> {
      const until = clock.ms + ms;
      while (clock.ms < until) {
        const next = Math.min(until, clock.ms + 60_000, queue.nextAt() ?? Number.POSITIVE_INFINITY);
        clock.ms = Math.max(clock.ms + 1, next);
        while ((await this.work()) > 0);
        await this.checkDue();
      }
    },
  };
}
