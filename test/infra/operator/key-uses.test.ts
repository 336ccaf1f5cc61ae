import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { keySafeOf } from '../../../infra/operator/key-safe.ts';
import { usesOf } from '../../../infra/operator/key-uses.ts';
import { fingerprintOf } from '../../../shared/signing/fingerprint.ts';
import { readPublicKey } from '../../../shared/signing/rsa-key.ts';
import { newPair } from '../../http/provider.ts';
import { clientSecret } from '../../memory-secrets.ts';
import { AwsEndpoint } from './aws-endpoint.ts';

const aws = new AwsEndpoint();

beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());
afterEach(() => vi.unstubAllEnvs());

const { publicKeyPem } = newPair();
const key = readPublicKey(publicKeyPem) ?? expect.fail('no key');
const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:1:secret:${name}-a1B2c3`;

const answer = (status: number, body: object) => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});

/** Who is found to have the key on a stage where one record cannot be read, and what is warned of. */
async function uses(stage: string, failedId: string, code: string) {
  const name = `quotaline/${stage}/clients`;
  const record = JSON.stringify(clientSecret({ keys: { 4: { publicKey: publicKeyPem } } }));
  const all = {
    SecretValues: [{ Name: `${name}/P-NEW`, SecretString: record }],
    Errors: [{ SecretId: arn(`${name}/${failedId}`), ErrorCode: code, Message: 'no' }],
  };
  const index = { VersionId: 'v'.repeat(32), SecretString: '{"clientIds":["P-NEW","P-LISTED"]}' };
  aws.respond = ({ SecretId }) => {
    if (SecretId === undefined) return answer(200, all);
    if (SecretId === `quotaline/${stage}/client-index`) return answer(200, index);
    return answer(400, { __type: 'ResourceNotFoundException', message: 'none' });
  };
  const warned: string[] = [];
  const found = usesOf(fingerprintOf(key), keySafeOf({}, stage), (text) => warned.push(text));
  return { users: (await found).map(({ user }) => user), warned };
}

test.each(['DecryptionFailure', 'KMSInvalidStateException'])(
  'what a dev stack that is gone has left is passed over with a warning: %s',
  async (code) => {
    expect(await uses('dev', 'P-OLD', code)).toEqual({
      users: ['P-NEW as version 4'],
      warned: [
        'quotaline/dev/clients/P-OLD is passed over: it is not listed, and cannot be decrypted any more.',
      ],
    });
  },
);

test.each([
  ['in prod', 'prod', 'P-OLD', 'DecryptionFailure'],
  ['of a client that is listed', 'dev', 'P-LISTED', 'DecryptionFailure'],
  ['for want of leave', 'dev', 'P-OLD', 'AccessDeniedException'],
])('what cannot be read %s is a fault', async (_, stage, clientId, code) => {
  await expect(uses(stage, clientId, code)).rejects.toThrow(`cannot be read: ${code}`);
});
