import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { vectorPem } from '../../signed-event.ts';
import { AwsEndpoint, outputsAnswer } from './aws-endpoint.ts';
import { runWith } from './operator.ts';

const aws = new AwsEndpoint();

beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());
afterEach(() => vi.unstubAllEnvs());

const run = (line: string) => runWith(line.split(' '), {});
const secret = { current: 7, keys: { 7: { privateKey: vectorPem('test_platform_pkcs8') } } };
const held = { Name: 'x', VersionId: 'v'.repeat(32), SecretString: JSON.stringify(secret) };

test.each([
  ['', 'quotaline/prod/server-key', 1],
  [' --secret quotaline/dev/server-key', 'quotaline/dev/server-key', 0],
])("the stack's outputs say whose secrets are meant%s", async (flags, name, described) => {
  aws.answer = { ...aws.answer, body: JSON.stringify(held) };
  const { code, out } = await run(`server-key list --stack quotaline-prod${flags}`);
  expect(out).toMatch(/^server key 7 {2}current {2}SHA-256 [0-9a-f]{64}$/);
  expect(code).toBe(0);
  expect(aws.asked.map(({ body }) => body)).toEqual([{ SecretId: name }]);
  expect(aws.described).toHaveLength(described);
});

test.each([
  ['no such output', outputsAnswer({}), '', 'has no output ServerKeySecretName'],
  ['no such secret', outputsAnswer({}), ' --secret mine', 'mine is no secret such as'],
])('%s: 64, and nothing is asked', async (_, stackAnswer, flags, said) => {
  aws.stackAnswer = stackAnswer;
  const { code, problem } = await run(`partner list --stack s${flags}`);
  expect([code, problem, aws.asked]).toEqual([64, expect.stringContaining(said), []]);
});

test('where there is no leave to read, it is a fault, and no secret is quoted', async () => {
  const refused = { __type: 'AccessDeniedException', message: 'not authorized' };
  aws.answer = { status: 400, headers: {}, body: JSON.stringify(refused) };
  const { code, problem } = await run('partner list --stack s');
  expect([code, problem]).toEqual([2, 'FAULT  AccessDeniedException: not authorized']);
});
