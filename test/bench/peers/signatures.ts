import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { vectorPem } from '../../signed-event.ts';

const publicKey = createPublicKey(vectorPem('test_partner_pub'));
const privateKey = createPrivateKey(vectorPem('test_platform_pkcs8'));

/** What of a request is signed. */
export interface Signed {
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: string;
}

/** Verifies a request by the least code that does. @throws when it is not the partner's */
export function verifyRequest({ path, clientId, time, body }: Signed, header: string): void {
  const value = /signature=(.+)$/.exec(header)?.[1] ?? '';
  const signature = Buffer.from(decodeURIComponent(value), 'base64');
  const text = Buffer.from(`POST ${path}\n${clientId}.${time}.${body}`);
  if (!verify('sha256', text, publicKey, signature)) throw new Error('not verified');
}

/** The headers of an answer, signed by the least code that does. */
export function signedHeaders(path: string, clientId: string, body: string) {
  const time = `${new Date().toISOString().slice(0, 19)}+00:00`;
  const text = Buffer.from(`POST ${path}\n${clientId}.${time}.${body}`);
  const value = encodeURIComponent(sign('sha256', text, privateKey).toString('base64'));
  return {
    'client-id': clientId,
    'response-time': time,
    signature: `algorithm=RSA256,keyVersion=7,signature=${value}`,
    'content-type': 'application/json; charset=UTF-8',
  };
}
