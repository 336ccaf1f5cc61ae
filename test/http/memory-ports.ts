import { vi } from 'vitest';
import { localStage, stageEnvironment } from '../../infra/local/local-stage.ts';
import { secretNames } from '../../shared/catalogue/environment.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { SecretsManagerSource } from '../../shared/runtime/secret-source.ts';
import { S3AttachmentBucket } from '../../shared/store/attachment-bucket.ts';
import { DynamoTable } from '../../shared/store/dynamo-table.ts';
import { DynamoRateStore } from '../../shared/store/rate-store.ts';
import { SqsRetryQueue } from '../../shared/store/retry-queue.ts';
import { MemoryRateStore } from '../memory-rate-store.ts';
import { MemoryTable } from '../memory-table.ts';
import { vectorPem } from '../signed-event.ts';
import type { ProviderBase } from './provider.ts';

/** What stands in for AWS, and how it is taken down and looked into. */
export interface MemoryPorts extends Pick<ProviderBase, 'engines' | 'items'> {
  restore(): void;
}

/**
 * Puts memory in the place of every port that the functions of this process have: table, rates,
 * secrets, bucket and queue. Everything on our side of them stays as it is.
 */
export function replacePorts(clients: Readonly<Record<string, ClientSecret>>): MemoryPorts {
  const env = stageEnvironment('http://127.0.0.1:9', undefined, undefined);
  Object.assign(process.env, env, { AWS_REGION: 'us-east-1' });
  const memory = new MemoryTable();
  let isDown = false;
  const up = async (): Promise<MemoryTable> => {
    if (isDown) throw new Error('connect ECONNREFUSED');
    return memory;
  };
  const { prototype: table } = DynamoTable;
  const replaced = [
    vi.spyOn(table, 'read').mockImplementation(async (...call) => (await up()).read(...call)),
    vi.spyOn(table, 'write').mockImplementation(async (...call) => (await up()).write(...call)),
    vi.spyOn(table, 'page').mockImplementation(async (...call) => (await up()).page(...call)),
    vi.spyOn(table, 'list').mockImplementation(async (...call) => (await up()).list(...call)),
    vi
      .spyOn(S3AttachmentBucket.prototype, 'put')
      .mockImplementation(async ({ contentHash }) => ({ objectKey: contentHash, versionId: 'v1' })),
    vi.spyOn(SqsRetryQueue.prototype, 'send').mockResolvedValue(),
  ];
  const texts = secretTexts(clients);
  const secrets = vi.spyOn(SecretsManagerSource.prototype, 'read');
  secrets.mockImplementation(async (name) => texts.get(name));
  replaceRates();
  return {
    engines: {
      kill() {
        isDown = true;
      },
      async whenReady() {
        isDown = false;
      },
    },
    items: async () => memory.items(),
    restore() {
      for (const spy of [...replaced, secrets]) spy.mockRestore();
    },
  };
}

/** A test that has a clock of its own has put the rates into memory before. */
function replaceRates(): void {
  if (vi.isMockFunction(DynamoRateStore.prototype.lease)) return;
  const rates = new MemoryRateStore();
  vi.spyOn(DynamoRateStore.prototype, 'lease').mockImplementation((terms, wanted, nowMs) =>
    rates.lease(terms, wanted, nowMs),
  );
}

function secretTexts(clients: Readonly<Record<string, ClientSecret>>): Map<string, string> {
  const { stage } = localStage;
  const serverKey = { current: 1, keys: { 1: { privateKey: vectorPem('test_platform_pkcs8') } } };
  return new Map([
    [secretNames.serverKey(stage), JSON.stringify(serverKey)],
    [secretNames.clientIndex(stage), JSON.stringify({ clientIds: Object.keys(clients) })],
    ...Object.entries(clients).map(([clientId, secret]): [string, string] => [
      secretNames.client(stage, clientId),
      JSON.stringify(secret),
    ]),
  ]);
}
