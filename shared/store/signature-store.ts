import * as z from 'zod/mini';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo } from './row.ts';
import { type Action, absent, anyOf, equals } from './table.ts';

/**
 * The headers that a signature does not cover, as they first came with it. On an endpoint that
 * changes state the same signature with other ones is refused.
 */
export interface UncoveredHeaders {
  /** SHA-256, in hex, of the customer headers and the token as sent. */
  readonly headersHash: string;
}

const signatureRow = z.object({ headersHash: z.string() });

/** Where the headers that came with a signature are kept. */
export function signatureRef(clientId: string, signatureHash: string): Ref<UncoveredHeaders> {
  return refTo(itemKeys.signature(clientId, signatureHash), signatureRow);
}

/** Whether a signature came before with other headers than now. */
export function cameOtherwise(
  before: UncoveredHeaders | undefined,
  now: UncoveredHeaders,
): boolean {
  return before !== undefined && before.headersHash !== now.headersHash;
}

/**
 * Keeps the headers that a signature came with; part of every transaction that its request
 * causes, so that of two such requests with other headers only one can commit.
 *
 * @param forgetAtSeconds when the signature is stale beyond doubt, epoch seconds (the table's TTL)
 */
export function keepSignature(
  clientId: string,
  signatureHash: string,
  headers: UncoveredHeaders,
  forgetAtSeconds: number,
): Action {
  return {
    action: 'put',
    key: itemKeys.signature(clientId, signatureHash),
    item: { ...headers, forgetAtSeconds },
    when: [anyOf([absent], [equals('headersHash', headers.headersHash)])],
  };
}
