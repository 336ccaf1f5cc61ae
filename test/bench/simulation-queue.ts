import { backoffSeconds, firstRetryMs } from '../../shared/domain/backoff.ts';
import { quantile } from './rounds.ts';

/** A decision service that is down for a while, and what it and the worker take. */
export interface Outage {
  /** Deferred applications a second, while it is down. */
  readonly perSecond: number;
  readonly outageSeconds: number;
  /** How many batches are worked on at once, and how many messages one holds. */
  readonly concurrency: number;
  readonly batchSize: number;
  /** One message, in seconds: while the service is down, it costs its whole time bound. */
  readonly decidedSeconds: number;
  readonly downSeconds: number;
  readonly random: () => number;
}

interface Waiting {
  readonly dueAt: number;
  readonly attempts: number;
}

/** A heap by the instant at which a message can be received. */
class Queue {
  readonly #heap: Waiting[] = [];

  get size(): number {
    return this.#heap.length;
  }

  get first(): Waiting | undefined {
    return this.#heap[0];
  }

  push(message: Waiting): void {
    let at = this.#heap.push(message) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#at(above).dueAt <= message.dueAt) break;
      this.#heap[at] = this.#at(above);
      at = above;
    }
    this.#heap[at] = message;
  }

  pop(): Waiting {
    const first = this.#at(0);
    const last = this.#heap.pop();
    if (this.#heap.length > 0 && last !== undefined) this.#sink(last);
    return first;
  }

  #sink(message: Waiting): void {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.#heap.length) break;
      const right = below + 1;
      if (right < this.#heap.length && this.#at(right).dueAt < this.#at(below).dueAt) below = right;
      if (this.#at(below).dueAt >= message.dueAt) break;
      this.#heap[at] = this.#at(below);
      at = below;
    }
    this.#heap[at] = message;
  }

  #at(index: number): Waiting {
    const found = this.#heap[index];
    if (found === undefined) throw new Error('outside the heap');
    return found;
  }
}

/**
 * Plays the retry queue through an outage, event by event: who waits, who asks again when, and how
 * long after the end of the outage each is decided.
 */
export function simulateOutage(outage: Outage) {
  const { perSecond, outageSeconds, concurrency, batchSize, random } = outage;
  const queue = new Queue();
  for (let n = 0; n < perSecond * outageSeconds; n++) {
    queue.push({ dueAt: n / perSecond + firstRetryMs / 1_000, attempts: 0 });
  }
  const accepted = queue.size;
  const freeAt = new Array<number>(concurrency).fill(0);
  const waits: number[] = [];
  let received = 0;
  while (queue.size > 0) {
    const worker = freeAt.indexOf(Math.min(...freeAt));
    let now = Math.max(freeAt[worker] ?? 0, queue.first?.dueAt ?? 0);
    for (let n = 0; n < batchSize && (queue.first?.dueAt ?? Number.POSITIVE_INFINITY) <= now; n++) {
      const { attempts } = queue.pop();
      received += 1;
      const isDown = now < outageSeconds;
      now += isDown ? outage.downSeconds : outage.decidedSeconds;
      if (isDown) {
        const dueAt = now + backoffSeconds(attempts, random());
        queue.push({ dueAt, attempts: attempts + 1 });
      } else waits.push(Math.max(0, now - outageSeconds));
    }
    freeAt[worker] = now;
  }
  return {
    accepted,
    received,
    p50: quantile(waits, 0.5),
    p999: quantile(waits, 0.999),
    last: quantile(waits, 1),
  };
}
