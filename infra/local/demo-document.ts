import type { Demo } from '../explorer/demo-document.ts';
import { connectionOf } from './connection-of.ts';
import type { DemoKeys } from './demo-keys.ts';
import type { Seed } from './seed-file.ts';

/** What the explorer page on this machine is preloaded with, the demo's private key included. */
export function demoOf(seed: Seed, keys: DemoKeys): Demo {
  const { baseUrl: _, serverPublicKeyFile: __, ...connection } = connectionOf(seed, keys, '', '');
  const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { ...connection, privateKey };
}
