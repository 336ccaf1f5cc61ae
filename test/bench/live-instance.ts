import type { Context } from 'aws-lambda';
import { applyCreditGrant } from '../../functions/apply-credit-grant.ts';
import { queryCreditQuota } from '../../functions/query-credit-quota.ts';
import { endpointHandler } from '../../shared/runtime/endpoint-handler.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { rows } from '../instance.ts';

/** Who says later, so that what is applied for is left to the retry worker. */
const undecided = { ask: async () => ({ opinion: 'pending' as const }) };
/** A queue that nothing is taken from: the suite hands messages over itself. */
const unsent = { send: async () => undefined };

/** Endpoints on the real engines: those that decide at once, and one that defers. */
export const live = {
  query: endpointHandler(rows.queryCreditQuota, queryCreditQuota, liveDeps),
  apply: endpointHandler(rows.applyCreditGrant, applyCreditGrant, liveDeps),
  defer: endpointHandler(rows.applyCreditGrant, applyCreditGrant, () => ({
    ...liveDeps(),
    decisions: undecided,
    retryQueue: unsent,
  })),
};

/** A context with five minutes left. */
export const context = { getRemainingTimeInMillis: () => 300_000 } as Context;
