import { createPrivateKey } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { connectionOf } from '../../infra/local/connection-of.ts';
import { loadFunctions } from '../../infra/local/local-functions.ts';
import { readSeed } from '../../infra/local/seed-file.ts';
import { seedRows } from '../../infra/local/seed-rows.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { clientSecret } from '../memory-secrets.ts';
import { vectorPem } from '../signed-event.ts';
import { dressedOtherwise, functionNameOf, gatewayEventOf, invokeFunction } from './event-wire.ts';
import { replacePorts } from './memory-ports.ts';
import type { ProviderBase, TestProviderOptions } from './provider.ts';
import type { CarriedRequest, RawAnswer, WirePartner } from './wire-partner.ts';

/** Where nothing listens. */
const nowhere = 'http://127.0.0.1:9';

/**
 * The functions themselves, handed events without any HTTP. What they reach is in memory; all from
 * the event to the table is what is deployed. Whatever is refused is handed over once more,
 * dressed otherwise, and must be answered by the same bytes, unless it is told not to.
 */
export async function startEventProvider(
  clients: Readonly<Record<string, ClientSecret>>,
  { dressed = true }: TestProviderOptions,
): Promise<ProviderBase> {
  const seed = readSeed();
  const functions = await loadFunctions();
  const tokens = Object.fromEntries(seed.customers.map(({ id }) => [id, `TOKEN_OF_${id}`]));
  const { clientId, keyVersion } = seed.partner;
  const ports = replacePorts({ ...clients, [clientId]: demoSecret(seed.partner) });
  await seedRows(liveDeps().table, seed, tokens, Date.now());

  let resent = 0;
  async function carry(request: CarriedRequest): Promise<RawAnswer> {
    // No request comes before what happens meanwhile has had its turn.
    await setImmediate();
    const event = gatewayEventOf(request);
    const functionName = functionNameOf(request.method, request.target);
    const answer = await invokeFunction(functions, functionName, event);
    const text = answer.bytes.toString();
    if (!dressed || !text.startsWith('{"result":{"resultStatus":"F"')) return answer;
    resent += 1;
    const other = await invokeFunction(functions, functionName, dressedOtherwise(event));
    if (other.bytes.toString() !== text) throw new Error(`${text}, but dressed ${other.bytes}`);
    return answer;
  }
  const partner: WirePartner = {
    baseUrl: nowhere,
    clientId,
    keyVersion,
    privateKeyPem: vectorPem('test_partner_pkcs8'),
    serverPublicKeyPem: vectorPem('test_platform_pub'),
    carry,
  };
  const privateKey = createPrivateKey(partner.privateKeyPem);
  return {
    home: '',
    connection: connectionOf(
      seed,
      { folder: '', privateKeyFile: '', privateKey, tokens },
      nowhere,
      '',
    ),
    engines: ports.engines,
    partner,
    serverPrivateKeyPem: vectorPem('test_platform_pkcs8'),
    functions,
    resent: () => resent,
    items: ports.items,
    stop: async () => ports.restore(),
  };
}

function demoSecret(partner: {
  readonly keyVersion: number;
  readonly ratePerSecond: number;
  readonly burst: number;
}): ClientSecret {
  const { keyVersion, ratePerSecond, burst } = partner;
  const keys = { [keyVersion]: { publicKey: vectorPem('test_partner_pub') } };
  return clientSecret({ keys, ratePerSecond, burst });
}
