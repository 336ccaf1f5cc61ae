import { createPublicKey } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { handler } from '../../../functions/make-server-key.ts';
import { FirstSecretsManager } from '../../../shared/runtime/first-secrets.ts';
import { ensureServerKey } from '../../../shared/runtime/first-server-key.ts';
import { KeyRing } from '../../../shared/runtime/key-ring.ts';
import { readPublicKey } from '../../../shared/signing/rsa-key.ts';
import { answersForTest, lastingMs } from '../../shared/runtime/answers-for-test.ts';
import { vectorPem } from '../../signed-event.ts';
import { secretsForTest } from './secrets-for-test.ts';

const { client, endpoint } = secretsForTest();
const { answers, event } = answersForTest();
let stages = 0;
let stage = '';
beforeEach(async () => {
  stages += 1;
  stage = `stage${stages}`;
  // As the stack makes them.
  await client().send(new CreateSecretCommand({ Name: `quotaline/${stage}/server-key` }));
  await client().send(new CreateSecretCommand({ Name: `quotaline/${stage}/client-index` }));
});

async function textOf(name: string): Promise<string> {
  const SecretId = `quotaline/${stage}/${name}`;
  return `${(await client().send(new GetSecretValueCommand({ SecretId }))).SecretString}`;
}

async function put(name: string, secret: unknown): Promise<void> {
  const SecretString = typeof secret === 'string' ? secret : JSON.stringify(secret);
  const SecretId = `quotaline/${stage}/${name}`;
  await client().send(new PutSecretValueCommand({ SecretId, SecretString }));
}

const secrets = () => new FirstSecretsManager(client());
const kept = { current: 7, keys: { 7: { privateKey: vectorPem('test_platform_pkcs8') } } };

describe('the first deployment', () => {
  test('makes RSA key 1, which the functions sign with and partners verify with', async () => {
    const { publicKey, keyVersion } = await ensureServerKey(stage, secrets());
    expect(keyVersion).toBe(1);
    const found = readPublicKey(publicKey);
    expect(found?.asymmetricKeyDetails).toEqual({ modulusLength: 2_048, publicExponent: 65_537n });
    const keyRing = new KeyRing(secrets(), stage, Date.now, () => undefined);
    const signing = await keyRing.serverKey();
    expect(signing.keyVersion).toBe(1);
    expect(createPublicKey(signing.privateKey).equals(found as never)).toBe(true);
  });

  test('makes an empty index of clients', async () => {
    await ensureServerKey(stage, secrets());
    expect(await textOf('client-index')).toBe('{"clientIds":[]}');
    const keyRing = new KeyRing(secrets(), stage, Date.now, () => undefined);
    expect(await keyRing.client('CLIENT_1')).toBeUndefined();
  });

  test('makes one key, even twice at once', async () => {
    const made = await Promise.all([
      ensureServerKey(stage, secrets()),
      ensureServerKey(stage, secrets()),
    ]);
    expect(made[0]).toEqual(made[1]);
  });
});

describe('whatever is there', () => {
  test('stays: a second deployment, and one after rotations, change nothing', async () => {
    const first = await ensureServerKey(stage, secrets());
    const text = await textOf('server-key');
    expect(await ensureServerKey(stage, secrets())).toEqual(first);
    expect(await textOf('server-key')).toBe(text);
    await put('server-key', kept);
    await put('client-index', { clientIds: ['CLIENT_1'] });
    expect(await ensureServerKey(stage, secrets())).toMatchObject({ keyVersion: 7 });
    expect(JSON.parse(await textOf('server-key'))).toEqual(kept);
    expect(await textOf('client-index')).toBe('{"clientIds":["CLIENT_1"]}');
  });

  test('and is told, when no function could use it, without a word of what it is', async () => {
    await put('server-key', { current: 1, keys: { 1: { privateKey: 'SECRET-TEXT' } } });
    const failing = ensureServerKey(stage, secrets());
    await expect(failing).rejects.toThrow('server key 1 is no usable RSA key');
    await expect(failing).rejects.not.toThrow('SECRET-TEXT');
    expect(await textOf('server-key')).toContain('SECRET-TEXT');
  });
});

describe('the function', () => {
  beforeEach(() => {
    vi.stubEnv('QUOTALINE_STAGE', stage);
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', endpoint());
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('answers with the public key alone: the private one is nowhere in answer or log', async () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await handler(event('Create'), lastingMs(90_000));
    const log = JSON.stringify(written.mock.calls);
    written.mockRestore();
    const { privateKey } = JSON.parse(await textOf('server-key')).keys[1];
    const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    expect(answers.map(({ body }) => body)).toMatchObject([
      {
        Status: 'SUCCESS',
        Data: { PublicKey: publicKey.toString('base64'), KeyVersion: '1' },
      },
    ]);
    const [, secretLine] = privateKey.split('\n');
    for (const said of [log, JSON.stringify(answers)]) {
      expect(said).not.toContain(secretLine);
      expect(said).not.toContain('PRIVATE KEY');
    }
  });

  test('fails the deployment with a reason when there is no secret to put the key into', async () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.stubEnv('QUOTALINE_STAGE', 'elsewhere');
    await handler(event('Create'), lastingMs(90_000));
    written.mockRestore();
    expect(answers[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(
        /^The first server key could not be made, and without it no answer can be signed: ResourceNotFoundException: /,
      ),
    });
  });

  test('leaves everything when the stack goes', async () => {
    await put('server-key', kept);
    await handler(event('Delete', { PhysicalResourceId: 'ServerKeyMade' }), lastingMs(90_000));
    expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS' });
    expect(JSON.parse(await textOf('server-key'))).toEqual(kept);
  });
});
