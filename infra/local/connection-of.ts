import type { Connection } from './connection.ts';
import type { DemoKeys } from './demo-keys.ts';
import { writeDurably } from './durable-file.ts';
import type { Seed } from './seed-file.ts';

/** Everything that a partner's developer needs to know, in one file. */
export function connectionOf(
  seed: Seed,
  keys: DemoKeys,
  baseUrl: string,
  serverPublicKeyFile: string,
): Connection {
  return {
    baseUrl,
    clientId: seed.partner.clientId,
    keyVersion: seed.partner.keyVersion,
    privateKeyFile: keys.privateKeyFile,
    serverPublicKeyFile,
    payeeCode: seed.facility.payeeCode,
    vcCode: seed.facility.vcCode,
    attachmentType: 'INVOICE',
    customers: seed.customers.map(({ id, contractStatus }) => ({
      id,
      accessToken: keys.tokens[id] ?? '',
      contractStatus,
    })),
    fxQuotas: seed.fxQuotas.map(({ method, id, currency, tradeType }) => ({
      method,
      id,
      currency,
      ...(tradeType !== undefined && { tradeType }),
    })),
  };
}

/** Writes the connection file; it holds access tokens, so its owner alone may read it. */
export function writeConnection(path: string, connection: Connection): void {
  writeDurably(path, `${JSON.stringify(connection, null, 2)}\n`);
}
