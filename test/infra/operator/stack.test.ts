import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { folderForTest } from '../local/engines-for-test.ts';
import { AwsEndpoint, outputsAnswer, refusedAnswer } from './aws-endpoint.ts';
import { runWith } from './operator.ts';

const aws = new AwsEndpoint();

beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());
afterEach(() => vi.unstubAllEnvs());

const setLimit = 'facility set-limit --client P-1 --customer C-1 --amount 500 --event-id E-1';
const run = (line: string) => runWith([...line.split(' '), '--why', 'a test'], {});
const event = {
  eventId: 'E-1',
  clientId: 'P-1',
  customerId: 'C-1',
  actor: 'olga',
  reason: 'a test',
  type: 'facility.limit-changed',
  data: { productCode: 'AMAZON_VC_FACTORING_LOAN', creditLimitMinor: '500' },
};

describe('against a stack, its function is invoked with the event', () => {
  test.each([
    ['--stack quotaline-prod', 'the-function', 1],
    ['--stack quotaline-prod --function other', 'other', 0],
  ])('%s', async (flags, functionName, described) => {
    const { code, out } = await run(`${setLimit} ${flags}`);
    expect(out).toBe('POSTED    facility.limit-changed of P-1 for C-1, event id E-1');
    expect(code).toBe(0);
    const path = `/2015-03-31/functions/${functionName}/invocations`;
    expect(aws.asked).toEqual([{ path, body: event, accessKeyId: 'test' }]);
    expect(aws.described).toHaveLength(described);
  });
});

describe('its answer tells the outcome', () => {
  const failed = { 'x-amz-function-error': 'Unhandled' };

  test.each([
    ['repeated', { body: '{"outcome":"repeated"}' }, 0, /^REPEATED/],
    ['refused', { body: '{"outcome":"refused","reason":"no"}' }, 1, /^REFUSED .*: no$/],
    [
      'failed',
      { headers: failed, body: '{"errorMessage":"oops"}' },
      2,
      /: Error: .* failed: oops$/,
    ],
    ['not understood', { body: '{"outcome":"so so"}' }, 2, /gave no answer/],
    ['no JSON', { body: '<html>' }, 2, /gave no answer/],
    ['no such function', { status: 404, body: '{"message":"gone"}' }, 2, /^UNKNOWN/],
  ])('%s', async (_, changes, expectedCode, said) => {
    aws.answer = { ...aws.answer, ...changes };
    const { code, out, problem } = await run(`${setLimit} --stack quotaline-dev`);
    expect(out).toMatch(said);
    expect(code).toBe(expectedCode);
    const repeat =
      'It may have been posted. To be sure, repeat it as it was:\n' +
      '  npm run operator -- facility set-limit --product AMAZON_VC_FACTORING_LOAN --amount 500' +
      " --why 'a test' --by olga --event-id E-1 --client P-1 --customer C-1 --stack quotaline-dev";
    expect(problem).toBe(expectedCode === 2 ? repeat : '');
  });

  test('an unknown token is shown, and how to send the same one again', async () => {
    aws.answer = { ...aws.answer, status: 404, body: '{}' };
    const { out, problem } = await run(
      'token issue --client P-1 --scope fx --expires 20301231 --event-id E-2 --stack s',
    );
    expect(out).toMatch(/^UNKNOWN .*\ntoken {2}the-new-token$/s);
    expect(problem).toContain(
      'echo <the token above> | npm run operator -- token issue --scope fx --expires 20301231',
    );
    expect(problem).toMatch(/--stack s --token -$/);
  });
});

describe('--via-bus', () => {
  test('puts the event on the bus under its type', async () => {
    aws.answer = { ...aws.answer, body: '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}' };
    const { code, out } = await run(`${setLimit} --stack quotaline-dev --bus b --via-bus`);
    expect(code).toBe(0);
    expect(out).toMatch(/^SENT {6}facility\.limit-changed of P-1 for C-1, event id E-1; repeat it/);
    const [{ body } = { body: {} }] = aws.asked;
    const [entry] = (body as { Entries: Record<string, string>[] }).Entries;
    const { Detail = '', ...rest } = entry ?? {};
    expect(rest).toEqual({
      EventBusName: 'b',
      Source: 'quotaline.operator',
      DetailType: 'facility.limit-changed',
    });
    expect(JSON.parse(Detail)).toEqual(event);
  });

  test('an entry that was not taken is unknown: 2', async () => {
    const entry = '{"ErrorCode":"InternalFailure","ErrorMessage":"full"}';
    aws.answer = { ...aws.answer, body: `{"FailedEntryCount":1,"Entries":[${entry}]}` };
    const { code, out } = await run(`${setLimit} --stack quotaline-dev --via-bus`);
    expect([code, out]).toEqual([2, expect.stringContaining('the bus did not take it: full')]);
  });
});

describe("the stack's outputs say its names", () => {
  const show = 'facility show --client P-1 --stack quotaline-prod';
  const tables = () => aws.asked.map(({ body }) => Object.keys(body['RequestItems'] as object));

  test.each([
    ['', 'the-table', 1],
    [' --table other', 'other', 0],
  ])('a read goes to its table%s', async (flags, tableName, described) => {
    aws.answer = { ...aws.answer, body: `{"Responses":{"${tableName}":[]}}` };
    const { code, out } = await runWith(`${show}${flags}`.split(' '), {});
    expect(out).toBe("There is no facility AMAZON_VC_FACTORING_LOAN of P-1's own account.");
    expect(code).toBe(1);
    expect(tables()).toEqual([[tableName]]);
    expect(aws.described).toHaveLength(described);
  });

  test('they are asked for once, however much is read', async () => {
    aws.answer = { ...aws.answer, body: '{"Items":[]}' };
    expect((await runWith(['ledger', 'verify', '--stack', 'quotaline-prod'], {})).code).toBe(0);
    expect(aws.asked.length).toBeGreaterThan(1);
    expect(aws.described.map(({ body }) => body)).toEqual([
      { Action: 'DescribeStacks', StackName: 'quotaline-prod', Version: '2010-05-15' },
    ]);
  });

  test('an event goes to its bus', async () => {
    aws.answer = { ...aws.answer, body: '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}' };
    expect((await run(`${setLimit} --stack s --via-bus`)).code).toBe(0);
    expect(aws.asked[0]?.body).toMatchObject({ Entries: [{ EventBusName: 'the-bus' }] });
  });

  test('a profile both asks and acts; its stack is the one of dev', async () => {
    const file = join(folderForTest(), 'credentials');
    writeFileSync(file, '[p]\naws_access_key_id = OFP\naws_secret_access_key = x\n');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    expect((await run(`${setLimit} --profile p`)).code).toBe(0);
    expect(aws.described[0]?.body['StackName']).toBe('quotaline-dev');
    const keys = [...aws.described, ...aws.asked].map(({ accessKeyId }) => accessKeyId);
    expect(keys).toEqual(['OFP', 'OFP']);
  });
});

describe('where they do not, nothing is sent', () => {
  const older = outputsAnswer({ BaseUrl: 'https://example.com' });
  const gone = refusedAnswer(400, 'ValidationError', 'Stack with id s does not exist');
  const denied = refusedAnswer(403, 'AccessDenied', 'not authorized');
  const show = 'facility show --client P-1';
  const noStack =
    'There is no stack s in eu-west-1: check --stack, and the region of --profile or AWS_REGION.';
  const noOutput = (output: string, flag: string) =>
    `Stack s has no output ${output}: deploy it, or say --${flag}.`;
  const unread =
    'FAULT  Error: the outputs of stack s cannot be read (not authorized): ' +
    'repeat it, or say --table, --function and --bus';

  test.each([
    ['no such stack, a read', show, gone, 64, noStack],
    ['no such stack, a change', setLimit, gone, 64, noStack],
    ['no such output, a read', show, older, 64, noOutput('LedgerTableName', 'table')],
    [
      'no such output, a change',
      `${setLimit} --table t`,
      older,
      64,
      noOutput('PostLedgerEventFunctionName', 'function'),
    ],
    ['no such output, a bus', `${setLimit} --via-bus`, older, 64, noOutput('EventBusName', 'bus')],
    ['no leave, a read', show, denied, 2, unread],
    ['no leave, a change', setLimit, denied, 2, unread],
  ])('%s', async (_, line, stackAnswer, expectedCode, said) => {
    aws.stackAnswer = stackAnswer;
    const words = `${line} --stack s`.split(' ');
    const why = line.startsWith('facility show') ? [] : ['--why', 'a test'];
    const { code, out, problem } = await runWith([...words, ...why], {});
    expect([problem.split('\n')[0], code]).toEqual([said, expectedCode]);
    expect({ out, asked: aws.asked }).toEqual({ out: '', asked: [] });
  });

  test('AWS does not answer: 2, and a token that was not sent is not shown', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', 'http://127.0.0.1:1');
    const issue = 'token issue --client P-1 --scope fx --expires 20301231 --stack s';
    const { problem, ...rest } = await run(issue);
    expect(rest).toEqual({ code: 2, out: '' });
    expect(problem).toMatch(/^FAULT {2}Error: the outputs of stack s .*ECONNREFUSED.*, or say/);
  });

  test('wrong usage is told before anything is asked', async () => {
    expect((await run('facility set-limit --amount 500 --stack s')).code).toBe(64);
    expect(aws.described).toEqual([]);
  });
});
