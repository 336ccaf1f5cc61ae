import * as z from 'zod/mini';
import type { Tenant } from '../../shared/domain/tenant.ts';
import type { BackOffice } from '../../shared/runtime/back-office.ts';
import { checkHandler } from '../../shared/runtime/check-handler.ts';
import { liveBackOffice } from '../../shared/runtime/live-back-office.ts';
import { postHandler } from '../../shared/runtime/post-handler.ts';
import { retryHandler } from '../../shared/runtime/retry-handler.ts';
import { readRetryMessage } from '../../shared/store/retry-queue.ts';
import type { ClientClocks } from './client-clocks.ts';
import type { ClientGate } from './client-gate.ts';
import { invokeFunction, type LoadedFunction } from './invoke-function.ts';
import type { BackOfficeFunctions } from './local-back-office.ts';
import { onlyTenants } from './only-tenants.ts';
import { workOnUndecided } from './sandbox-check.ts';
import { deferralOf, deferringDecisions, promptQueue } from './sandbox-deferral.ts';

const batch = z.object({ Records: z.array(z.looseObject({ body: z.string() })) });
const batchAnswer = z.object({ batchItemFailures: z.array(z.unknown()) });
/** An operator's command sends the detail of an event alone. */
const clientOfEvent = z.object({ clientId: z.string() });
const busEvent = z.object({ detail: clientOfEvent });

/** What the back office of the sandbox goes by. */
export interface SandboxTimes {
  readonly clocks: ClientClocks;
  readonly gate: ClientGate;
}

/** The live back office at the business time of one client, with its magic deferrals. */
function officeOf(aheadMs: number): BackOffice {
  const live = liveBackOffice();
  const now = (): number => live.now() + aheadMs;
  return {
    ...live,
    now,
    queue: promptQueue(live.queue, live.table, now),
    decisions: deferringDecisions(live.decisions, live.table, now),
  };
}

/** The functions of the back office, each at the business time of the client it works for. */
export class SandboxBackOffice {
  readonly #loaded: BackOfficeFunctions;
  readonly #clocks: ClientClocks;
  readonly #gate: ClientGate;
  /** Checks share one note of how far they have come: one at a time. */
  #checking: Promise<unknown> = Promise.resolve();

  constructor(loaded: BackOfficeFunctions, { clocks, gate }: SandboxTimes) {
    this.#loaded = loaded;
    this.#clocks = clocks;
    this.#gate = gate;
  }

  /** What the queue, the bus and the schedules are given in place of the functions. */
  functions(): BackOfficeFunctions {
    const { retry, check, post } = this.#loaded;
    return {
      retry: { ...retry, handler: (event) => this.#retry(event) },
      check: { ...check, handler: (event) => this.inTurn(() => this.#checkAll(event)) },
      post: { ...post, handler: (event) => this.#post(event) },
    };
  }

  /** Does all that is due of a client by its own time: reads and ledger agree once it is done. */
  async settle(clientId: string): Promise<void> {
    await this.inTurn(async () => {
      await invokeFunction({ ...this.#loaded.check, handler: this.#sweep(clientId) }, undefined);
      await this.#checkClient(clientId, { check: 'full' });
    });
  }

  #sweep(clientId: string): LoadedFunction['handler'] {
    const office = officeOf(this.#clocks.aheadMs(clientId));
    const table = onlyTenants(office.table, (tenant) => tenant.clientId === clientId);
    return (_event, context) => workOnUndecided({ ...office, table }, context);
  }

  async #retry(event: unknown): Promise<unknown> {
    const { Records } = batch.parse(event);
    const failures = await Promise.all(Records.map((record) => this.#retryOne(record)));
    return { batchItemFailures: failures.flat() };
  }

  async #retryOne(record: { readonly body: string }): Promise<unknown[]> {
    const { retry } = this.#loaded;
    const message = readRetryMessage(record.body);
    const clientId = message?.tenant.clientId ?? '';
    const aheadMs = this.#clocks.aheadMs(clientId);
    const isPlain = aheadMs === 0 && deferralOf(message?.referenceNo ?? '') === undefined;
    const handler = isPlain ? retry.handler : retryHandler(() => officeOf(aheadMs));
    const work = () => invokeFunction({ ...retry, handler }, { Records: [record] });
    return batchAnswer.parse(await this.#gate.enter(clientId, work)).batchItemFailures;
  }

  async #post(event: unknown): Promise<unknown> {
    const { post } = this.#loaded;
    const named = busEvent.safeParse(event).data?.detail ?? clientOfEvent.safeParse(event).data;
    const clientId = named?.clientId ?? '';
    const aheadMs = this.#clocks.aheadMs(clientId);
    const handler = aheadMs === 0 ? post.handler : postHandler(() => officeOf(aheadMs));
    return this.#gate.enter(clientId, () => invokeFunction({ ...post, handler }, event));
  }

  /** The clients that are ahead each by themselves, all others together. */
  async #checkAll(event: unknown): Promise<void> {
    const ahead = this.#clocks.clients();
    if (ahead.length === 0) {
      await invokeFunction(this.#loaded.check, event);
      return;
    }
    const others = (tenant: Tenant): boolean => !ahead.includes(tenant.clientId);
    const outcomes = [await settled(this.#check(0, others, event))];
    for (const clientId of ahead) outcomes.push(await settled(this.#checkClient(clientId, event)));
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  #checkClient(clientId: string, event: unknown): Promise<unknown> {
    const isOwn = (tenant: Tenant): boolean => tenant.clientId === clientId;
    return this.#check(this.#clocks.aheadMs(clientId), isOwn, event);
  }

  #check(aheadMs: number, which: (tenant: Tenant) => boolean, event: unknown): Promise<unknown> {
    const office = officeOf(aheadMs);
    const table = onlyTenants(office.table, which);
    const handler = checkHandler(() => ({ ...office, table }));
    return invokeFunction({ ...this.#loaded.check, handler }, event);
  }

  /** Does something while no check runs. */
  inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#checking.then(work);
    this.#checking = turn.catch(() => undefined);
    return turn;
  }
}

async function settled(work: Promise<unknown>): Promise<PromiseSettledResult<unknown>> {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
}
