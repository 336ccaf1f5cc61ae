import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One signature of a file of Project Wycheproof, and what its authors say of it. */
export interface RsaVector {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  /** Hex. */
  readonly msg: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

/** The vectors of one key: what we read of the schema `rsassa_pkcs1_verify_schema_v1.json`. */
export interface RsaVectorGroup {
  readonly type: string;
  readonly sha: string;
  readonly keySize: number;
  readonly publicKey: { readonly publicExponent: string };
  readonly publicKeyPem: string;
  readonly tests: readonly RsaVector[];
}

/** The sizes that the files must be there for; each is 258 signatures or more. */
const sizes = [2_048, 3_072, 4_096];
const largest = 8_192;

/**
 * The files that `QUOTALINE_RSA_VECTORS` names: a folder, or paths joined by colons. Undefined
 * when it is not set; what is set and does not hold all three sizes is a mistake.
 */
export function rsaVectorFiles(): ReadonlyMap<string, readonly RsaVectorGroup[]> | undefined {
  const given = process.env['QUOTALINE_RSA_VECTORS'] ?? '';
  if (given === '') return undefined;
  const paths = given
    .split(':')
    .flatMap((path) => (statSync(path).isDirectory() ? within(path) : path));
  const files = new Map(
    paths.map((path): [string, readonly RsaVectorGroup[]] => [
      basename(path),
      JSON.parse(readFileSync(path, 'utf8')).testGroups,
    ]),
  );
  const missing = sizes.map(nameOf).filter((name) => !files.has(name));
  if (missing.length > 0) throw new Error(`QUOTALINE_RSA_VECTORS has no ${missing.join(', ')}`);
  return files;
}

function within(folder: string): string[] {
  return [...sizes, largest]
    .map((bits) => join(folder, nameOf(bits)))
    .filter((path) => existsSync(path));
}

function nameOf(bits: number): string {
  return `rsa_signature_${bits}_sha256_test.json`;
}
