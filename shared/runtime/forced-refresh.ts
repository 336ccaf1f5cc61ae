import type { KeyRefresh } from '../store/key-refresh-store.ts';
import type { Client } from './client-record.ts';
import { type Exchange, known } from './exchange.ts';
import type { KeyRing } from './key-ring.ts';
import { verifyRequest } from './verify-request.ts';

/**
 * Judges a verified request once more where an operator has asked for what is held of its client to
 * be loaded anew. A request is verified before anything is read, with a record up to ten minutes
 * old; the word of a retired key or a paused client travels with its first read, so that from the
 * moment it is given no such request is told anything or changes anything, on any instance.
 *
 * @returns the client as it is now
 * @throws {Refusal} INVALID_CLIENT or INVALID_SIGNATURE, as if it had just come
 * @throws when the record cannot be loaded: then nobody knows
 */
export async function confirmVerified(
  keyRing: KeyRing,
  exchange: Exchange,
  refresh: KeyRefresh | undefined,
): Promise<Client> {
  const { client } = known(exchange.verified, 'the client');
  if (refresh === undefined) return client;
  await keyRing.refreshClient(client.clientId, refresh.refreshId);
  if ((await keyRing.client(client.clientId)) === client) return client;
  const envelope = known(exchange.envelope, 'the signature');
  exchange.verified = await verifyRequest(keyRing, envelope, exchange.request, exchange.startedAt);
  return exchange.verified.client;
}
