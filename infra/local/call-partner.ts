import { PartnerClient } from '../../shared/client/partner-client.ts';
import { ClientSetupError } from '../../shared/client/partner-keys.ts';
import type { CallOptions } from '../../shared/client/signed-request.ts';
import { readNamedFile } from './call-file.ts';
import { type CallFlags, UsageError } from './call-options.ts';
import { type Connection, connectionFile } from './connection.ts';
import { readServerKeyFile } from './server-key-file.ts';

const flagOf: Readonly<Record<string, string>> = {
  baseUrl: '--url',
  clientId: '--client',
  privateKey: '--key',
  keyVersion: '--key-version',
  serverPublicKey: '--server-key',
};

/**
 * The partner to call as: the connection's, but for what the command line says.
 *
 * @throws {UsageError} when neither says enough, or a key cannot be used
 */
export function callPartner(flags: CallFlags, connection: Connection | undefined): PartnerClient {
  const {
    url: baseUrl = connection?.baseUrl,
    client: clientId = connection?.clientId,
    key: keyFile = connection?.privateKeyFile,
    'key-version': keyVersion = connection?.keyVersion.toString() ?? '1',
    'server-key': serverKeyFile = connection?.serverPublicKeyFile,
  } = flags;
  if (!baseUrl || !clientId || !keyFile || !serverKeyFile) {
    throw new UsageError(
      `There is no ${connectionFile} here: run \`npm start\` first, or give all of ` +
        '--url, --client, --key and --server-key.',
    );
  }
  return usable(() => ({
    baseUrl,
    clientId,
    keyVersion: Number(keyVersion),
    privateKey: readNamedFile('--key', keyFile).toString('utf8'),
    serverPublicKey: readServerKeyFile('--server-key', serverKeyFile),
  }));
}

/**
 * For whom to call: the customer's own token goes with it unless another is given.
 *
 * @throws {UsageError} when a value does not fit into a header
 */
export function callFor(flags: CallFlags, connection: Connection | undefined): CallOptions {
  const { customer: customerId, token } = flags;
  // The connection's tokens are for its own provider and client, and for nobody else to see.
  const elsewhere = flags.url !== undefined || flags.client !== undefined;
  const customers = elsewhere ? [] : connection?.customers;
  const known = customers?.find(({ id }) => id === customerId);
  const accessToken = token ?? known?.accessToken;
  if (![customerId, accessToken].every(isHeaderValue)) {
    throw new UsageError('--customer and --token take printable ASCII characters only.');
  }
  return { customerId, accessToken };
}

function usable(options: () => ConstructorParameters<typeof PartnerClient>[0]): PartnerClient {
  try {
    return new PartnerClient(options());
  } catch (error) {
    if (!(error instanceof ClientSetupError)) throw error;
    throw new UsageError(error.message.replace(/^\w+/, (option) => flagOf[option] ?? option));
  }
}

function isHeaderValue(value: string | undefined): boolean {
  return value === undefined || /^[ -~]*$/.test(value);
}
