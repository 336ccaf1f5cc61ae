import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { BackOffice } from './back-office.ts';
import { noticeAbout } from './tenant-notice.ts';

/** A check that has done what it could, and some of it could not be done. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/**
 * One run of the scheduled checks. What goes wrong in it is noted and ends nothing else; the run
 * fails at its end instead, so that the schedule's dead letters tell of it.
 */
export class CheckRun {
  readonly deps: BackOffice;
  readonly #faults: unknown[] = [];

  constructor(deps: BackOffice) {
    this.deps = deps;
  }

  /** Notes what went wrong with something that can wait for the next run. */
  note(what: string, error: unknown): void {
    this.#faults.push(error);
    this.deps.onFault(what, error);
  }

  /** Does something by itself. @returns undefined when it went wrong, which is noted */
  async attempt<Value>(what: string, work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work();
    } catch (error) {
      this.note(what, error);
      return undefined;
    }
  }

  /**
   * Does something for one grant by itself. Rows that cannot be read or contradict each other are
   * told of on the bus as well: they stay as they are until a person mends them.
   */
  async attemptGrant(
    what: string,
    tenant: Tenant,
    creditGrantNo: string,
    work: () => Promise<boolean>,
  ): Promise<boolean> {
    try {
      return await work();
    } catch (error) {
      this.note(`${what} ${creditGrantNo}`, error);
      if (error instanceof StoredDataFault) {
        const drift = { what: `grant ${creditGrantNo}: ${error.message}` };
        const notice = noticeAbout(tenant, 'LedgerDrift', drift.what, drift);
        await this.attempt('notice of a drift', () => this.deps.notices.publish([notice]));
      }
      return false;
    }
  }

  /**
   * Ends the run.
   *
   * @throws {CheckFailed} when anything went wrong in it
   */
  end(): void {
    const [first] = this.#faults;
    this.deps.count('CheckFaults', this.#faults.length);
    if (this.#faults.length === 0) return;
    const message = `not done: ${this.#faults.length}; the first: ${String(first)}`;
    throw new CheckFailed(message, { cause: first });
  }
}
