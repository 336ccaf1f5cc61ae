import type { ServerKeySecret } from '../../shared/runtime/server-keys.ts';

/**
 * The least time between a key's being published and its first signature. Instances publish what
 * they have held for up to ten minutes, and caches keep that for five: after an hour, every partner
 * that looks has seen it.
 */
export const minLeadMs = 3_600_000;

/** How long after a switch what went before may not be taken away: somebody may still sign with it. */
const afterSwitchMs = 3_600_000;

/** A secret that is to be written, or why nothing is. */
export type ServerKeyChange =
  | { readonly secret: ServerKeySecret }
  | { readonly unchanged: true }
  | { readonly refusedBecause: string };

/** What is asked for. */
export interface Rotation {
  readonly eventId: string;
  readonly nowMs: number;
  /** From when on the next key signs; undefined for at once. */
  readonly fromMs: number | undefined;
  /** A new private key, PKCS#8 in PEM. */
  readonly privateKey: string;
}

/**
 * Publishes the next server key, which signs from an instant on; the first of all signs at once.
 * One that is published already can only be brought forward.
 */
export function rotated(
  secret: ServerKeySecret | undefined,
  { eventId, nowMs, fromMs, privateKey }: Rotation,
): ServerKeyChange {
  const now = new Date(nowMs).toISOString();
  if (secret === undefined) {
    const keys = { 1: { privateKey } };
    return { secret: { current: 1, currentFrom: now, changedBy: eventId, keys } };
  }
  if (secret.changedBy === eventId) return { unchanged: true };
  const settled = { ...settledAt(secret, nowMs), changedBy: eventId };
  const { next } = settled;
  if (next !== undefined) {
    if (fromMs === undefined) return { secret: { ...settled, next: { ...next, from: now } } };
    const { keyVersion, from } = next;
    return { refusedBecause: `version ${keyVersion} is published, and signs from ${from} on` };
  }
  const keyVersion = Math.max(...Object.keys(settled.keys).map(Number)) + 1;
  const from = new Date(fromMs ?? nowMs).toISOString();
  const keys = { ...settled.keys, [keyVersion]: { privateKey } };
  return { secret: { ...settled, next: { keyVersion, from }, keys } };
}

/** Takes a server key away that signs no more. */
export function retired(
  secret: ServerKeySecret,
  keyVersion: number,
  eventId: string,
  nowMs: number,
): ServerKeyChange {
  if (secret.changedBy === eventId) return { unchanged: true };
  const settled = settledAt(secret, nowMs);
  const { current, currentFrom, next } = settled;
  if (keyVersion === current) return { refusedBecause: 'answers are signed with it' };
  if (keyVersion === next?.keyVersion) return { refusedBecause: 'it is to sign next' };
  if (!Object.hasOwn(settled.keys, keyVersion)) {
    return { refusedBecause: 'there is no such version' };
  }
  const freeAt = currentFrom === undefined ? nowMs : Date.parse(currentFrom) + afterSwitchMs;
  if (freeAt > nowMs) {
    const at = new Date(freeAt).toISOString();
    return { refusedBecause: `an instance may still sign with it: repeat this after ${at}` };
  }
  const left = Object.entries(settled.keys).filter(([version]) => version !== `${keyVersion}`);
  return { secret: { ...settled, changedBy: eventId, keys: Object.fromEntries(left) } };
}

/** What was the next key is the current one once its instant has come. */
function settledAt(secret: ServerKeySecret, nowMs: number): ServerKeySecret {
  const { next, ...rest } = secret;
  if (next === undefined || Date.parse(next.from) > nowMs) return secret;
  return { ...rest, current: next.keyVersion, currentFrom: next.from };
}
