import type { AttachmentBucket } from '../store/attachment-bucket.ts';
import type { RetryQueue } from '../store/retry-queue.ts';
import type { Table } from '../store/table.ts';
import type { Config } from './config.ts';
import type { DecisionService } from './decision-service.ts';
import type { KeyRing } from './key-ring.ts';
import type { LogLine } from './request-log.ts';
import type { Allowance } from './traffic-limit.ts';

/** What the runtime stands on: real in `live-deps.ts`, whatever a test needs elsewhere. */
export interface Deps {
  readonly config: Pick<Config, 'budgetContract' | 'explorerOrigin'>;
  readonly keyRing: KeyRing;
  readonly trafficLimit: Allowance;
  readonly table: Table;
  readonly bucket: AttachmentBucket;
  readonly retryQueue: RetryQueue;
  readonly decisions: DecisionService;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: (line: LogLine) => void;
}

/** Gives the dependencies, made at the first call. */
export type DepsSource = () => Deps;
