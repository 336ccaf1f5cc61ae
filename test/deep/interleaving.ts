import type { Scheduler } from 'fast-check';
import type { CallBounds, Item, Table } from '../../shared/store/table.ts';
import type { CrashPorts } from './crash-ports.ts';
import { callOn, checkOn, postOn, type Told, workOn } from './crash-stage.ts';
import { newWorld, type World } from './world.ts';

/** A table each call of which waits for its turn, so that a scheduler decides in which order. */
export function inTurns(table: Table, scheduler: Scheduler): Table {
  async function turn<Value>(name: string, effect: () => Promise<Value>): Promise<Value> {
    await scheduler.schedule(Promise.resolve(), name);
    return effect();
  }
  return {
    read: (keys, bounds: CallBounds) => turn('read', () => table.read(keys, bounds)),
    write: (parts, bounds) => turn('write', () => table.write(parts, bounds)),
    page: (query, bounds) => table.page(query, bounds),
    list: (query, bounds) => turn('list', () => table.list(query, bounds)),
  };
}

/** What handlers stand on when a scheduler puts their calls in order. */
export function portsInTurns(scheduler: Scheduler): CrashPorts {
  return {
    table: (table: Table) => inTurns(table, scheduler),
    queue: <Port>(port: Port) => port,
    decisions: <Port>(port: Port) => port,
    notices: <Port>(port: Port) => port,
    bucket: <Port>(port: Port) => port,
  } as unknown as CrashPorts;
}

/** Handlers that run at once in a world, every call of theirs in an order of the scheduler's. */
export class Interleaving {
  readonly world: World = newWorld();
  readonly #scheduler: Scheduler;
  readonly #ports: CrashPorts;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.#ports = portsInTurns(scheduler);
  }

  apply = (body: unknown): Promise<Told> =>
    callOn(this.world, this.#ports, 'applyCreditGrant', body);

  post = (event: Parameters<typeof postOn>[2]): Promise<Told> =>
    postOn(this.world, this.#ports, event);

  work = (): Promise<Told> => {
    for (const { id } of this.world.queue.waiting) this.world.queue.deliverAgain(id);
    return workOn(this.world, this.#ports);
  };

  checkDue = (): Promise<Told> => checkOn(this.world, this.#ports, 'due');

  /** A millisecond goes by at any moment. */
  tick = async (): Promise<Told> => {
    await this.#scheduler.schedule(Promise.resolve(), 'tick');
    this.world.clock.ms += 1;
    return { outcome: 'ticked' };
  };

  /** Waits for all of them, and gives what each was told. */
  all(running: readonly Promise<Told>[]): Promise<Told[]> {
    return this.#scheduler.waitFor(Promise.all(running));
  }

  /** The items of a kind. */
  items(kind: string): Item[] {
    return this.world.memory.items().filter(({ sk }) => String(sk).startsWith(`${kind}#`));
  }

  facility(): Item {
    return this.items('FACILITY')[0] ?? {};
  }
}
