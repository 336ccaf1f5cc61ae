import * as z from 'zod/mini';
import { type Connection, connectionSchema } from './connection.ts';

/** How a client's program reaches the sandbox: the connection, and the keys as texts. */
export interface ClientAccess extends Connection {
  /** PEM. */
  readonly privateKey: string;
  /** PEM. */
  readonly serverPublicKey: string;
}

/** Reads one that came over HTTP. */
export const clientAccess = z.extend(connectionSchema, {
  privateKey: z.string(),
  serverPublicKey: z.string(),
});
