import type { KeyObject } from 'node:crypto';
import { readPublicKey } from '../signing/rsa-key.ts';

/** An RSA-2048 key that nobody holds the private half of: it was thrown away when it was made. */
const spki = [
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzYZ9iDVNhZD+OOra4ZZNhYydk+ZUhZa9p37IBPmm',
  'sAKrxNWAhwrjMONvRiP9JvzVy2UZ8JOzL2wt/HD+iawNYxKfylv1yaT2o/hTOFwijgyeUuC7MmMqsgwtjyam',
  'tokJlAC4gq6gx6GeCtH1omrhK8rKJ06oh1kRMHjy9vVhZAsPLfkuOIIiwfqFdViQe2yBXXzj3ibwcMrlNw/7',
  '679WpzP/qX4lxQH40fQSjPk06InEgc5Y8loh+j610cSKz7mOB9Red8EzZltXha4EjlTgnXebDJFjI+ND/H8O',
  'wICZiSTUJV0gHlgy0tAUfd4iWrXpMFVG1VYdOxFUXs+qpdkhvwIDAQAB',
].join('');

let publicKey: KeyObject | undefined;

/** The key that failing requests are verified with, so that every failure costs the same. */
export function decoyKey(): KeyObject {
  publicKey ??= readPublicKey(spki);
  if (publicKey === undefined) throw new Error('the decoy key does not parse');
  return publicKey;
}
