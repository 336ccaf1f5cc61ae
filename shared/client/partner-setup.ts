import type { SigningKey } from '../signing/sign.ts';
import {
  assertKeyVersion,
  ClientSetupError,
  readPartnerKey,
  readServerKeys,
  type ServerKeyLookup,
  type ServerPublicKeys,
} from './partner-keys.ts';

/** Who calls whom, and with which keys. Keys are texts: PEM, or the bare base64 of their DER. */
export interface PartnerClientOptions {
  /** `https://host`, without a path: the signed path begins at the host's root. */
  readonly baseUrl: string;
  readonly clientId: string;
  /** The version under which the provider holds the public half of `privateKey`. */
  readonly keyVersion: number;
  readonly privateKey: string;
  readonly serverPublicKey: ServerPublicKeys;
  /** When a call without an answer becomes `U`; 30,000 unless given, at most 900,000. */
  readonly timeoutMs?: number;
  /** The clock, in epoch milliseconds. */
  readonly now?: () => number;
}

/** The options of a client, read and found usable. */
export interface PartnerSetup {
  readonly origin: string;
  readonly clientId: string;
  readonly signingKey: SigningKey;
  readonly serverKey: ServerKeyLookup;
  readonly timeoutMs: number;
  readonly now: () => number;
}

// The gateway in front of the provider gives up after this long.
const defaultTimeoutMs = 30_000;
const maxTimeoutMs = 900_000;
const clientIdGrammar = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads the options of a client.
 *
 * @throws {ClientSetupError} when one of them cannot work, saying which and what to give
 */
export function setUpPartner(options: PartnerClientOptions): PartnerSetup {
  const { clientId, keyVersion, timeoutMs = defaultTimeoutMs, now = Date.now } = options;
  if (!clientIdGrammar.test(clientId)) {
    throw new ClientSetupError('clientId: expected 1 to 64 of A-Z, a-z, 0-9, _ and -.');
  }
  assertTimeout(timeoutMs);
  assertKeyVersion('keyVersion', keyVersion);
  const privateKey = readPartnerKey(options.privateKey);
  return {
    origin: originOf(options.baseUrl),
    clientId,
    signingKey: { keyVersion, privateKey },
    serverKey: readServerKeys(options.serverPublicKey, privateKey),
    timeoutMs,
    now,
  };
}

/**
 * Holds the time that an answer is waited for to its bounds.
 *
 * @throws {ClientSetupError} when it is not an integer of 1 to 900,000
 */
export function assertTimeout(timeoutMs: number): void {
  if (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= maxTimeoutMs) return;
  throw new ClientSetupError('timeoutMs: expected 1 to 900,000.');
}

function originOf(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  const isRoot =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.pathname}${url.search}${url.hash}${url.username}${url.password}` === '/';
  if (isRoot) return url.origin;
  throw new ClientSetupError(
    'baseUrl: expected https://host or http://host:port and nothing after it: ' +
      "the signed path begins at the host's root.",
  );
}
