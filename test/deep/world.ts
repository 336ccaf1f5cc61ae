import type { BackOfficeEventInput } from '../../shared/catalogue/back-office.ts';
import { backOfficeEvent } from '../../shared/catalogue/back-office.ts';
import type { BackOffice, Notice } from '../../shared/runtime/back-office.ts';
import { checkBooks } from '../../shared/runtime/check-books.ts';
import { requeueOverdue } from '../../shared/runtime/check-due-grants.ts';
import { expireGrants } from '../../shared/runtime/check-expired-grants.ts';
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
          notices.push(...published);
        },
      },
      count: (metric, value) => counts.set(metric, (counts.get(metric) ?? 0) + value),
      onFault: (message, error) => faults.push(`${message}: ${String(error)}`),
    };
  }

  const api = instance();
  return {
    clock,
    memory,
    queue,
    unfounded,
    scripted,
    notices,
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
    async checkDue(table?: Table): Promise<{ expired: number; requeued: number }> {
      const office = backOffice(table);
      const expired = await expireGrants(office, unbounded);
      const requeued = await requeueOverdue(office, unbounded);
      return { expired, requeued };
    },

    /** The day's full check. */
    checkFull(table?: Table) {
      return checkBooks(backOffice(table), unbounded, () => true);
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
