import { setTimeout as wait } from 'node:timers/promises';
import type { GatewayResult } from '../../shared/runtime/gateway-event.ts';
import type { Force } from './sandbox-power.ts';

const signedHeaders = ['signature', 'client-id', 'response-time'];

/**
 * Does to an answer what a magic value asks for, once the function has made and signed it.
 *
 * @returns undefined when the caller is to get nothing
 */
export async function bendAnswer(
  result: GatewayResult,
  force: Force | undefined,
): Promise<GatewayResult | undefined> {
  switch (force?.kind) {
    case 'delay':
      await wait(force.delayMs, undefined, { ref: false });
      return result;
    case 'lost':
      return undefined;
    case 'unsigned': {
      const left = Object.entries(result.headers).filter(([name]) => !signedHeaders.includes(name));
      return { ...result, headers: Object.fromEntries(left) };
    }
    case 'forged':
      return { ...result, headers: { ...result.headers, ...forgedSignature(result) } };
    default:
      return result;
  }
}

/** Of the right form and length, and of other bytes. */
function forgedSignature({ headers }: GatewayResult): { readonly signature: string } {
  const [, head = '', value = ''] = /^(.*signature=)(.*)$/.exec(headers['signature'] ?? '') ?? [];
  const bytes = Buffer.from(decodeURIComponent(value), 'base64').reverse();
  return { signature: `${head}${encodeURIComponent(bytes.toString('base64'))}` };
}
