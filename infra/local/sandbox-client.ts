import * as z from 'zod/mini';
import { PartnerClient } from '../../shared/client/partner-client.ts';
import type { ClientAccess } from './client-access.ts';
import { type KeptExchange, keptExchange } from './kept-exchange.ts';
import type { SandboxTold } from './sandbox-told.ts';

/** A client's time of business. It goes forward only, and no other client notices. */
export interface SandboxClock {
  /**
   * Moves it on by `250ms`, `30s`, `5m`, `12h` or `90d`, and does all that is due by it: grants
   * expire, loans become overdue, deferred applications are decided.
   *
   * @returns its new now
   */
  advance(by: string): Promise<Date>;
  now(): Promise<Date>;
}

/** One client of a sandbox. */
export interface SandboxClient {
  readonly baseUrl: string;
  readonly clientId: string;
  /** Ids, tokens and keys, for whoever signs by other means. */
  readonly connection: ClientAccess;
  /** Signs as this client and verifies every answer. */
  readonly client: PartnerClient;
  readonly clock: SandboxClock;
  /** Its last requests, raw, the oldest first. */
  requests(): Promise<readonly KeptExchange[]>;
  /** Has it begin anew: its rows, files and clock go, its keys stay. */
  reset(): Promise<void>;
}

const time = z.object({ now: z.string() });
const kept = z.object({ requests: z.array(keptExchange) });

/** Binds a client to the sandbox that knows it. */
export function sandboxClient(access: ClientAccess, told: SandboxTold): SandboxClient {
  const { baseUrl, clientId, keyVersion, privateKey, serverPublicKey } = access;
  const ofClient = { client: clientId };
  return {
    baseUrl,
    clientId,
    connection: access,
    client: new PartnerClient({ baseUrl, clientId, keyVersion, privateKey, serverPublicKey }),
    clock: {
      advance: async (by) => nowOf(await told.post('/clock', { advance: by, ...ofClient })),
      now: async () => nowOf(await told.get('/clock', ofClient)),
    },
    requests: async () => kept.parse(await told.get('/requests', ofClient)).requests,
    async reset() {
      await told.post('/reset', ofClient);
    },
  };
}

function nowOf(answer: unknown): Date {
  return new Date(time.parse(answer).now);
}
