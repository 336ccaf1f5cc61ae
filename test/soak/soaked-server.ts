import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { drawFreePorts } from '../../infra/local/engine-ports.ts';
import { readLocalEnvironment } from '../../infra/local/local-environment.ts';
import type { MemorySample } from './flat-memory.ts';
import type { Tally } from './tally.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const readyWithinMs = 60_000;
const endWithinMs = 10_000;
const wordsKept = 4_000;

/** When the server could not answer, epoch milliseconds; still so when there is no end. */
interface Outage {
  readonly from: number;
  to: number;
}

/** `npm start -- --decisions` in a folder of its own, which can be killed and started again. */
export class SoakedServer {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'quotaline-soak-')));
  readonly #lives: MemorySample[][] = [];
  readonly #tally: Tally;
  readonly #outages: Outage[] = [];
  #port = 0;
  #child: ChildProcess | undefined;
  #words = '';

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  get home(): string {
    return join(this.folder, '.quotaline');
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The last that it said on standard error. */
  get lastWords(): string {
    return this.#words;
  }

  /** The variables of its functions, or undefined while it starts. */
  environment(): Readonly<Record<string, string>> | undefined {
    return readLocalEnvironment(this.home);
  }

  /** Starts it, on the same port as before, and waits until it says that it is ready. */
  async start(): Promise<void> {
    this.#port ||= (await drawFreePorts()).eventBus;
    const child = spawn(process.execPath, this.#commandLine(), {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-wordsKept);
    });
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return;
      this.#tally.wrong('server', `it ended by itself: ${signal ?? code} ${this.#words}`);
    });
    await this.#saysReady(child);
    this.#sample(child);
    const outage = this.#outages.at(-1);
    if (outage) outage.to = Date.now();
  }

  /** Kills it without warning; its engines end with it. Fulfils when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    this.#outages.push({ from: Date.now(), to: Number.POSITIVE_INFINITY });
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it as Ctrl-C does, and takes away all that it kept. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      const force = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
      await gone;
      clearTimeout(force);
    }
    // The engines of a killed server may write their last.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** What the server has occupied so far in the longest of its lives. */
  longestLife(): readonly MemorySample[] {
    const [longest = []] = this.#lives.toSorted((left, right) => right.length - left.length);
    return [...longest];
  }

  /** Whether a request that ran in this span may have met a server that was killed. */
  wasDown(fromMs: number, toMs: number): boolean {
    return this.#outages.some(({ from, to }) => fromMs <= to && toMs >= from);
  }

  /** The ids of its engines' processes, as far as they run. */
  engines(): { readonly enginesPid?: number; readonly dynamodbPid?: number } {
    try {
      const pids = JSON.parse(readFileSync(join(this.home, 'state', 'engines.json'), 'utf8'));
      const ours = Object.entries<number>(pids).filter(([, pid]) => this.#isOurs(pid));
      return Object.fromEntries(ours);
    } catch {
      return {};
    }
  }

  /** Ids are used again: only what names this folder on its command line is killed. */
  #isOurs(pid: number): boolean {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.folder);
  }

  /** The line of package.json, with what looks at its memory. */
  #commandLine(): string[] {
    const local = join(project, 'infra', 'local');
    return [
      '--expose-gc',
      ...['--import', fileURLToPath(new URL('./memory-report.mjs', import.meta.url))],
      ...['--import', join(local, 'require-node.mjs'), join(local, 'start.ts')],
      ...['--port', `${this.#port}`, '--decisions'],
    ];
  }

  async #saysReady(child: ChildProcess): Promise<void> {
    let said = '';
    const ready = new Promise<boolean>((resolve) => {
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        // Afterwards it only logs, which must be read all the same or it would stand still.
        if (said.length < wordsKept) said += text;
        if (said.includes('Ctrl-C')) resolve(true);
      });
      child.once('exit', () => resolve(false));
    });
    const inTime = await Promise.race([ready, wait(readyWithinMs, false, { ref: false })]);
    if (!inTime) throw new Error(`the server did not start: ${said}${this.#words}`);
  }

  #sample(child: ChildProcess): void {
    const readyAt = performance.now();
    const life: MemorySample[] = [];
    this.#lives.push(life);
    child.on('message', (message: Pick<MemorySample, 'rss' | 'alive'>) => {
      life.push({ ...message, atSeconds: (performance.now() - readyAt) / 1_000 });
    });
  }
}
