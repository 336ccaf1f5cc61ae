import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { Endpoint } from '../../shared/catalogue/endpoint.ts';
import type { HttpHeader } from '../../shared/client/http-post.ts';
import type { GatewayResult } from '../../shared/runtime/gateway-event.ts';
import { KeyRing } from '../../shared/runtime/key-ring.ts';
import { liveSecrets, logSecretFailure } from '../../shared/runtime/live-deps.ts';
import { bendAnswer } from './bent-answer.ts';
import type { ClientClocks } from './client-clocks.ts';
import type { ClientGate } from './client-gate.ts';
import type { ExchangeLog } from './exchange-log.ts';
import type { Invoke, ReceivedByFront } from './http-front.ts';
import { localStage } from './local-stage.ts';
import { bendDeps } from './sandbox-deps.ts';
import { bentFunctions } from './sandbox-functions.ts';
import { type CallCounts, Occasion } from './sandbox-occasion.ts';

/** What requests in the sandbox go by. */
export interface RequestsSetup {
  readonly clocks: ClientClocks;
  readonly gate: ClientGate;
  readonly counts: CallCounts;
  readonly log: ExchangeLog;
  /** Finds what a function logged of a request, by its id. */
  readonly lineOf: (requestId: string) => Readonly<Record<string, unknown>> | undefined;
}

const rows: ReadonlyMap<string, Endpoint> = new Map(
  endpoints.map((row) => [row.functionName, row]),
);

/**
 * The way of a request through the sandbox. Without a magic value, of a client that is neither ahead
 * of the clock nor new, it is answered by the deployed function itself.
 */
export class SandboxRequests {
  readonly #setup: RequestsSetup;
  readonly #newClients = new Set<string>();
  #keyRing: KeyRing | undefined;

  constructor(setup: RequestsSetup) {
    this.#setup = setup;
  }

  /** A client has been added: what is held of the index of clients does not know it yet. */
  admit(clientId: string): void {
    this.#newClients.add(clientId);
    this.#keyRing = undefined;
  }

  /** Has a request answered, bends the answer as it asks, and keeps both. */
  async answer(received: ReceivedByFront, invoke: Invoke): Promise<GatewayResult | undefined> {
    const { gate } = this.#setup;
    const { event, route } = received;
    const startedAt = performance.now();
    const clientId = event.headers['client-id'] ?? '';
    const row = rows.get(route.functionName);
    const occasion = row && new Occasion(clientId, row, event, this.#setup.counts);
    const work = () => this.#invoke(received, occasion, invoke);
    const made = await gate.enter(clientId, work);
    const sent = await bendAnswer(made, occasion?.force);
    this.#keep(received, clientId, occasion, { made, sent, startedAt });
    return sent;
  }

  #invoke(
    { event }: ReceivedByFront,
    occasion: Occasion | undefined,
    invoke: Invoke,
  ): Promise<GatewayResult> {
    if (occasion === undefined) return invoke(event);
    const aheadMs = this.#setup.clocks.aheadMs(occasion.clientId);
    const isNew = this.#newClients.has(occasion.clientId);
    if (!occasion.isMagic && aheadMs === 0 && !isNew) return invoke(event);
    this.#keyRing ??= new KeyRing(liveSecrets(), localStage.stage, Date.now, logSecretFailure);
    const keyRing = this.#keyRing;
    const handler = bentFunctions[occasion.row.name]({
      occasion,
      aheadMs,
      bendDeps: (deps) => bendDeps(deps, occasion, keyRing, aheadMs),
    });
    return invoke(occasion.event, { handler, takesPlace: !occasion.onlyWaits });
  }

  #keep(
    { request, body, event }: ReceivedByFront,
    clientId: string,
    occasion: Occasion | undefined,
    { made, sent, startedAt }: Answered,
  ): void {
    const { requestId, timeEpoch } = event.requestContext;
    const kept = sent ?? made;
    const bytes = Buffer.from(kept.body);
    const power = occasion?.force && { power: occasion.value };
    this.#setup.log.keep({
      at: new Date(timeEpoch).toISOString(),
      clientId,
      method: request.method ?? '',
      target: request.url ?? '/',
      headers: pairs(request.rawHeaders),
      bodyBase64: body.toString('base64'),
      elapsedMs: Math.round(performance.now() - startedAt),
      why: { ...(occasion?.line ?? this.#setup.lineOf(requestId)), ...power },
      ...(sent === undefined && { lost: true }),
      answer: {
        status: kept.statusCode,
        headers: [...Object.entries(kept.headers), ['content-length', `${bytes.length}`]],
        bodyBase64: bytes.toString('base64'),
      },
    });
  }
}

interface Answered {
  readonly made: GatewayResult;
  /** Undefined when nothing is to be sent. */
  readonly sent: GatewayResult | undefined;
  readonly startedAt: number;
}

function pairs(raw: readonly string[]): HttpHeader[] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
}
