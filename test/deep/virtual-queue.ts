import { retryQueueTerms } from '../../shared/catalogue/back-office-functions.ts';
import {
  type RetryQueue,
  readRetryMessage,
  writeRetryMessage,
} from '../../shared/store/retry-queue.ts';

const visibilityMs = retryQueueTerms.visibilityTimeoutSeconds * 1_000;
/** How often a message is received before it counts as dead. */
export const maxReceives = retryQueueTerms.maxReceiveCount;

interface Message {
  readonly id: string;
  readonly body: string;
  visibleAt: number;
  receives: number;
}

/**
 * SQS on a virtual clock, with the documented rules: delays, visibility, receive counts, a
 * dead-letter queue, redrive. It can lose no message by itself; a test can refuse sends, deliver
 * twice or out of order.
 */
export class VirtualQueue implements RetryQueue {
  readonly #now: () => number;
  readonly waiting: Message[] = [];
  readonly dead: Message[] = [];
  #count = 0;
  /** When set, every send fails as it says. */
  refuseSends: (() => Error) | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  async send(message: Parameters<RetryQueue['send']>[0], delaySeconds: number): Promise<void> {
    if (this.refuseSends) throw this.refuseSends();
    this.put(writeRetryMessage(message), delaySeconds);
  }

  /** Puts a text into the queue, as anyone who may send could. */
  put(body: string, delaySeconds = 0): void {
    const id = `message-${this.#count++}`;
    this.waiting.push({ id, body, visibleAt: this.#now() + delaySeconds * 1_000, receives: 0 });
  }

  /** Up to a batch of visible messages; those received too often go to the dead-letter queue instead. */
  receive(
    max: number = retryQueueTerms.batchSize,
  ): { readonly messageId: string; readonly body: string }[] {
    const now = this.#now();
    const received: { messageId: string; body: string }[] = [];
    for (const message of [...this.waiting]) {
      if (message.visibleAt > now || received.length >= max) continue;
      if (message.receives >= maxReceives) {
        this.waiting.splice(this.waiting.indexOf(message), 1);
        this.dead.push(message);
        continue;
      }
      message.receives += 1;
      message.visibleAt = now + visibilityMs;
      received.push({ messageId: message.id, body: message.body });
    }
    return received;
  }

  /** Makes a received message visible at once, as if it had been delivered twice. */
  deliverAgain(messageId: string): void {
    const message = this.waiting.find(({ id }) => id === messageId);
    if (message) message.visibleAt = this.#now();
  }

  delete(messageId: string): void {
    const at = this.waiting.findIndex(({ id }) => id === messageId);
    if (at >= 0) this.waiting.splice(at, 1);
  }

  /** Moves all dead messages back, fresh. */
  redrive(): number {
    const moved = this.dead.splice(0);
    for (const message of moved) {
      this.waiting.push({ ...message, receives: 0, visibleAt: this.#now() });
    }
    return moved.length;
  }

  /** When the next message becomes visible, if there is any. */
  nextAt(): number | undefined {
    return this.waiting.length === 0
      ? undefined
      : Math.min(...this.waiting.map(({ visibleAt }) => visibleAt));
  }

  /** The reference numbers of the messages that wait. */
  references(): string[] {
    return this.waiting.map(({ body }) => readRetryMessage(body)?.referenceNo ?? '?');
  }
}
