import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { notFound, refusal, secretsForTest, versionIds } from './secrets-for-test.ts';

const { client, create, get, move, named, put, remove, stagesOf } = secretsForTest();

test('a secret is read by name, by ARN and by ARN without its random end', async () => {
  const { ARN = '', Name, VersionId } = await create('key', 'private');
  expect(ARN).toMatch(
    /^arn:aws:secretsmanager:us-east-1:\d{12}:secret:test-1\/key-[a-zA-Z0-9]{6}$/,
  );
  expect([Name, VersionId]).toEqual([named('key'), versionIds.first]);
  for (const SecretId of [named('key'), ARN, ARN.slice(0, -7)]) {
    const { $metadata, CreatedDate, ...value } = await client().send(
      new GetSecretValueCommand({ SecretId }),
    );
    expect(value).toEqual({
      ARN,
      Name: named('key'),
      VersionId: versionIds.first,
      SecretString: 'private',
      VersionStages: ['AWSCURRENT'],
    });
    expect(Math.abs(Date.now() - Number(CreatedDate))).toBeLessThan(60_000);
  }
});

test('a binary secret comes back byte for byte', async () => {
  const SecretBinary = Uint8Array.from([0, 255, 10, 128]);
  await client().send(new CreateSecretCommand({ Name: named('key'), SecretBinary }));
  const value = await get('key');
  expect(value.SecretBinary).toEqual(SecretBinary);
  expect(value.SecretString).toBeUndefined();
});

test('creating again with the same token and value changes nothing; with another it is refused', async () => {
  const first = await create('key', 'private');
  const again = await create('key', 'private');
  expect([again.ARN, again.VersionId]).toEqual([first.ARN, first.VersionId]);
  await expect(create('key', 'other')).rejects.toEqual(refusal('ResourceExistsException'));
  await expect(create('key', 'private', versionIds.second)).rejects.toEqual(
    refusal('ResourceExistsException', /already exists/),
  );
  expect(await stagesOf('key')).toEqual({ [versionIds.first]: ['AWSCURRENT'] });
});

test('a secret created without a value has no current version until the first put', async () => {
  const { VersionId } = await client().send(new CreateSecretCommand({ Name: named('key') }));
  expect(VersionId).toBeUndefined();
  await expect(get('key')).rejects.toEqual(
    refusal('ResourceNotFoundException', /for staging label: AWSCURRENT$/),
  );
  await put('key', 'private', versionIds.first, ['AWSPENDING']);
  expect(await stagesOf('key')).toEqual({ [versionIds.first]: ['AWSPENDING', 'AWSCURRENT'] });
});

test('putting a value makes it current and the one before it previous', async () => {
  await create('key', 'one');
  const second = await put('key', 'two', versionIds.second);
  expect([second.VersionId, second.VersionStages]).toEqual([versionIds.second, ['AWSCURRENT']]);
  await put('key', 'three', versionIds.third);
  expect(await stagesOf('key')).toEqual({
    [versionIds.second]: ['AWSPREVIOUS'],
    [versionIds.third]: ['AWSCURRENT'],
  });
  expect((await get('key')).SecretString).toBe('three');
  expect((await get('key', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
  expect((await get('key', { VersionId: versionIds.first })).SecretString).toBe('one');
});

test('putting again with the same token and value changes nothing; with another it is refused', async () => {
  await create('key', 'one');
  await put('key', 'two', versionIds.second);
  await put('key', 'three', versionIds.third);
  expect((await put('key', 'two', versionIds.second)).VersionStages).toEqual(['AWSPREVIOUS']);
  expect((await get('key')).SecretString).toBe('three');
  await expect(put('key', 'else', versionIds.second)).rejects.toEqual(
    refusal('ResourceExistsException'),
  );
});

test('a pending version is promoted by moving AWSCURRENT, and can be rolled back', async () => {
  await create('key', 'one');
  await put('key', 'two', versionIds.second, ['AWSPENDING']);
  expect((await get('key')).SecretString).toBe('one');
  expect((await get('key', { VersionStage: 'AWSPENDING' })).SecretString).toBe('two');
  await move('key', 'AWSCURRENT', versionIds.first, versionIds.second);
  await move('key', 'AWSPENDING', versionIds.second, undefined);
  expect(await stagesOf('key')).toEqual({
    [versionIds.first]: ['AWSPREVIOUS'],
    [versionIds.second]: ['AWSCURRENT'],
  });
  await move('key', 'AWSCURRENT', versionIds.second, versionIds.first);
  expect(await stagesOf('key')).toEqual({
    [versionIds.first]: ['AWSCURRENT'],
    [versionIds.second]: ['AWSPREVIOUS'],
  });
});

test.each([
  [
    'AWSCURRENT, from nowhere',
    'AWSCURRENT',
    undefined,
    versionIds.second,
    'InvalidParameterException',
    /RemoveFromVersionId can't be empty/,
  ],
  [
    'AWSCURRENT, from a version without it',
    'AWSCURRENT',
    versionIds.second,
    versionIds.second,
    'InvalidParameterException',
    /not attached/,
  ],
  [
    'AWSCURRENT, to nowhere',
    'AWSCURRENT',
    versionIds.first,
    undefined,
    'InvalidParameterException',
    /only move/,
  ],
  [
    'a stage, to an unknown version',
    'AWSPENDING',
    versionIds.second,
    versionIds.third,
    'ResourceNotFoundException',
    /VersionId: .*3$/,
  ],
])('moving %s is refused and changes nothing', async (_, stage, from, to, code, message) => {
  await create('key', 'one');
  await put('key', 'two', versionIds.second, ['AWSPENDING']);
  const before = await stagesOf('key');
  await expect(move('key', stage, from, to)).rejects.toEqual(refusal(code, message));
  expect(await stagesOf('key')).toEqual(before);
  expect(before).toEqual({
    [versionIds.first]: ['AWSCURRENT'],
    [versionIds.second]: ['AWSPENDING'],
  });
});

test('what is not there is not found', async () => {
  await expect(get('nothing')).rejects.toEqual(notFound);
  await expect(put('nothing', 'x', versionIds.first)).rejects.toEqual(notFound);
  await expect(remove('nothing')).rejects.toEqual(notFound);
  await create('key', 'one');
  await expect(get('key', { VersionId: versionIds.second })).rejects.toEqual(notFound);
  await expect(get('key', { VersionStage: 'AWSPENDING' })).rejects.toEqual(notFound);
  await expect(
    get('key', { VersionId: versionIds.first, VersionStage: 'AWSPENDING' }),
  ).rejects.toEqual(refusal('InvalidRequestException', /not associated/));
});

test('of a hundred and two versions the oldest without a stage is forgotten', async () => {
  await create('key', 'first', versionIds.first);
  await move('key', 'kept', undefined, versionIds.first);
  for (let n = 1; n <= 101; n += 1)
    await put('key', `${n}`, `version-${String(n).padStart(28, '0')}`);
  const command = new ListSecretVersionIdsCommand({
    SecretId: named('key'),
    IncludeDeprecated: true,
  });
  const { Versions = [] } = await client().send(command);
  expect(Versions).toHaveLength(100);
  expect([Versions[0]?.VersionId, Versions[1]?.VersionId?.slice(-2)]).toEqual([
    versionIds.first,
    '03',
  ]);
});
