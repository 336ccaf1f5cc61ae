import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { MemoryCallCounts } from './call-counts.ts';
import type { ClientAccess } from './client-access.ts';
import { ClientClocks } from './client-clocks.ts';
import { ClientGate } from './client-gate.ts';
import { ExchangeLog } from './exchange-log.ts';
import type { FrontSandbox, Invoke, ReceivedByFront } from './http-front.ts';
import { exchangesFileName } from './kept-exchange.ts';
import type { BackOfficeFunctions } from './local-back-office.ts';
import type { RequestLines } from './request-lines.ts';
import { SandboxBackOffice } from './sandbox-back-office.ts';
import { SandboxControl } from './sandbox-control.ts';
import { SandboxRequests } from './sandbox-requests.ts';
import type { SandboxStages } from './sandbox-stages.ts';
import type { Seed } from './seed-file.ts';
import type { Wiped } from './wipe-client.ts';

/** A client's time of business. */
export interface ClientTime {
  readonly client: string;
  readonly aheadMs: number;
  /** Now, by its own time. */
  readonly now: string;
}

/** What the sandbox is made of. */
export interface SandboxSetup {
  readonly home: string;
  readonly stages: SandboxStages;
  readonly functions: BackOfficeFunctions;
  readonly lineOf: RequestLines;
}

/**
 * The powers of the laptop over its own provider: what magic values force, each client's time of
 * business, its stage, and the log of requests. Nothing that is deployed knows of it.
 */
export class Sandbox implements FrontSandbox {
  /** The folder of keys, state and connection file. */
  readonly home: string;
  readonly stages: SandboxStages;
  readonly log: ExchangeLog;
  readonly backOffice: SandboxBackOffice;
  readonly #clocks: ClientClocks;
  readonly #gate = new ClientGate();
  readonly #counts = new MemoryCallCounts();
  readonly #requests: SandboxRequests;
  readonly #control: SandboxControl;

  constructor({ home, stages, functions, lineOf }: SandboxSetup) {
    const [clocks, gate, counts] = [new ClientClocks(home), this.#gate, this.#counts];
    this.home = home;
    this.stages = stages;
    this.log = new ExchangeLog(join(home, exchangesFileName));
    this.backOffice = new SandboxBackOffice(functions, { clocks, gate });
    this.#clocks = clocks;
    this.#requests = new SandboxRequests({ clocks, gate, counts, log: this.log, lineOf });
    this.#control = new SandboxControl(this);
  }

  control(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<boolean> {
    return this.#control.serve(request, body, response);
  }

  answer(received: ReceivedByFront, invoke: Invoke) {
    return this.#requests.answer(received, invoke);
  }

  clockOf(client = this.stages.demoClientId): ClientTime {
    const aheadMs = this.#clocks.aheadMs(client);
    return { client, aheadMs, now: new Date(Date.now() + aheadMs).toISOString() };
  }

  /**
   * Moves a client's time on, and does at once all that is due by it.
   *
   * @throws {NoPartner} when there is no such client: a clock of nobody would be kept for ever
   */
  async advance(client = this.stages.demoClientId, byMs: number): Promise<ClientTime> {
    await this.stages.expectPartner(client);
    await this.#gate.alone(client, async () => {
      this.#clocks.advance(client, byMs);
      await this.backOffice.settle(client);
    });
    return this.clockOf(client);
  }

  /** Has a client begin anew, and nobody else. */
  reset(client = this.stages.demoClientId): Promise<Wiped & { readonly client: string }> {
    return this.#gate.alone(client, () =>
      this.backOffice.inTurn(async () => {
        const wiped = await this.stages.reset(client);
        this.#clocks.forget(client);
        this.#counts.forget(client);
        return { client, ...wiped };
      }),
    );
  }

  /** Sets a stage, for a new client or for one that is there. */
  async seed(seed: Seed): Promise<ClientAccess> {
    const { clientId } = seed.partner;
    return this.#gate.alone(clientId, async () => {
      const isNew = !this.stages.has(clientId);
      const access = await this.stages.put(seed, Date.now() + this.#clocks.aheadMs(clientId));
      if (isNew) this.#requests.admit(clientId);
      return access;
    });
  }

  close(): void {
    this.log.close();
  }
}
