import middy from '@middy/core';
import { endpoints, unknownApi } from '../catalogue/catalogue.ts';
import { documents } from '../catalogue/documents.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Deps, DepsSource } from './deps.ts';
import type { GatewayHandler } from './endpoint-handler.ts';
import type { Exchange } from './exchange.ts';
import { isExplorerPreflight } from './explorer-access.ts';
import { prime } from './prime.ts';
import { signAnswers } from './signing-middleware.ts';

const paths: ReadonlySet<string> = new Set([...endpoints, ...documents].map(({ path }) => path));

/**
 * Answers every route and verb that is no endpoint: signed, like everything else. Where the stage
 * has an explorer page, its browser's preflight is let through; it alone is a success.
 */
export function unknownApiHandler(live: DepsSource): GatewayHandler {
  const signed = {
    name: unknownApi.functionName,
    deadlineMs: unknownApi.time.deadlineMs,
    refusals: [],
    async admit({ request }: Exchange, { config }: Deps): Promise<void> {
      if (paths.has(request.path) && isExplorerPreflight(request, config)) return;
      throw new Refusal(paths.has(request.path) ? 'METHOD_NOT_SUPPORTED' : 'INVALID_API');
    },
    toMembers: () => ({}),
    echoed: () => ({}),
  };
  return Object.assign(middy<unknown>(() => undefined).use(signAnswers(signed, live)), {
    prime: () => prime(live),
  });
}
