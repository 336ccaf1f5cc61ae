import type { KeyObject } from 'node:crypto';
import { publishedKeys } from '../../../shared/catalogue/documents.ts';
import { documentHandler } from '../../../shared/runtime/document-handler.ts';
import type { GatewayResult } from '../../../shared/runtime/gateway-event.ts';
import { publishedKeysAt } from '../../../shared/runtime/published-keys.ts';
import { verified } from '../../http/wire-partner.ts';
import { contextOf, type Instance, rows } from '../../instance.ts';
import { signedEvent } from '../../signed-event.ts';

const row = rows.queryCreditQuota;
const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };

/** What a partner signs with: its key, and the version that it says it is. */
export interface SigningWith {
  readonly clientId: string;
  readonly privateKey: KeyObject;
  readonly keyVersion: number;
}

/** The provider's keys by version, as a partner trusts them. */
export type Trusted = ReadonlyMap<number, string>;

/** Calls an instance and believes nothing but what verifies with a key that is trusted. */
export async function callAs(
  instance: Instance,
  signer: SigningWith,
  trusted: Trusted,
): Promise<string> {
  const event = signedEvent(row.path, question, instance.clock.ms, signer);
  const result = await instance.handlers.queryCreditQuota(event, contextOf(row));
  return verifiedBy(trusted, result, 'POST', row.path).outcome;
}

/** The keys that an instance publishes, taken over only if one that is trusted already signs them. */
export async function fetchKeys({ deps }: Instance, trusted: Trusted): Promise<Trusted> {
  const { path } = publishedKeys;
  const content = async () => ({
    keys: publishedKeysAt(await deps.keyRing.serverKeys(), deps.now()),
  });
  const event = { rawPath: path, requestContext: { http: { method: 'GET' } } };
  const handler = documentHandler(publishedKeys, content, () => deps);
  const result = await handler(event, contextOf(publishedKeys));
  const { body } = verifiedBy(trusted, result, 'GET', path);
  const keys: { keyVersion: number; publicKey: string }[] = body.keys;
  return new Map(keys.map(({ keyVersion, publicKey }) => [keyVersion, publicKey]));
}

function verifiedBy(trusted: Trusted, result: GatewayResult, method: string, path: string) {
  const { statusCode: status, headers, body } = result;
  const version = Number(/keyVersion=(\d+)/.exec(`${headers['signature']}`)?.[1]);
  const serverPublicKeyPem = trusted.get(version);
  if (serverPublicKeyPem === undefined) throw new Error(`signed by ${version}, not trusted`);
  const rawHeaders = Object.entries(headers).flat();
  const raw = { status, headers, rawHeaders, bytes: Buffer.from(body) };
  return verified({ serverPublicKeyPem }, method, path, raw);
}
