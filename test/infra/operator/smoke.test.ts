import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { SecretsManagerSource } from '../../../shared/runtime/secret-source.ts';
import { paths } from '../../http/provider.ts';
import { type Bend, BendingProxy } from './bending-proxy.ts';
import { type Operator, startOperator } from './operator.ts';

let operator: Operator;

// Instances look for new partners twice a minute, and every run makes one: time leaps between runs.
const minuteMs = 60_000;
let leaptMs = 0;

beforeAll(async () => {
  const now = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + leaptMs);
  operator = await startOperator();
});
afterAll(async () => {
  await operator.stop();
  vi.restoreAllMocks();
});
beforeEach(() => {
  leaptMs += minuteMs;
});

const clientIdIn = (out: string): string => / as (SMOKE_\w+)/.exec(out)?.[1] ?? expect.fail(out);
const redLines = (out: string): string[] => out.split('\n').filter((line) => /^RED/.test(line));
const verdictOf = (out: string): string =>
  out
    .split('\n')
    .at(-1)
    ?.replace(/, [\d.]+ s$/, '') ?? '';

/** Runs the smoke test through a server that bends its answers. */
async function bent(bend: Bend) {
  const proxy = new BendingProxy(operator.provider.partner.baseUrl, bend);
  try {
    return await operator.run(['smoke', '--url', await proxy.start()]);
  } finally {
    proxy.stop();
  }
}

test('all is green on this laptop, and every API answers', async () => {
  const { code, out, problem } = await operator.run(['smoke']);
  expect(redLines(out)).toEqual([]);
  expect([code, verdictOf(out), problem]).toEqual([0, 'All 72 checks are green', '']);
  for (const api of Object.keys(paths)) expect(out).toMatch(new RegExp(`^ok +${api}[ ,]`, 'm'));
  expect(out).not.toMatch(/PRIVATE KEY/);
});

test('it leaves a partner that nobody knows, and books that agree', async () => {
  const { out } = await operator.run(['smoke']);
  const clientId = clientIdIn(out);
  const secrets = new SecretsManagerSource(new SecretsManagerClient({}));
  expect(await secrets.read('quotaline/local/client-index')).not.toContain(clientId);
  await expect(secrets.read(`quotaline/local/clients/${clientId}`)).rejects.toThrow(/deletion/);
  const verified = await operator.run(['ledger', 'verify', '--client', clientId]);
  expect(verified.code).toBe(0);
  const shown = await operator.run(['facility', 'show', '--client', clientId]);
  expect(shown.out).toMatch(/credit limit +0 +0\n/);
});

describe('an answer that is not to the letter of the contract is red', () => {
  const quota: string = paths.queryCreditQuota;
  const body = Buffer.from('{"message":"Too Many Requests"}');
  test.each<[string, Bend, RegExp]>([
    [
      'one byte is another',
      (answer, path, nth) =>
        path === quota && nth === 1
          ? { ...answer, body: Buffer.from(`${answer.body}`.replace('"10000"', '"10001"')) }
          : answer,
      /^RED +queryCreditQuota .*\n +the signature does not verify$/m,
    ],
    [
      'a header name in title case',
      (answer, path, nth) =>
        path === quota && nth === 1
          ? { ...answer, rawHeaders: answer.rawHeaders.map((text) => text.replace(/^sig/, 'Sig')) }
          : answer,
      /^RED +queryCreditQuota .*\n +expected one signature in lower case, got \[Signature\]$/m,
    ],
    [
      'the gateway answers by itself',
      (answer, path, nth) =>
        path === quota && nth === 1 ? { status: 429, rawHeaders: [], body } : answer,
      /^RED +queryCreditQuota .*\n +HTTP 429 \{"message":"Too Many Requests"\}$/m,
    ],
    [
      'the answer to an unknown API is unsigned',
      (answer, path) =>
        path.includes('/no/such/') ? { status: 404, rawHeaders: [], body } : answer,
      /^RED +refused: an unknown API .*\n +HTTP 404 /m,
    ],
  ])('%s', async (_, bend, red) => {
    const { code, out } = await bent(bend);
    expect(out).toMatch(red);
    expect([code, verdictOf(out)]).toEqual([1, '1 of 72 checks are RED']);
  });
});

test('what cannot go on without what failed ends, and is cleaned up', async () => {
  const { code, out } = await bent((answer, path) =>
    path === paths.submitAttachment ? { ...answer, status: 500 } : answer,
  );
  expect(redLines(out)).toHaveLength(2);
  expect(out).toMatch(/^RED +submitAttachment again: .*\n +HTTP 500 .*\n +what follows needs /m);
  expect(out).toMatch(/^ok +it is dismissed /m);
  expect([code, verdictOf(out)]).toEqual([1, '2 of 11 checks are RED']);
});

test('a server that signs with another key is red from the first answer on', async () => {
  const { connection } = operator.provider;
  const words = ['smoke', '--server-key', connection.privateKeyFile];
  const { code, out } = await operator.run(words);
  expect(out).toMatch(/^RED +submitAttachment .*\n +the signature does not verify$/m);
  expect(code).toBe(1);
});

test('the key can be given bare, as outputs of stacks hold it', async () => {
  const bare = operator.provider.partner.serverPublicKeyPem.replaceAll(/-----[A-Z ]+-----|\n/g, '');
  const file = join(operator.folder, 'bare-key');
  writeFileSync(file, bare);
  expect((await operator.run(['smoke', '--server-key', file])).code).toBe(0);
});

describe('calls are left out by name', () => {
  const absolute = 'as the Python SDK: absolute request target';

  test('and counted no more', async () => {
    const { code, out } = await operator.run(['smoke', '--leave-out', absolute]);
    expect(out).toContain(`\n-    ${absolute.padEnd(56)}left out\n`);
    expect([code, verdictOf(out)]).toEqual([0, 'All 71 checks are green']);
  });

  test('one that is not there is red', async () => {
    const { code, out, problem } = await operator.run(['smoke', '--leave-out', 'nothing']);
    expect(problem).toBe('--leave-out: there is no check nothing.');
    expect([code, verdictOf(out)]).toEqual([1, '1 of 73 checks are RED']);
  });
});

describe('wrong usage is 64, and makes no partner', () => {
  test.each([
    ['--url', 'localhost:8787', '--url <url> is not valid'],
    ['--url', 'http://localhost:8787/prod', '--url <url> is not valid'],
    ['--url', 'ftp://localhost', '--url <url> is not valid'],
    ['--server-key', '/nonexistent', '--server-key: ENOENT'],
    ['--server-key', '/dev/null', '--server-key: /dev/null is no public key'],
    ['--client', 'P-1', '--client: it makes its own.'],
  ])('%s %s', async (flag, value, problem) => {
    const ran = await operator.run(['smoke', flag, value]);
    expect(ran.problem).toContain(problem);
    expect([ran.code, ran.out]).toEqual([64, '']);
  });
});
