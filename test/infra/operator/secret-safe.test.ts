import {
  CreateSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { SecretSafe } from '../../../infra/operator/secret-safe.ts';
import { secretsForTest } from '../local/secrets-for-test.ts';

const secrets = secretsForTest();
const safe = () => new SecretSafe(secrets.client());

/** Adds a word to a secret that is a list of words. */
const add = (word: string, on = safe()) =>
  on.change(secrets.named('list'), (text) => {
    const words: string[] = text === undefined ? [] : JSON.parse(text);
    return words.includes(word)
      ? { told: 'there' }
      : { text: JSON.stringify([...words, word]), told: 'added' };
  });
const words = async () => JSON.parse((await safe().read(secrets.named('list'))) ?? '[]');

test('of five writers at once none undoes what another did', async () => {
  await secrets.create('list', '["first"]');
  const told = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((word) => add(word)));
  expect(told).toEqual(Array(5).fill('added'));
  expect((await words()).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'first']);
});

test('of two that write the first value of all neither undoes the other', async () => {
  await secrets.client().send(new CreateSecretCommand({ Name: secrets.named('list') }));
  await Promise.all([add('a'), add('b')]);
  expect((await words()).sort()).toEqual(['a', 'b']);
});

test('of two that make a secret neither undoes the other, and it is made like the one named', async () => {
  await secrets.create('like', '{}');
  const make = (word: string) =>
    safe().change(secrets.named('made'), (text = '') => ({ text: text + word, told: undefined }), {
      madeLike: secrets.named('like'),
    });
  await Promise.all([make('a'), make('b')]);
  expect(['ab', 'ba']).toContain(await safe().read(secrets.named('made')));
});

test('a secret that is not there, and may not be made, is a fault', async () => {
  await expect(add('a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('what is decided to stay as it is costs no version', async () => {
  await secrets.create('list', '["a"]');
  expect(await add('a')).toBe('there');
  expect(Object.keys((await secrets.stagesOf('list')) ?? {})).toHaveLength(1);
});

test('a version that another made current between read and swap is decided on again', async () => {
  await secrets.create('list', '["a"]');
  const client = clientThat(async (command, send) => {
    const isSwap = command instanceof UpdateSecretVersionStageCommand;
    if (isSwap) await add('meanwhile');
    return send();
  }, 1);
  expect(await add('b', new SecretSafe(client))).toBe('added');
  expect(await words()).toEqual(['a', 'meanwhile', 'b']);
});

test('others that are faster again and again are a fault, and nothing is changed', async () => {
  await secrets.create('list', '["a"]');
  let others = 0;
  const client = clientThat(async (command, send) => {
    if (command instanceof UpdateSecretVersionStageCommand) await add(`other ${others++}`);
    return send();
  }, Number.POSITIVE_INFINITY);
  await expect(add('b', new SecretSafe(client))).rejects.toThrow('changed by others 5 times');
  expect(await words()).not.toContain('b');
});

test('a swap that was made though its answer was lost is known to be made', async () => {
  await secrets.create('list', '["a"]');
  const client = clientThat(async (command, send) => {
    const answer = await send();
    if (command instanceof UpdateSecretVersionStageCommand) throw new Error('socket hang up');
    return answer;
  }, 1);
  expect(await add('b', new SecretSafe(client))).toBe('added');
  expect(await words()).toEqual(['a', 'b']);
});

test('a swap that was not made and says so in no way that is known is a fault', async () => {
  await secrets.create('list', '["a"]');
  const client = clientThat(async (command, send) => {
    if (command instanceof UpdateSecretVersionStageCommand) throw new Error('access denied');
    return send();
  }, 1);
  await expect(add('b', new SecretSafe(client))).rejects.toThrow('access denied');
  expect(await words()).toEqual(['a']);
});

test('secrets are read by the beginning of their names, more than a page of them', async () => {
  for (let at = 0; at < 45; at++) await secrets.create(`many/${at}`, `${at}`);
  await secrets.create('more', 'other');
  const found = await safe().under(secrets.named('many/'));
  expect([...found.values()].map(Number).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 45 }, (_, at) => at),
  );
});

test('the versions that stay are the current one and the one before', async () => {
  await secrets.create('list', '["a"]');
  await add('b');
  const { VersionIdsToStages = {} } = await secrets
    .client()
    .send(new DescribeSecretCommand({ SecretId: secrets.named('list') }));
  const labels = Object.values(VersionIdsToStages).map((stages) => [...stages].sort());
  expect(labels).toContainEqual(['AWSCURRENT', 'AWSPENDING']);
  expect(labels).toContainEqual(['AWSPREVIOUS']);
});

type Send = SecretsManagerClient['send'];

/** A client that has something done in its way, so many times for swaps. */
function clientThat(
  way: (command: unknown, send: () => Promise<unknown>) => Promise<unknown>,
  times: number,
): SecretsManagerClient {
  let left = times;
  const client = new SecretsManagerClient({
    endpoint: secrets.endpoint(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  client.send = ((command: unknown) => {
    const isSwap = command instanceof UpdateSecretVersionStageCommand;
    if (isSwap && left-- <= 0) return send(command);
    return way(command, () => send(command));
  }) as Send;
  return client;
}
