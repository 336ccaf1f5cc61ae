import { generateKeyPairSync, randomInt } from 'node:crypto';
import { expect } from 'vitest';
import {
  retired,
  rotated,
  type ServerKeyChange,
} from '../../../infra/operator/server-key-rotation.ts';
import type { ClientSecret } from '../../../shared/runtime/client-record.ts';
import type { ServerKeySecret } from '../../../shared/runtime/server-keys.ts';
import { newInstance, startMs } from '../../instance.ts';
import { clientSecret, MemorySecrets, serverKeySecret } from '../../memory-secrets.ts';
import { MemoryTable } from '../../memory-table.ts';
import { partnerPrivateKey, vectorPem } from '../../signed-event.ts';
import { openOwnFacility } from '../../stage-rows.ts';
import { callAs, fetchKeys, type SigningWith, type Trusted } from './rotating-partner.ts';

export const minuteMs = 60_000;
const runMs = 480 * minuteMs;
/** The key pair that a partner rotates to. */
export const next = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const nextServer = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
export const oldKey = { publicKey: vectorPem('test_partner_pub') };
export const newKey = {
  publicKey: next.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
};
const recordOf = (keys: ClientSecret['keys']) =>
  clientSecret({ keys, ratePerSecond: 1e5, burst: 1e5 });

/** One names the versions of its keys, the other sends what its SDK sends, through everything. */
export const partners = [
  { clientId: 'NAMES_VERSIONS', versions: [1, 2] },
  { clientId: 'ALWAYS_ZERO', versions: [0, 0] },
] as const;

/** Four instances on one table, one set of secrets and one clock, born two and a half minutes apart. */
export async function fourInstances() {
  const clock = { ms: startMs };
  const memory = new MemoryTable();
  const clients = partners.map(({ clientId }) => [clientId, recordOf({ 1: oldKey })] as const);
  const secrets = new MemorySecrets(Object.fromEntries(clients));
  const instances = [0, 1, 2, 3].map(() => newInstance({ clock, memory, secrets }));
  for (const { clientId } of partners) await openOwnFacility(memory, {}, { clientId });
  const born = (index: number) => startMs + index * 2.5 * minuteMs;
  const alive = () => instances.filter((_, index) => born(index) <= clock.ms);
  const publish = (keys: ClientSecret['keys']): void => {
    for (const { clientId } of partners) {
      secrets.put(`quotaline/test/clients/${clientId}`, recordOf(keys));
    }
  };
  return { clock, memory, secrets, instances, alive, publish };
}

function written(change: ServerKeyChange): ServerKeySecret {
  if ('secret' in change) return change.secret;
  throw new Error(JSON.stringify(change));
}

/** How a run through both rotations went. */
export interface RotationRun {
  /** Requests that were answered otherwise than `S`, or by a key that the partner did not trust. */
  readonly failed: readonly string[];
  /** Versions of the server's key that partners ever trusted, and those they trust at the end. */
  readonly seen: readonly number[];
  readonly trusted: readonly number[];
  /** What each instance says to the retired key at the end. */
  readonly afterwards: readonly string[];
}

/**
 * Sends so many requests in eight hours of virtual time, through the publishing, the overlap and
 * the retirement of a partner's key, and of the server's own.
 */
export async function runRotations(requests: number): Promise<RotationRun> {
  const { clock, secrets, alive, publish } = await fourInstances();
  let serverKey: ServerKeySecret = serverKeySecret();
  const putServerKey = (change: ServerKeyChange): void => {
    serverKey = written(change);
    secrets.put('quotaline/test/server-key', serverKey);
  };
  const privateKey = nextServer.export({ type: 'pkcs8', format: 'pem' }).toString();
  let partnerKey = 0;
  const acts: [atMinute: number, act: () => void][] = [
    [60, () => publish({ 1: oldKey, 2: newKey })],
    [70, () => (partnerKey = 1)],
    // Told in advance, so that every instance retires it by its own clock.
    [120, () => publish({ 1: { ...oldKey, notAfter: atMinute(150) }, 2: newKey })],
    [
      180,
      () =>
        putServerKey(
          rotated(serverKey, {
            eventId: 'E-1',
            nowMs: clock.ms,
            fromMs: clock.ms + 60 * minuteMs,
            privateKey,
          }),
        ),
    ],
    [300, () => putServerKey(retired(serverKey, 7, 'E-2', clock.ms))],
  ];
  let trusted: Trusted = new Map([[7, vectorPem('test_platform_pub')]]);
  const seen = new Set<number>();
  const failed: string[] = [];
  let fetchedAt = startMs;
  for (let at = 0; at < requests; at++) {
    clock.ms = startMs + Math.round((at * runMs) / requests);
    const minute = (clock.ms - startMs) / minuteMs;
    while (acts[0] !== undefined && acts[0][0] <= minute) acts.shift()?.[1]();
    const instances = alive();
    const instance = instances[at % instances.length] ?? expect.fail('no instance');
    // As stale as a cache may be.
    if (clock.ms - fetchedAt >= 5 * minuteMs) {
      trusted = await fetchKeys(instance, trusted);
      fetchedAt = clock.ms;
    }
    for (const version of trusted.keys()) seen.add(version);
    const partner = partners[randomInt(2)] ?? expect.fail('no partner');
    const signer: SigningWith = {
      clientId: partner.clientId,
      privateKey: partnerKey === 0 ? partnerPrivateKey : next.privateKey,
      keyVersion: partner.versions[partnerKey] ?? 0,
    };
    const outcome = await callAs(instance, signer, trusted).catch(String);
    if (outcome !== 'S SUCCESS') failed.push(`minute ${minute}: ${outcome}`);
  }
  const retiredKey = { clientId: 'NAMES_VERSIONS', privateKey: partnerPrivateKey, keyVersion: 1 };
  const afterwards: string[] = [];
  for (const instance of alive()) afterwards.push(await callAs(instance, retiredKey, trusted));
  return { failed, seen: [...seen].sort(), trusted: [...trusted.keys()], afterwards };
}

function atMinute(minute: number): string {
  return new Date(startMs + minute * minuteMs).toISOString();
}
