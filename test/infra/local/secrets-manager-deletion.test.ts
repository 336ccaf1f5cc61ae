import { DescribeSecretCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { SecretsContext } from '../../../infra/local/secrets-manager-lookup.ts';
import { getSecretValue, listSecrets } from '../../../infra/local/secrets-manager-reads.ts';
import { createSecret, deleteSecret } from '../../../infra/local/secrets-manager-writes.ts';
import { SecretsStore } from '../../../infra/local/secrets-store.ts';
import { notFound, refusal, secretsForTest, versionIds } from './secrets-for-test.ts';

const WEEK_MS = 604_800_000;

const { client, create, get, named, put, remove } = secretsForTest();

const markedForDeletion = refusal('InvalidRequestException', /marked for deletion/);

async function namesListed(options: {
  IncludePlannedDeletion?: boolean;
}): Promise<(string | undefined)[]> {
  const Filters = [{ Key: 'name' as const, Values: [named('')] }];
  const { SecretList = [] } = await client().send(new ListSecretsCommand({ Filters, ...options }));
  return SecretList.map(({ Name }) => Name);
}

test('a secret with a recovery window can be described, but neither read nor created again', async () => {
  await create('key', 'one');
  const { DeletionDate } = await remove('key', { RecoveryWindowInDays: 7 });
  const days = (Number(DeletionDate) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.99);
  expect(days).toBeLessThan(7.01);
  await expect(get('key')).rejects.toEqual(markedForDeletion);
  await expect(put('key', 'two', versionIds.second)).rejects.toEqual(markedForDeletion);
  await expect(create('key', 'one')).rejects.toEqual(
    refusal('InvalidRequestException', /scheduled for deletion/),
  );
  const described = await client().send(new DescribeSecretCommand({ SecretId: named('key') }));
  expect(described.DeletedDate).toEqual(DeletionDate);
  expect(await namesListed({})).toEqual([]);
  expect(await namesListed({ IncludePlannedDeletion: true })).toEqual([named('key')]);
});

test('a forced deletion is at once, frees the name, and succeeds on nothing', async () => {
  await create('key', 'one');
  await remove('key', { ForceDeleteWithoutRecovery: true });
  await expect(get('key')).rejects.toEqual(notFound);
  await remove('key', { ForceDeleteWithoutRecovery: true });
  await create('key', 'two');
  expect((await get('key')).SecretString).toBe('two');
  await expect(
    remove('key', { ForceDeleteWithoutRecovery: true, RecoveryWindowInDays: 7 }),
  ).rejects.toEqual(refusal('InvalidParameterException'));
});

test('a secret whose recovery window is over is gone, and its name is free', () => {
  let nowMs = 0;
  const context: SecretsContext = {
    store: new SecretsStore(undefined),
    nowMs: () => nowMs,
    newVersionId: () => 'version',
    newArnSuffix: () => 'abcdef',
  };
  const created = createSecret({ Name: 'key', SecretString: 'one' }, context);
  expect(created).toEqual({
    ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:key-abcdef',
    Name: 'key',
    VersionId: 'version',
  });
  deleteSecret({ SecretId: 'key', RecoveryWindowInDays: 7 }, context);
  nowMs = WEEK_MS - 1;
  expect(() => getSecretValue({ SecretId: 'key' }, context)).toThrow(/marked for deletion/);
  nowMs = WEEK_MS;
  expect(() => getSecretValue({ SecretId: 'key' }, context)).toThrow(/can't find/);
  expect(listSecrets({ IncludePlannedDeletion: true }, context)).toEqual({ SecretList: [] });
  createSecret({ Name: 'key', SecretString: 'two' }, context);
  expect(getSecretValue({ SecretId: 'key' }, context)).toMatchObject({ SecretString: 'two' });
});
