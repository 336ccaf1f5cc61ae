import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import {
  type EngineOrders,
  type EngineReport,
  engineReport,
  KILL_DYNAMODB,
} from './engine-messages.ts';
import { allAnswer, drawFreePorts, type EnginePorts } from './engine-ports.ts';
import { endGroup, killGroup } from './process-group.ts';
import { RestartLimit, restartLimitText } from './restart-limit.ts';

// Started as source it is TypeScript, started from a package it is not.
const PROGRAM = fileURLToPath(
  new URL(`./engines-process${extname(import.meta.url)}`, import.meta.url),
);
// Ending takes milliseconds; a process that hangs is not waited for longer than this.
const STOP_WITHIN_MS = 3_000;
const PROBE_INTERVAL_MS = 10;

interface Ending {
  readonly reason: string;
  readonly isFinal: boolean;
}

/** Keeps the engines' process running, on the ports of its first success, until told to stop. */
export class EnginesSupervisor {
  readonly #stateDir: string | undefined;
  readonly #crashes = new RestartLimit();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #ports: EnginePorts | undefined;
  #child: ChildProcess | undefined;
  #killsOrdered = 0;
  #isReady = false;
  #ready = promiseOfReadiness();

  constructor(stateDir: string | undefined) {
    this.#stateDir = stateDir;
    this.#running = this.#keepRunning().catch((cause) => this.#giveUp(cause));
  }

  /** Fulfils with the ports once all engines answer on them; rejects once that is given up. */
  async whenReady(): Promise<EnginePorts> {
    for (;;) {
      const ports = await this.#ready.promise;
      // Word of a crash may still be on its way here.
      if (await allAnswer(ports)) return ports;
      await wait(PROBE_INTERVAL_MS);
    }
  }

  /** Kills the engines' process, or has it kill the DynamoDB engine. Either starts again at once. */
  kill(engine: 'dynamodb' | 'engines'): void {
    const child = this.#child;
    if (!child?.connected) return;
    this.#notReady();
    if (engine === 'engines') {
      child.kill('SIGKILL');
      return;
    }
    this.#killsOrdered += 1;
    child.send(KILL_DYNAMODB, ignored);
  }

  /** Ends every process. Fulfils when none is left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#giveUp(new Error('The engines are stopped.'));
    const child = this.#child;
    if (child?.connected) child.disconnect();
    const force = setTimeout(() => child?.pid && killGroup(child.pid), STOP_WITHIN_MS);
    await this.#running;
    clearTimeout(force);
  }

  async #keepRunning(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const ports = this.#ports ?? (await drawFreePorts());
      if (this.#stopping.signal.aborted) return;
      const { child, ending } = this.#launch(ports);
      const { reason, isFinal } = await ending;
      // The DynamoDB engine is in the same process group and has nobody to restart it now.
      if (child.pid !== undefined) await endGroup(child.pid);
      if (this.#stopping.signal.aborted) return;
      this.#notReady();
      if (isFinal) throw new Error(reason);
      if (!child.killed) await this.#pause(reason);
    }
  }

  #launch(ports: EnginePorts): { child: ChildProcess; ending: Promise<Ending> } {
    const orders: EngineOrders = { stateDir: this.#stateDir, ports };
    const child = fork(PROGRAM, [JSON.stringify(orders)], {
      // Its own process group: Ctrl-C in the terminal reaches the parent only, which decides.
      detached: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#killsOrdered = 0;
    let failure: Ending | undefined;
    child.on('message', (message) => {
      if (child.killed) return;
      const report = z.parse(engineReport, message);
      if (report.state === 'failed') failure = { reason: report.reason, isFinal: report.final };
      this.#hear(report, ports);
    });
    const ending = endOf(child).then((reason) => failure ?? { reason, isFinal: false });
    return { child, ending };
  }

  #hear(report: EngineReport, ports: EnginePorts): void {
    if (report.state === 'recovering') this.#notReady();
    if (report.state !== 'ready' || report.kills !== this.#killsOrdered) return;
    this.#ports = ports;
    this.#isReady = true;
    this.#ready.resolve(ports);
  }

  async #pause(reason: string): Promise<void> {
    const delayMs = this.#crashes.delayMs(Date.now());
    if (delayMs === undefined)
      throw new Error(`The engines' process ${restartLimitText}. ${reason}`);
    await wait(delayMs, undefined, { signal: this.#stopping.signal }).catch(ignored);
  }

  #notReady(): void {
    if (!this.#isReady) return;
    this.#isReady = false;
    this.#ready = promiseOfReadiness();
  }

  #giveUp(cause: unknown): void {
    this.#notReady();
    this.#ready.reject(cause);
    // Nobody may be waiting for readiness when running engines are given up.
    if (this.#ports && !this.#stopping.signal.aborted) console.error(cause);
  }
}

/**
 * Fulfils when the process is gone and all it said has been heard. (`close` would say so, but is
 * not emitted when it is this side that disconnects.)
 */
async function endOf(child: ChildProcess): Promise<string> {
  const unheard = new Promise((resolve) => child.once('disconnect', resolve));
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', async (code, signal) => {
      await unheard;
      resolve(`It ended with ${signal ?? `exit code ${code}`}.`);
    });
  });
}

function promiseOfReadiness(): PromiseWithResolvers<EnginePorts> {
  const readiness = Promise.withResolvers<EnginePorts>();
  // A rejection is for whoever waits; that nobody does is no fault.
  readiness.promise.catch(ignored);
  return readiness;
}

function ignored(): void {}
