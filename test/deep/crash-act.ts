import type { CrashPorts } from './crash-ports.ts';
import type { Told } from './crash-stage.ts';

/** What is about to be executed in a world that was brought up to it. */
export interface Act {
  /** The execution, on ports that may crash; the same again is what its caller would repeat. */
  run(ports: CrashPorts): Promise<Told>;
  readonly deadlineMs: number;
  /** The reference that a partner applies with, if it does. */
  readonly referenceNo?: string;
  /** What changes once nothing crashes any more: a decision service that makes up its mind, say. */
  readonly later?: () => void;
  /** What changes between a crash and what is done about it, and what changes back afterwards. */
  readonly meanwhile?: readonly [() => void, () => void];
}
