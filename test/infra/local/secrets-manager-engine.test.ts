import { request } from 'node:http';
import {
  CreateSecretCommand,
  type FilterNameStringType,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { refusal, secretsForTest, versionIds } from './secrets-for-test.ts';

const { client, create, endpoint, remove } = secretsForTest();

test.each([
  ['65,535 bytes', 'x'.repeat(65_535), true],
  ['65,536 bytes', 'x'.repeat(65_536), true],
  ['65,537 bytes', 'x'.repeat(65_537), false],
  ['65,536 bytes in fewer characters', 'é'.repeat(32_768), true],
  ['65,538 bytes in fewer characters', 'é'.repeat(32_769), false],
  ['no byte', '', false],
])('a value of %s', async (_, value, fits) => {
  const outcome = await create('key', value).then(
    () => 'created',
    (error) => error.name,
  );
  expect(outcome).toBe(fits ? 'created' : 'InvalidParameterException');
});

const send = {
  put: (value: { SecretString?: string; SecretBinary?: Uint8Array }) =>
    client().send(new PutSecretValueCommand({ SecretId: 'key', ...value })),
  filter: (Key: FilterNameStringType) =>
    client().send(new ListSecretsCommand({ Filters: [{ Key, Values: ['x'] }] })),
};
const bothKinds = { SecretString: 'x', SecretBinary: new Uint8Array(1) };

test.each([
  ['a name with a space', /: Name$/, () => create('a b', 'x')],
  ['a token of 31 characters', /: ClientRequestToken$/, () => create('a', 'x', 'x'.repeat(31))],
  ['a window of 6 days', /: RecoveryWindowInDays$/, () => remove('a', { RecoveryWindowInDays: 6 })],
  ['a put without a value', /You must provide either/, () => send.put({})],
  ['a put of both kinds of value', /can't specify both/, () => send.put(bothKinds)],
  ['a filter by tag', /: Filters.0.Key$/, () => send.filter('tag-key')],
])('%s is an invalid parameter', async (_, message, sent) => {
  const value = { SecretString: 'x', ClientRequestToken: versionIds.first };
  await client().send(new CreateSecretCommand({ Name: 'key', ...value }));
  await expect(sent()).rejects.toEqual(refusal('InvalidParameterException', message));
});

test('an operation that is not emulated says so', async () => {
  await expect(client().send(new RestoreSecretCommand({ SecretId: 'key' }))).rejects.toEqual(
    refusal('UnknownOperationException', /Not emulated: secretsmanager.RestoreSecret/),
  );
});

/** Sends what the SDK would not. */
function sendRaw(
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const target = { 'x-amz-target': 'secretsmanager.ListSecrets', ...headers };
    const sent = request(endpoint(), { method: 'POST', headers: target }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, body: text });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

test('a request by another host name is refused: a web page could have made it', async () => {
  expect((await sendRaw('{}')).status).toBe(200);
  expect((await sendRaw('{}', { host: 'localhost:1' })).status).toBe(200);
  const refused = await sendRaw('{}', { host: 'rebound.example:80' });
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.body)).toEqual({
    __type: 'InvalidRequestException',
    message: 'This engine answers to loopback names only.',
  });
});

test.each([
  ['not JSON', '{', /not JSON/],
  ['not an object', '[]', /^Not as they should be: the whole request$/],
  ['at the limit of 512 KiB', `"${'x'.repeat(524_286)}"`, /: the whole request$/],
  ['one byte above the limit of 512 KiB', `"${'x'.repeat(524_287)}"`, /too large/],
])('a body that is %s is refused, and the next request is answered', async (_, body, message) => {
  const refused = await sendRaw(body);
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.body)).toEqual({
    __type: 'InvalidParameterException',
    message: expect.stringMatching(message),
  });
  expect((await sendRaw('{}')).status).toBe(200);
});
