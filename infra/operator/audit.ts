import { identifier, text } from '../../shared/catalogue/fields.ts';
import { UsageError } from '../local/call-options.ts';
import type { Given } from './given.ts';

/** What can be done to partners and keys. */
export type AuditType =
  | 'partner.added'
  | 'partner.changed'
  | 'partner.paused'
  | 'partner.resumed'
  | 'partner.removed'
  | 'key.added'
  | 'key.retired'
  | 'server-key.rotated'
  | 'server-key.retired';

/** Who changes something, why, and by which id of the event that tells of it. */
export interface Accountable {
  readonly eventId: string;
  readonly actor: string;
  readonly reason: string;
}

/** What the bus is told of a change: fingerprints of keys, and never a key. */
export interface AuditEvent extends Accountable {
  readonly type: AuditType;
  /** When it was done, ISO 8601 in UTC. */
  readonly at: string;
  /** `unchanged`: it was so already, as when a change is repeated to have it audited. */
  readonly outcome: 'changed' | 'unchanged';
  readonly clientId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const fields = {
  'event-id': identifier,
  by: text(64),
  why: text(256),
} as const;

/** Who and why, as the command line says. @throws {UsageError} naming the flag that is wrong */
export function accountable(given: Given): Accountable {
  const [eventId = '', actor = '', reason = ''] = Object.entries(fields).map(([flag, schema]) => {
    const parsed = schema.safeParse(given.value(flag));
    if (parsed.success) return parsed.data;
    throw new UsageError(`--${flag} is not valid: ${parsed.error.issues[0]?.message}.`);
  });
  return { eventId, actor, reason };
}
