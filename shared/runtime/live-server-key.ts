import { setTimeout as wait } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { loadStage } from './config.ts';
import { FirstSecretsManager } from './first-secrets.ts';
import { ensureServerKey } from './first-server-key.ts';
import { callBounds } from './live-deps.ts';
import { oncePermitted } from './once-permitted.ts';

/** The server key of a stage as a resource of its stack; its attributes are the public half. */
export async function liveServerKey(): Promise<Record<string, string>> {
  const stage = loadStage();
  const secrets = new FirstSecretsManager(new SecretsManagerClient(callBounds));
  const step = () => ensureServerKey(stage, secrets);
  const { publicKey, keyVersion } = await oncePermitted(step, wait);
  return { PublicKey: publicKey, KeyVersion: `${keyVersion}` };
}
