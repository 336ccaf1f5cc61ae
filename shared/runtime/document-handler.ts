import middy from '@middy/core';
import type { PublicDocument } from '../catalogue/documents.ts';
import { Refusal } from '../domain/refusal.ts';
import type { AnswerBody } from './answer.ts';
import type { Deps, DepsSource } from './deps.ts';
import type { GatewayHandler } from './endpoint-handler.ts';
import type { Exchange } from './exchange.ts';
import { prime } from './prime.ts';
import { signAnswers } from './signing-middleware.ts';

/** What a document says, from what every instance holds anyway. */
export type DocumentContent = (deps: Pick<Deps, 'keyRing' | 'now'>) => Promise<AnswerBody>;

/**
 * Binds a document to its row: whoever asks by GET, without a query string, gets it. Headers are
 * not looked at, a body is not read.
 */
export function documentHandler(
  row: PublicDocument,
  content: DocumentContent,
  live: DepsSource,
): GatewayHandler {
  const signed = {
    name: row.functionName,
    deadlineMs: row.time.deadlineMs,
    refusals: [],
    isBare: row.isBare,
    cacheControl: `public, max-age=${row.maxAgeSeconds}`,
    async admit({ request }: Exchange): Promise<void> {
      if (request.path !== row.path) throw new Refusal('INVALID_API');
      if (request.method !== 'GET') throw new Refusal('METHOD_NOT_SUPPORTED');
      if (request.queryString !== '') {
        throw new Refusal('PARAM_ILLEGAL', 'query string: expected none');
      }
    },
    toMembers: (said: unknown): AnswerBody =>
      typeof said === 'object' && said !== null ? { ...said } : {},
    echoed: () => ({}),
  };
  return Object.assign(middy<unknown>(() => content(live())).use(signAnswers(signed, live)), {
    prime: () => prime(live),
  });
}
