import { vi } from 'vitest';
import type { Item } from '../../shared/store/table.ts';
import type { Act } from './crash-act.ts';
import { essenceOf } from './crash-essence.ts';
import { type CrashPlan, CrashPorts } from './crash-ports.ts';
import type { Told } from './crash-stage.ts';
import { endsSoon } from './ends-soon.ts';
import { violations } from './invariants.ts';
import { newWorld, type World } from './world.ts';

/** How a case ended. */
export interface CaseEnd {
  /** What is wrong, in words; empty when nothing is. */
  readonly wrongs: readonly string[];
  /** What money and rights have come to, to be compared with a run without a crash. */
  readonly essence: string;
  /** The awaits of the first execution. */
  readonly awaits: readonly string[];
}

/** One execution as its caller saw it. */
interface Heard extends Told {
  readonly begun: number;
  readonly ended: number;
  readonly grantThen: boolean;
}

/**
 * Crashes one execution after the other as planned, then does what everyone would do about it
 * until all is quiet, lets zombies wake, does it again, and says what is wrong.
 */
export async function runCase(
  useCase: (world: World) => Promise<Act>,
  plans: readonly (CrashPlan | undefined)[],
): Promise<CaseEnd> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const world = newWorld();
    const drive = new Drive(world, await useCase(world));
    return await drive.through(plans);
  } finally {
    vi.clearAllTimers();
    vi.useRealTimers();
  }
}

class Drive {
  readonly #world: World;
  readonly #act: Act;
  readonly #heard: Heard[] = [];
  readonly #wrongs: string[] = [];
  readonly #open: { readonly ports: CrashPorts; readonly ended: Promise<void> }[] = [];
  #turn = 0;

  constructor(world: World, act: Act) {
    this.#world = world;
    this.#act = act;
  }

  async through(plans: readonly (CrashPlan | undefined)[]): Promise<CaseEnd> {
    const [before, after] = this.#act.meanwhile ?? [];
    const ports: CrashPorts[] = [];
    for (const plan of plans) ports.push(await this.#execute(plan));
    this.#invariants('after the crash');
    before?.();
    await this.#redrive();
    after?.();
    const late = ports.some(({ mode }) => mode !== undefined && mode !== 'zombie');
    if (late) await this.#quiet();
    await this.#wake();
    this.#invariants('after waking');
    await this.#quiet();
    this.#judge();
    for (const { wrongs } of ports) this.#wrongs.push(...wrongs);
    const essence = essenceOf(this.#world.memory.items(), this.#world);
    return { wrongs: this.#wrongs, essence, awaits: ports[0]?.awaits ?? [] };
  }

  /** One execution, until it answers or is held for good. */
  async #execute(plan: CrashPlan | undefined): Promise<CrashPorts> {
    const ports = new CrashPorts(plan);
    const begun = this.#turn++;
    const ended = this.#act.run(ports).then((told) => this.#hear(told, begun));
    if ((await Promise.race([ended, ports.held])) !== 'held') return ports;
    if (!plan?.mode.startsWith('timeout')) {
      if (plan?.mode.startsWith('zombie')) this.#open.push({ ports, ended });
      return ports;
    }
    this.#world.clock.ms += this.#act.deadlineMs;
    vi.advanceTimersByTime(this.#act.deadlineMs);
    ports.passDeadline();
    if (!(await endsSoon(ended))) this.#wrongs.push('no end at the deadline');
    ports.assertToldToGiveUp();
    const { answer } = this.#heard.find((heard) => heard.begun === begun) ?? {};
    if (answer && answer.result.resultStatus !== 'U') {
      this.#wrongs.push(`M-11: ${answer.outcome} at the deadline`);
    }
    this.#open.push({ ports, ended });
    return ports;
  }

  #hear(told: Told, begun: number): void {
    const grantThen = this.#grant() !== undefined;
    this.#heard.push({ ...told, begun, ended: this.#turn++, grantThen });
    const { body, outcome } = told.answer ?? {};
    if (outcome?.startsWith('U') && body.creditGrantStatus !== undefined) {
      this.#wrongs.push('M-11: a U tells a status');
    }
    if (body?.creditGrantStatus !== undefined && !grantThen) {
      this.#wrongs.push('M-09: answered, and no grant is committed');
    }
    if (outcome?.startsWith('F') && grantThen) this.#wrongs.push(`M-10: ${outcome} over a grant`);
  }

  /** The caller again, messages delivered twice, a check: all of it a millisecond later. */
  async #redrive(): Promise<void> {
    const { queue, clock } = this.#world;
    clock.ms += 1;
    await this.#execute(undefined);
    for (const { id, receives } of queue.waiting) if (receives > 0) queue.deliverAgain(id);
    await this.#world.work();
    await this.#world.checkDue();
  }

  async #quiet(): Promise<void> {
    await this.#redrive();
    await this.#world.pass(10 * 60_000);
    this.#act.later?.();
    await this.#world.pass(15 * 60_000);
    await this.#redrive();
    await this.#world.checkFull();
    this.#invariants('when quiet');
  }

  async #wake(): Promise<void> {
    const isRefused = this.#heard.some(({ answer }) => answer?.outcome.startsWith('F'));
    const wasGranted = this.#grant() !== undefined;
    for (const { ports } of this.#open) ports.wake();
    const all = Promise.all(this.#open.map(({ ended }) => ended));
    if (!(await endsSoon(all))) this.#wrongs.push('a zombie never ended');
    // What landed late has no execution any more that would wait for it.
    await new Promise((resolve) => setImmediate(resolve));
    if (isRefused && !wasGranted && this.#grant() !== undefined) {
      this.#wrongs.push('M-10: granted after an F by one that began before it');
    }
  }

  #grant(): Item | undefined {
    const { referenceNo } = this.#act;
    const isGrant = (item: Item) => String(item['sk']).startsWith('GRANT#');
    return this.#world.memory
      .items()
      .find((item) => isGrant(item) && item['referenceNo'] === referenceNo);
  }

  #invariants(when: string): void {
    const found = violations(this.#world.memory.items(), true);
    this.#wrongs.push(...found.map((what) => `${when}: ${what}`));
  }

  /** What the answers promised, held against how it all ended. */
  #judge(): void {
    const { queue, notices, unfounded } = this.#world;
    this.#wrongs.push(...unfounded);
    const grant = this.#grant();
    const told = this.#heard.flatMap(({ answer }) => answer?.body.creditGrantStatus ?? []);
    const numbers = this.#heard.flatMap(({ answer }) => answer?.body.creditGrantNo ?? []);
    if (new Set(numbers).size > 1) this.#wrongs.push('M-06: two numbers for one reference');
    if (told.includes('ACCEPTED') && grant === undefined) this.#wrongs.push('M-09: grant lost');
    if (grant?.['status'] === 'ACCEPTED' && grant['waitsFor'] === 'DECISION') {
      this.#wrongs.push('M-12: still undecided');
    }
    for (const { answer, ended } of this.#heard) {
      if (!answer?.outcome.startsWith('F') || grant === undefined) continue;
      const since = this.#heard.some(
        ({ begun, answer: next }) => begun > ended && next?.outcome.startsWith('S'),
      );
      if (!since) this.#wrongs.push('M-10: granted after an F');
    }
    if (told.includes('FAILED') && told.lastIndexOf('ACCEPTED') > told.indexOf('FAILED')) {
      this.#wrongs.push('M-06: accepted after failed');
    }
    if (queue.waiting.length + queue.dead.length > 0) this.#wrongs.push('messages are left');
    if (notices.some(({ type }) => type === 'LedgerDrift')) this.#wrongs.push('LedgerDrift told');
    const last = this.#heard.at(-1)?.outcome ?? '';
    if (/^U|^thrown|^failed|^refused/.test(last)) this.#wrongs.push(`at the end: ${last}`);
  }
}
