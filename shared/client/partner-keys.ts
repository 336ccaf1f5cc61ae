import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  maxModulusBits,
  minModulusBits,
  readPrivateKey,
  readPublicKey,
} from '../signing/rsa-key.ts';

/** What the client was given cannot work. Thrown before anything is sent. */
export class ClientSetupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ClientSetupError';
  }
}

/** The provider's public key: one for every key version, or one for each. */
export type ServerPublicKeys = string | Readonly<Record<number, string>>;

/** Finds the provider's public key by the key version that an answer names, if it names one. */
export type ServerKeyLookup = (keyVersion: number | undefined) => KeyObject | undefined;

const usableKey = `RSA key of ${minModulusBits.toLocaleString('en')} to ${maxModulusBits.toLocaleString('en')} bits, as PEM or bare base64`;
const maxKeyVersion = 999_999_999;

/**
 * Reads the partner's private key.
 *
 * @throws {ClientSetupError} saying what the text is instead, and what to give
 */
export function readPartnerKey(text: string): KeyObject {
  const key = readPrivateKey(text);
  if (key !== undefined) return key;
  if (readPublicKey(text) !== undefined || /PUBLIC KEY|CERTIFICATE/.test(text)) {
    throw new ClientSetupError(
      'privateKey: this is a public key. Give the private key that belongs to it.',
    );
  }
  if (/ENCRYPTED/.test(text)) {
    throw new ClientSetupError(
      'privateKey: this key is encrypted. Decrypt it first: openssl pkey -in <file> -out <file>.',
    );
  }
  throw new ClientSetupError(`privateKey: expected a private ${usableKey}.`);
}

/**
 * Reads the provider's public key or keys.
 *
 * @throws {ClientSetupError} saying which one is not what it should be, and what to give
 */
export function readServerKeys(given: ServerPublicKeys, partnerKey: KeyObject): ServerKeyLookup {
  if (typeof given === 'string') {
    const key = readServerKey('serverPublicKey', given, partnerKey);
    return () => key;
  }
  const keys = new Map(
    Object.entries(given).map(([version, text]) => {
      assertKeyVersion('serverPublicKey', Number(version));
      return [
        Number(version),
        readServerKey(`serverPublicKey ${version}`, text, partnerKey),
      ] as const;
    }),
  );
  if (keys.size === 0) throw new ClientSetupError('serverPublicKey: expected at least one key.');
  return (keyVersion) => (keyVersion === undefined ? undefined : keys.get(keyVersion));
}

/**
 * Holds a key version to the protocol's bounds.
 *
 * @throws {ClientSetupError} when it is not an integer of 0 to 999,999,999
 */
export function assertKeyVersion(name: string, keyVersion: number): void {
  if (Number.isInteger(keyVersion) && keyVersion >= 0 && keyVersion <= maxKeyVersion) return;
  throw new ClientSetupError(`${name}: expected a key version of 0 to 999,999,999.`);
}

function readServerKey(name: string, text: string, partnerKey: KeyObject): KeyObject {
  if (readPrivateKey(text) !== undefined || /PRIVATE KEY/.test(text)) {
    throw new ClientSetupError(
      `${name}: this is a private key. Give the public key that the provider publishes.`,
    );
  }
  const key = readPublicKey(text);
  if (key === undefined) throw new ClientSetupError(`${name}: expected a public ${usableKey}.`);
  if (key.equals(createPublicKey(partnerKey))) {
    throw new ClientSetupError(
      `${name}: this is the partner's own public key. Give the one that the provider publishes.`,
    );
  }
  return key;
}
