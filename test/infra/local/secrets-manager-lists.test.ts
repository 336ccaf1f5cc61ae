import {
  BatchGetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { secretsForTest, versionIds } from './secrets-for-test.ts';

const { client, create, named, put } = secretsForTest();

test('secrets are listed by the beginning of their names, a page at a time', async () => {
  for (const name of ['b', 'c', 'a']) await create(`partner/${name}`, 'x');
  await create('platform/a', 'x');
  const Filters = [{ Key: 'name' as const, Values: [named('partner/')] }];
  const pages: (string | undefined)[][] = [];
  let NextToken: string | undefined;
  do {
    const page = await client().send(new ListSecretsCommand({ Filters, MaxResults: 2, NextToken }));
    pages.push((page.SecretList ?? []).map(({ Name }) => Name));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(pages).toEqual([[named('partner/a'), named('partner/b')], [named('partner/c')]]);
});

test('a list entry names the stages of its versions and no value', async () => {
  await create('key', 'one');
  await put('key', 'two', versionIds.second);
  const Filters = [{ Key: 'name' as const, Values: [named('')] }];
  const { SecretList } = await client().send(new ListSecretsCommand({ Filters }));
  expect(SecretList).toEqual([
    {
      ARN: expect.stringContaining(named('key')),
      Name: named('key'),
      CreatedDate: expect.any(Date),
      LastChangedDate: expect.any(Date),
      SecretVersionsToStages: {
        [versionIds.first]: ['AWSPREVIOUS'],
        [versionIds.second]: ['AWSCURRENT'],
      },
    },
  ]);
});

test('versions are listed with their stages, those without one on request', async () => {
  await create('key', 'one');
  await put('key', 'two', versionIds.second);
  await put('key', 'three', versionIds.third);
  const list = async (IncludeDeprecated: boolean) => {
    const command = new ListSecretVersionIdsCommand({
      SecretId: named('key'),
      IncludeDeprecated,
    });
    const { Versions = [] } = await client().send(command);
    return Versions.map(({ VersionId, VersionStages }) => [VersionId, VersionStages]);
  };
  const labelled = [
    [versionIds.second, ['AWSPREVIOUS']],
    [versionIds.third, ['AWSCURRENT']],
  ];
  expect(await list(false)).toEqual(labelled);
  expect(await list(true)).toEqual([[versionIds.first, []], ...labelled]);
});

test('a batch answers with the values it can read and the errors of the others', async () => {
  await create('a', 'one');
  await create('b', 'two');
  const missing = named('nothing');
  const SecretIdList = [named('b'), missing, named('a')];
  const batch = await client().send(new BatchGetSecretValueCommand({ SecretIdList }));
  expect(batch.SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['two', 'one']);
  expect(batch.Errors).toEqual([
    {
      SecretId: missing,
      ErrorCode: 'ResourceNotFoundException',
      Message: "Secrets Manager can't find the specified secret.",
    },
  ]);
  const Filters = [{ Key: 'name' as const, Values: [named('')] }];
  const filtered = await client().send(new BatchGetSecretValueCommand({ Filters }));
  expect(filtered.SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['one', 'two']);
});
