import type { KeyObject } from 'node:crypto';
import { Refusal } from '../domain/refusal.ts';
import { modulusBytes, modulusOf } from '../signing/rsa-key.ts';
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

/** A judgement of a request by one record of its client. */
type Judgement =
  | { readonly verified: VerifiedRequest }
  | { readonly verified: undefined; readonly refusal: Refusal; readonly suspect?: Suspect };

/**
 * Finds the client, verifies the signature over the bytes received, then judges the time. Every
 * failure costs the same verifies, of keys as long as the signature, and has the client's record,
 * or the list of clients, asked for anew, at most twice a minute, in case that what is held is out
 * of date: whatever the reason of a refusal is, an unknown client included, time does not tell it.
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
  const { clientId } = envelope;
  const held = await keyRing.client(clientId);
  const first = judge(held, envelope, target, nowMs);
  if (first.verified !== undefined) return first.verified;
  const loaded = await keyRing.reloadClient(clientId);
  const last = loaded === held ? first : judge(loaded, envelope, target, nowMs);
  if (last.verified !== undefined) return last.verified;
  if (last.suspect !== undefined) suspect(last.suspect);
  throw last.refusal;
}

function judge(
  client: Client | undefined,
  { clientId, time, timeMs, body, signature: header }: Envelope,
  target: { readonly method: string; readonly path: string },
  nowMs: number,
): Judgement {
  const { signature, keyVersion } = header;
  const message: SignedMessage = { ...target, clientId, time, body };
  if (!isActive(client, nowMs)) {
    spendVerifies(message, signature, maxVerifies);
    return { verified: undefined, refusal: new Refusal('INVALID_CLIENT') };
  }
  const keys = candidates(client, keyVersion, nowMs);
  const key = keys.find(({ publicKey }) => signatureMatches(message, signature, publicKey));
  const ageMs = nowMs - timeMs;
  if (key !== undefined && ageMs <= client.freshnessMs && ageMs >= -maxAheadMs) {
    return { verified: { client, keyVersion: key.keyVersion } };
  }
  const tried = key === undefined ? keys : keys.slice(0, keys.indexOf(key) + 1);
  const spent = tried.filter(({ publicKey }) => takesTime(publicKey, signature));
  spendVerifies(message, signature, maxVerifies - spent.length);
  const suspect = { clientId, signatureMatches: key !== undefined };
  return { verified: undefined, refusal: new Refusal('INVALID_SIGNATURE'), suspect };
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

/**
 * The signature itself is verified in vain, but for its first bit: one that is no number below the
 * modulus is refused at a glance, and which modulus that is would show.
 */
function spendVerifies(message: SignedMessage, signature: Buffer, times: number): void {
  const key = decoyKey(signature.length);
  const spent = Buffer.alloc(modulusBytes(key));
  signature.copy(spent);
  spent.writeUInt8(spent.readUInt8() & 0x7f);
  for (let i = 0; i < times; i++) signatureMatches(message, spent, key);
}

/** Whether to verify it took the time that a verify takes. */
function takesTime(publicKey: KeyObject, signature: Buffer): boolean {
  const modulus = modulusOf(publicKey);
  return signature.length === modulus.length && signature.compare(modulus) < 0;
}
