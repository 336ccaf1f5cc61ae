import * as z from 'zod/mini';
import { clientAccess } from './client-access.ts';

/** What the sandbox's process is started with, as the JSON of its one argument. */
export const sandboxOrders = z.object({
  /** A folder of its own, which it removes at its end. */
  home: z.string(),
  port: z.int(),
  decisions: z.boolean(),
  seed: z.optional(z.unknown()),
});

/** Such orders, written. */
export type SandboxOrders = z.input<typeof sandboxOrders>;

/** What the process says once, over its channel. */
export const sandboxReport = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready'), access: clientAccess }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);

/** That, written. */
export type SandboxReport = z.input<typeof sandboxReport>;
