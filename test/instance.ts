import type { Context } from 'aws-lambda';
import { applyCreditGrant } from '../functions/apply-credit-grant.ts';
import { inquiryAvailableQuota } from '../functions/inquiry-available-quota.ts';
import { inquiryCreditGrant } from '../functions/inquiry-credit-grant.ts';
import { queryBudgetAccountInfo } from '../functions/query-budget-account-info.ts';
import { queryCreditQuota } from '../functions/query-credit-quota.ts';
import { submitAttachment } from '../functions/submit-attachment.ts';
import * as account from '../shared/catalogue/account.ts';
import * as credit from '../shared/catalogue/credit.ts';
import type { ApiName, Endpoint } from '../shared/catalogue/endpoint.ts';
import * as worldcard from '../shared/catalogue/worldcard.ts';
import type { ClientSecret } from '../shared/runtime/client-record.ts';
import { type DecisionService, rulesAlone } from '../shared/runtime/decision-service.ts';
import type { Deps } from '../shared/runtime/deps.ts';
import { endpointHandler, type GatewayHandler } from '../shared/runtime/endpoint-handler.ts';
import type { GatewayResult } from '../shared/runtime/gateway-event.ts';
import { KeyRing } from '../shared/runtime/key-ring.ts';
import type { LogLine } from '../shared/runtime/request-log.ts';
import { TrafficLimit } from '../shared/runtime/traffic-limit.ts';
import type { AttachmentFile, StoredObject } from '../shared/store/attachment-bucket.ts';
import type { RetryMessage } from '../shared/store/retry-queue.ts';
import type { Table } from '../shared/store/table.ts';
import { verified, type WireAnswer } from './http/wire-partner.ts';
import { clientSecret, MemorySecrets, stage } from './memory-secrets.ts';
import { MemoryTable } from './memory-table.ts';
import { clientId, type EventChanges, signedEvent, vectorPem } from './signed-event.ts';
import { WatchedTable } from './watched-table.ts';

/** When the clock of an instance starts: 2026-11-21T02:30:00Z. */
export const startMs = 1_795_228_200_000;

/** What an instance stands on; two may stand on the same table. */
export interface InstanceOptions {
  readonly clients?: Readonly<Record<string, ClientSecret>>;
  readonly memory?: MemoryTable;
  /** The table, where it is not the one in memory. */
  readonly store?: Table;
  readonly secrets?: MemorySecrets;
  readonly clock?: { ms: number };
  readonly log?: (line: LogLine) => void;
  /** The decision service; the built-in rules alone unless given. */
  readonly decisions?: DecisionService;
}

/** One Lambda instance of every function, in memory, with a clock of its own. */
export type Instance = ReturnType<typeof newInstance>;

export function newInstance(options: InstanceOptions = {}) {
  const clients = options.clients ?? { [clientId]: clientSecret() };
  const { memory = new MemoryTable(), secrets = new MemorySecrets(clients) } = options;
  const { clock = { ms: startMs } } = options;
  const table = new WatchedTable(options.store ?? memory);
  const puts: AttachmentFile[] = [];
  const sent: { readonly message: RetryMessage; readonly delaySeconds: number }[] = [];
  const lines: LogLine[] = [];
  const failures: { readonly secretName: string; readonly error: unknown }[] = [];
  const now = (): number => clock.ms;
  const deps: Deps = {
    config: { budgetContract: { contractName: 'Agreement', contractUrl: 'https://c.example/a' } },
    keyRing: new KeyRing(secrets, stage, now, (secretName, error) =>
      failures.push({ secretName, error }),
    ),
    trafficLimit: new TrafficLimit(),
    table,
    bucket: {
      async put(file, bounds): Promise<StoredObject> {
        bounds.assertInTime();
        puts.push(file);
        return { objectKey: file.contentHash, versionId: 'v1' };
      },
    },
    retryQueue: {
      async send(message, delaySeconds) {
        sent.push({ message, delaySeconds });
      },
    },
    decisions: options.decisions ?? rulesAlone,
    now,
    log: options.log ?? ((line) => lines.push(line)),
  };
  const handlers = handlersOf(() => deps);
  async function call(api: ApiName, body: unknown, changes: EventChanges = {}) {
    const { path } = rows[api];
    const event = signedEvent(path, body, clock.ms, changes);
    const result = await handlers[api](event, contextOf(rows[api]));
    return answerOf(result, changes.method ?? 'POST', changes.path ?? path);
  }
  return { clock, memory, table, secrets, puts, sent, lines, failures, deps, handlers, call };
}

/** The rows of the catalogue by name. */
export const rows = { ...credit, ...account, ...worldcard } as const;

function handlersOf(live: () => Deps): Readonly<Record<ApiName, GatewayHandler>> {
  return {
    queryCreditQuota: endpointHandler(credit.queryCreditQuota, queryCreditQuota, live),
    applyCreditGrant: endpointHandler(credit.applyCreditGrant, applyCreditGrant, live),
    inquiryCreditGrant: endpointHandler(credit.inquiryCreditGrant, inquiryCreditGrant, live),
    submitAttachment: endpointHandler(account.submitAttachment, submitAttachment, live),
    inquiryAvailableQuota: endpointHandler(
      account.inquiryAvailableQuota,
      inquiryAvailableQuota,
      live,
    ),
    queryBudgetAccountInfo: endpointHandler(
      worldcard.queryBudgetAccountInfo,
      queryBudgetAccountInfo,
      live,
    ),
  };
}

/** The context of an invocation that has all its time, or is that near to its deadline. */
export function contextOf(row: Pick<Endpoint, 'time'>, untilDeadlineMs?: number): Context {
  const { deadlineMs, lambdaTimeoutSeconds } = row.time;
  const remainingMs = lambdaTimeoutSeconds * 1_000 - deadlineMs + (untilDeadlineMs ?? deadlineMs);
  return { getRemainingTimeInMillis: () => remainingMs } as Context;
}

/** The answer, once an independent verifier has found it to be what the contract says. */
export function answerOf(result: GatewayResult, method: string, target: string): WireAnswer {
  const platform = { serverPublicKeyPem: vectorPem('test_platform_pub') };
  const { statusCode: status, headers } = result;
  const rawHeaders = Object.entries(headers).flat();
  const bytes = Buffer.from(result.body);
  return verified(platform, method, target, { status, headers, rawHeaders, bytes });
}
