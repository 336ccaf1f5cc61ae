import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { operatorSource } from '../../shared/catalogue/environment.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import type { PostResult } from '../../shared/runtime/post-event.ts';
import { DynamoTable } from '../../shared/store/dynamo-table.ts';
import type { CallBounds, Table } from '../../shared/store/table.ts';
import type { AuditEvent } from './audit.ts';
import type { KeySafe } from './key-safe.ts';
import type { LostEventQueue } from './lost-event-queue.ts';

/** Where the commands work: the provider of this laptop, or a stack in AWS. */
export interface Place {
  /** Its name, as results say it. */
  readonly name: string;
  readonly table: Table;
  /** Whom a command is about unless it says so. */
  readonly defaultClientId: string | undefined;
  /** How far ahead of the clock a client's business is: on a laptop its sandbox can move it on. */
  aheadMs(clientId: string): number;
  /** The log of requests, where it is a file: one JSON line each. */
  readonly requestsFile: string | undefined;
  /** Finds what `post` or `send` needs. @throws when it is not found: nothing was sent */
  prepare(way: 'post' | 'send'): Promise<void>;
  /**
   * Has post-ledger-event post an event.
   *
   * @throws when nobody knows whether it did
   */
  post(event: OperatorEvent): Promise<PostResult>;
  /** Puts an event on the bus, to be posted at some time. @throws when nobody knows whether */
  send(event: OperatorEvent): Promise<void>;
  /** Where the events of the bus are that could not be posted. @throws when it is not found */
  lostEvents(): Promise<LostEventQueue>;
  /** Finds the secrets of partners and keys. @throws {UsageError} when they are not found */
  keys(): Promise<KeySafe>;
  /** Tells the bus what was done to partners or keys. @throws when nobody knows whether */
  audit(event: AuditEvent): Promise<void>;
  /** Finds what partners have to do with. @throws when it is not found */
  partnerSide(): Promise<PartnerSide>;
}

/** How partners reach a provider. */
export interface PartnerSide {
  /** Without a path. */
  readonly baseUrl: string;
  /** Where the public key that answers verify with is, unless the provider itself must be asked. */
  readonly serverKeyFile: string | undefined;
}

/** An event of the back office as an operator says it, before it is parsed. */
export interface OperatorEvent {
  readonly eventId: string;
  readonly clientId: string;
  readonly customerId?: string;
  readonly actor: string;
  readonly reason: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An operator waits longer than a partner does. */
export const patience = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};
const longestCommandMs = 3_600_000;

/** Bounds of a command's reads: an hour, and no commits to be held back. */
export function operatorBounds(): CallBounds {
  return { signal: AbortSignal.timeout(longestCommandMs), assertInTime: () => undefined };
}

/** A table, by the SDK's own configuration and a profile where there is one. */
export function tableOf(config: DynamoDBClientConfig, tableName: string): Table {
  return new DynamoTable(new DynamoDBClient({ ...patience, ...config }), tableName);
}

/** Puts an event on a bus. */
export async function putOnBus(
  profile: { readonly profile?: string },
  busName: string,
  event: OperatorEvent | AuditEvent,
): Promise<void> {
  const client = new EventBridgeClient({ ...patience, ...profile });
  const entry = {
    EventBusName: busName,
    Source: operatorSource,
    DetailType: event.type,
    Detail: JSON.stringify(event),
  };
  const { Entries: [answer] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  if (answer?.EventId !== undefined) return;
  throw new Error(`the bus did not take it: ${answer?.ErrorMessage ?? 'no reason given'}`);
}

/** Whose books are meant, in words. */
export function nameOf({ clientId, customerId }: Tenant): string {
  return customerId === undefined ? `${clientId}'s own account` : `${clientId} for ${customerId}`;
}
