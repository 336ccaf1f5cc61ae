import { generateKeyPairSync } from 'node:crypto';
import type { LocalFunctions } from '../../infra/local/local-functions.ts';
import type { startLocalProvider } from '../../infra/local/local-provider.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import type { Transaction } from '../../shared/store/table.ts';
import { startHttpProvider } from './http-provider.ts';
import { send, type WireAnswer, type WirePartner, type WireRequest } from './wire-partner.ts';

/** The paths of the contract, spelled here once more so that a change of one is noticed. */
export const paths = {
  queryCreditQuota: '/amsin/alipay/business/credit/queryCreditQuota',
  applyCreditGrant: '/amsin/alipay/business/credit/applyCreditGrant',
  inquiryCreditGrant: '/amsin/alipay/business/credit/inquiryCreditGrant',
  submitAttachment: '/amsin/api/v1/business/account/submitAttachment',
  inquiryAvailableQuota: '/amsin/api/v1/business/account/inquiryAvailableQuota',
  queryBudgetAccountInfo: '/amsin/api/v1/business/worldcard/queryBudgetAccountInfo',
} as const;
export type Api = keyof typeof paths;

/** By HTTP to a listening front on real engines, or as events handed to the functions. */
export type Wire = 'http' | 'event';

/** What a provider has on either wire. */
export interface ProviderBase {
  readonly home: string;
  readonly connection: Awaited<ReturnType<typeof startLocalProvider>>['connection'];
  /** To crash them. */
  readonly engines: Awaited<ReturnType<typeof startLocalProvider>>['engines'];
  /** The demo partner. */
  readonly partner: WirePartner;
  readonly serverPrivateKeyPem: string;
  /** To hand them events. */
  readonly functions: LocalFunctions;
  /** How often an event was handed over once more, dressed otherwise. */
  resent(): number;
  /** Every item of the table. */
  items(): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** A running provider of its own, and partners to call it as. */
export interface TestProvider extends ProviderBase {
  /** A partner that `clients` named. */
  partnerOf(clientId: string): WirePartner;
  /** Calls as the demo partner, or as `more.as`. */
  call(api: Api, body: WireRequest['body'], more?: CallOptions): Promise<WireAnswer>;
  /** Writes rows past the functions, as the back office would; fails when a condition does. */
  write(transaction: Transaction): Promise<void>;
}

export type CallOptions = Partial<WireRequest> & { readonly as?: WirePartner };

/** A key pair that every partner named in `clients` signs with, unless its secret has its own. */
export const otherPair = newPair();

export function newPair(modulusLength = 2_048): { privateKeyPem: string; publicKeyPem: string } {
  const pair = generateKeyPairSync('rsa', { modulusLength });
  return {
    privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** A client record that may do everything on its own account, with `otherPair` as version 1. */
export function clientSecretFor(changes: Partial<ClientSecret> = {}): ClientSecret {
  return {
    status: 'active',
    keys: { 1: { publicKey: otherPair.publicKeyPem } },
    ratePerSecond: 1_000,
    burst: 2_000,
    apis: Object.keys(paths),
    contracts: { fx: { status: 'valid' }, worldcard: { status: 'valid' } },
    customers: 'optional',
    tokensRequired: true,
    ...changes,
  };
}

export interface TestProviderOptions {
  /** Whether a decision service has a say; it approves everything until told otherwise. */
  readonly decisions?: boolean;
  /** Whether the scheduled checks run; they would write rows that a test did not cause. */
  readonly schedules?: boolean;
  /** The one that the run is for, unless a test needs the other. */
  readonly wire?: Wire;
  /** Whether what is refused as an event is handed over once more, dressed otherwise; it is. */
  readonly dressed?: boolean;
}

/**
 * Starts the provider in this process, on the wire that the run of tests is for. All partners must
 * be named here: the client index is held, and re-read only every half minute.
 */
export async function startTestProvider(
  clients: Readonly<Record<string, ClientSecret>> = {},
  options: TestProviderOptions = {},
): Promise<TestProvider> {
  const { wire = wireOfRun() } = options;
  const base = await (wire === 'event'
    ? (await import('./event-provider.ts')).startEventProvider(clients, options)
    : startHttpProvider(clients, options));
  const { partner } = base;
  const bounds = { signal: AbortSignal.timeout(600_000), assertInTime: () => undefined };
  return {
    ...base,
    partnerOf: (id) => ({ ...partner, clientId: id, privateKeyPem: otherPair.privateKeyPem }),
    call: (api, body, { as = partner, ...more } = {}) =>
      send(as, { path: paths[api], ...(body !== undefined && { body }), ...more }),
    async write(transaction) {
      const outcome = await liveDeps().table.write(transaction, bounds);
      if (!outcome.committed) throw new Error(`not written: ${[...outcome.failed].join()}`);
    },
  };
}

/** How requests travel in this run of the tests: the project of the configuration says so. */
export function wireOfRun(): Wire {
  return process.env['QUOTALINE_TEST_WIRE'] === 'event' ? 'event' : 'http';
}
