import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { vectorPem } from '../signed-event.ts';
import type { BenchRequest } from './requests.ts';
import type { Variant } from './rounds.ts';

const partnerKey = createPublicKey(vectorPem('test_partner_pub'));
/** The key that answers are signed with in memory. */
export const privateKey = createPrivateKey(vectorPem('test_platform_pkcs8'));
/** As long as the signed text of an ordinary answer. */
export const answer = Buffer.alloc(500, 'a');

/**
 * What no server of this protocol can do without: one verify and one sign, keys cached.
 *
 * @param json whether the body is parsed and written once more, as for large ones
 */
export function floor(
  requests: (size: number) => readonly BenchRequest[],
  { json = false, publicKey = partnerKey }: { json?: boolean; publicKey?: KeyObject } = {},
): Variant {
  return (size) => {
    const made = requests(size);
    return () => {
      for (const { text, signature, body } of made) {
        if (!verify('sha256', text, publicKey, signature)) throw new Error('not verified');
        if (json) JSON.stringify(JSON.parse(body));
        sign('sha256', answer, privateKey);
      }
    };
  };
}

/** A bare sign of the same text. */
export const bareSign: Variant = (size) => () => {
  for (let i = 0; i < size; i++) sign('sha256', answer, privateKey);
};
