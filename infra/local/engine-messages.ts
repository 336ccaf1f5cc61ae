import * as z from 'zod/mini';

const port = z.int().check(z.gte(1), z.lte(65_535));

/** What the engines' process is started with. Without `stateDir` everything stays in memory. */
export const engineOrders = z.object({
  stateDir: z.optional(z.string()),
  ports: z.object({
    dynamodb: port,
    queueAndStorage: port,
    secretsManager: port,
    eventBus: port,
  }),
});
/** The orders, parsed. */
export type EngineOrders = z.infer<typeof engineOrders>;

/** The one thing the engines' process may be told while it runs. */
export const KILL_DYNAMODB = 'kill dynamodb';

/**
 * What the engines' process says of itself. `kills` is how many kills it has carried out, so that
 * a `ready` sent before a kill is not taken for one after it. A `final` failure is not retried.
 */
export const engineReport = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready'), kills: z.int() }),
  z.object({ state: z.literal('recovering') }),
  z.object({ state: z.literal('failed'), reason: z.string(), final: z.boolean() }),
]);
/** One report, parsed. */
export type EngineReport = z.infer<typeof engineReport>;

/** A failure that a restart cannot cure; its message says what to do instead. */
export class IncurableError extends Error {
  override readonly name = 'IncurableError';
}
