import type { KeyObject } from 'node:crypto';
import { Refusal } from '../domain/refusal.ts';
import { modulusBytes } from '../signing/rsa-key.ts';
import type { SignedMessage } from '../signing/string-to-sign.ts';
import { signatureMatches } from '../signing/verify.ts';
import type { Client, ClientKey } from './client-record.ts';
import { decoyKey } from './decoy-key.ts';
import type { Envelope } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';

/** How far ahead of ours a client's clock may be. */
export const maxAheadMs = 60_000;
/** The most keys that are tried, and the number of verifies that every failure costs. */
const maxVerifies = 2;

/** What a verified request tells of its signer. */
export interface VerifiedRequest {
  readonly client: Client;
  /** The version of the key that verified. */
  readonly keyVersion: number;
}

/** What is known of the sender of a request that is refused for its signature. */
export interface Suspect {
  /** An active client that the request named: itself, or somebody in its name. */
  readonly clientId: string;
  /** It is the client's signature, but of another time. */
  readonly signatureMatches: boolean;
}

/**
 * Finds the client, verifies the signature over the bytes received, then judges the time. Every
 * failure costs the same verifies, an unknown client's included, so that nothing is told by time.
 *
 * @param suspect told, before the refusal, of whom a refused signature is said to be
 * @throws {Refusal} INVALID_CLIENT when the client is unknown or not active, INVALID_SIGNATURE
 * for whatever else fails
 * @see the wire contract, section 4, order of checks, 4 and 5
 */
export async function verifyRequest(
  keyRing: KeyRing,
  envelope: Envelope,
  target: { readonly method: string; readonly path: string },
  nowMs: number,
  suspect: (found: Suspect) => void = () => undefined,
): Promise<VerifiedRequest> {
  const { clientId, time, body, signature } = envelope;
  const message: SignedMessage = { ...target, clientId, time, body };
  let client = await keyRing.client(clientId);
  if (client !== undefined && !knows(client, signature.keyVersion)) {
    client = await keyRing.reloadClient(clientId);
  }
  if (!isActive(client, nowMs)) {
    spendVerifies(message, maxVerifies);
    throw new Refusal('INVALID_CLIENT');
  }
  const keys = candidates(client, signature.keyVersion, nowMs);
  const key = keys.find(({ publicKey }) =>
    signatureMatches(message, signature.signature, publicKey),
  );
  const ageMs = nowMs - envelope.timeMs;
  if (key === undefined || ageMs > client.freshnessMs || ageMs < -maxAheadMs) {
    const tried = key === undefined ? keys : keys.slice(0, keys.indexOf(key) + 1);
    const spent = tried.filter(({ publicKey }) => fitsLength(publicKey, signature.signature));
    spendVerifies(message, maxVerifies - spent.length);
    suspect({ clientId, signatureMatches: key !== undefined });
    throw new Refusal('INVALID_SIGNATURE');
  }
  return { client, keyVersion: key.keyVersion };
}

function isActive(client: Client | undefined, nowMs: number): client is Client {
  return client !== undefined && client.status === 'active' && client.activeFrom <= nowMs;
}

function knows(client: Client, keyVersion: number | undefined): boolean {
  return keyVersion === undefined || client.keys.some((key) => key.keyVersion === keyVersion);
}

/**
 * The keys that a signature may be by: the one it names if the client ever had it, live or not at
 * all; otherwise the live ones, newest first, since SDKs send a fixed version through a rotation.
 */
function candidates(
  client: Client,
  keyVersion: number | undefined,
  nowMs: number,
): readonly ClientKey[] {
  const live = client.keys.filter((key) => key.notBefore <= nowMs && nowMs < key.notAfter);
  if (keyVersion !== undefined && knows(client, keyVersion)) {
    return live.filter((key) => key.keyVersion === keyVersion);
  }
  return live.slice(0, maxVerifies);
}

const decoySignature = Buffer.alloc(256, 1);

function spendVerifies(message: SignedMessage, times: number): void {
  for (let i = 0; i < times; i++) signatureMatches(message, decoySignature, decoyKey());
}

function fitsLength(publicKey: KeyObject, signature: Buffer): boolean {
  return modulusBytes(publicKey) === signature.length;
}
