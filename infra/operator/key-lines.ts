import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { fingerprintOf } from '../../shared/signing/fingerprint.ts';
import { readPublicKey } from '../../shared/signing/rsa-key.ts';
import { textTable } from './text-table.ts';

type Key = ClientSecret['keys'][string];

/** What a key is at an instant. */
export function stateOf({ notBefore, notAfter }: Key, nowMs: number): string {
  if (notAfter !== undefined && Date.parse(notAfter) <= nowMs) return `retired since ${notAfter}`;
  if (notBefore !== undefined && Date.parse(notBefore) > nowMs) return `not before ${notBefore}`;
  return notAfter === undefined ? 'live' : `live until ${notAfter}`;
}

/** The versions whose keys verify at an instant. */
export function liveVersions({ keys }: Pick<ClientSecret, 'keys'>, nowMs: number): number[] {
  const live = Object.entries(keys).filter(([, key]) => stateOf(key, nowMs).startsWith('live'));
  return live.map(([version]) => Number(version));
}

/** A line for each key: its version, what it is now, its fingerprint. */
export function keyLines({ keys }: Pick<ClientSecret, 'keys'>, nowMs: number): string[] {
  const rows = Object.entries(keys).map(([version, key]) => {
    const publicKey = readPublicKey(key.publicKey);
    const fingerprint = publicKey === undefined ? 'UNUSABLE' : fingerprintOf(publicKey);
    return [`  key ${version}`, stateOf(key, nowMs), `SHA-256 ${fingerprint}`];
  });
  return rows.length === 0 ? ['  no keys'] : textTable(rows);
}
