import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { DecisionServiceSecret } from '../../shared/runtime/https-decision-service.ts';
import { publicPem } from '../../shared/signing/fingerprint.ts';
import { parseRequestTime } from '../../shared/signing/request-time.ts';
import { readPrivateKey } from '../../shared/signing/rsa-key.ts';
import { signMessage } from '../../shared/signing/sign.ts';
import { parseSignatureHeader } from '../../shared/signing/signature-header.ts';
import { signatureMatches } from '../../shared/signing/verify.ts';
import { newPrivateKeyPem } from './demo-keys.ts';

const clientId = 'QUOTALINE_LOCAL';
const keyVersion = 1;
const maxAgeMs = 300_000;

/** The key pairs between the provider and its decision service, made anew at each start. */
export interface DecisionKeys {
  /** What the provider is told. */
  readonly secret: DecisionServiceSecret;
  readonly providerKey: KeyObject;
  readonly serviceKey: KeyObject;
}

/** Makes both key pairs. */
export async function newDecisionKeys(): Promise<DecisionKeys> {
  const [privateKey, servicePem] = await Promise.all([newPrivateKeyPem(), newPrivateKeyPem()]);
  const providerKey = readPrivateKey(privateKey);
  const serviceKey = readPrivateKey(servicePem);
  if (providerKey === undefined || serviceKey === undefined) throw new Error('no usable key pair');
  const servicePublicKey = publicPem(serviceKey);
  return {
    secret: { clientId, keyVersion, privateKey, servicePublicKey },
    providerKey,
    serviceKey,
  };
}

/** Why a question is not the provider's own, or undefined when it is. */
export function questionProblem(
  request: IncomingMessage,
  path: string,
  body: Buffer,
  publicKey: KeyObject,
  nowMs: number,
): string | undefined {
  const { signature = '', 'client-id': id, 'request-time': time } = request.headers;
  const header = parseSignatureHeader(`${signature}`);
  if (header === undefined || header.keyVersion !== keyVersion) return 'no signature of version 1';
  if (id !== clientId) return 'another client';
  const sentAt = parseRequestTime(`${time}`);
  if (sentAt === undefined || Math.abs(nowMs - sentAt) > maxAgeMs) return 'not of now';
  const signed = { method: 'POST', path, clientId, time: `${time}`, body };
  return signatureMatches(signed, header.signature, publicKey) ? undefined : 'another signature';
}

/** The headers of an answer, signed by a key. */
export function answerHeaders(
  path: string,
  body: Buffer,
  time: string,
  privateKey: KeyObject,
): Record<string, string> {
  const signed = { method: 'POST', path, clientId, time, body };
  return {
    'client-id': clientId,
    'response-time': time,
    signature: signMessage(signed, { keyVersion, privateKey }),
  };
}
