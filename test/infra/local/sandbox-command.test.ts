import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../../../infra/local/call-options.ts';
import { sandboxCommand } from '../../../infra/local/sandbox-commands.ts';
import { SandboxTold } from '../../../infra/local/sandbox-told.ts';
import { call, providerProcesses, type Started, stop } from './provider-process.ts';

const { folder, home, runToEnd, start } = providerProcesses();
const run = (...words: string[]) => runToEnd('sandbox-command.ts', ...words);

describe('beside a provider that runs', () => {
  let started: Started;
  beforeEach(async () => {
    started = await start();
  });
  afterEach(() => stop(started.child, 'SIGTERM'));

  test('it moves the clock of one client, and resets it', async () => {
    const moved = await run('clock', 'advance', '90d');
    expect(moved).toMatchObject({ code: 0, errors: '' });
    const [, time = ''] = /^DEMO_5X00000000000001: (\S+)\n$/.exec(moved.output) ?? [];
    expect(Date.parse(time) - Date.now()).toBeGreaterThan(89 * 86_400_000);
    const reset = await run('reset');
    expect(reset.output).toMatch(
      /^DEMO_5X00000000000001 begins anew: \d+ rows and 0 files are gone\.\n$/,
    );
    const back = await run('clock');
    expect(Date.parse(back.output.trim().split(': ')[1] ?? '') - Date.now()).toBeLessThan(60_000);
    const refused = await run('clock', 'advance', 'soon');
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toContain('advance: expected a whole number');
  });

  test('it adds a client that can be called as at once, and takes a seed', async () => {
    const added = await run('client', 'add', 'THROW_AWAY');
    expect(added.output).toMatch(/^THROW_AWAY, key version 1\nnpm run call -- /);
    const [, ...words] = added.output.split('-- ')[1]?.trim().split(' ') ?? [];
    const called = await runToEnd('call.ts', 'queryCreditQuota', ...words);
    expect(called.output).toMatch(/^S SUCCESS/);
    const seed = JSON.parse(readFileSync('infra/local/seed.json', 'utf8'));
    seed.partner.clientId = 'FROM_FILE';
    writeFileSync(join(folder(), 'seed.json'), JSON.stringify(seed));
    expect((await run('seed', 'seed.json')).output).toMatch(/^FROM_FILE, key version 1\n/);
    writeFileSync(join(folder(), 'seed.json'), '{}');
    expect(await run('seed', 'seed.json')).toMatchObject({
      code: 1,
      errors: 'partner: required\n',
    });
    expect((await run('seed', 'nowhere.json')).code).toBe(64);
  });

  test('it lists, exports and replays requests, with why they ended so', async () => {
    await call(started, 'inquiryCreditGrant', { referenceNo: 'SBX.OAUTH_FAIL.1' });
    await call(started, 'inquiryCreditGrant', { referenceNo: 'R_1' });
    const { output } = await run('requests');
    const path = '/amsin/alipay/business/credit/inquiryCreditGrant';
    const line = (n: number, code: string) =>
      new RegExp(`^${n}  \\S+  DEMO_5X00000000000001  POST ${path}  ${code}$`, 'm');
    expect(output).toMatch(line(1, 'OAUTH_FAIL  SBX.OAUTH_FAIL.1'));
    expect(output).toMatch(line(2, 'ORDER_NOT_EXIST'));
    const replayed = await run('replay', '2', '--fresh');
    expect(replayed.output).toMatch(/^3: HTTP 200\n\{"result":\{"resultStatus":"F"/);
    await run('requests', '--export', 'all.json');
    const all = JSON.parse(readFileSync(join(folder(), 'all.json'), 'utf8'));
    expect(all.requests.map(({ n }: { n: number }) => n)).toEqual([1, 2, 3]);
    expect(all.requests[1].why).toMatchObject({ resultCode: 'ORDER_NOT_EXIST', keyVersion: 1 });
    await run('requests', '--export', 'all.har');
    const har = JSON.parse(readFileSync(join(folder(), 'all.har'), 'utf8'));
    expect(har.log.entries).toHaveLength(3);
    expect((await run('requests', '--client', 'NOBODY')).output).toBe('No requests yet.\n');
  });

  test('it lists the magic values of an API', async () => {
    const { output } = await run('powers', 'queryBudgetAccountInfo');
    const shown = 'queryBudgetAccountInfo  Connected-CustomerId: SBX.ACCESS_TOKEN_EXPIRED.1\n';
    expect(output).toContain(shown);
    expect(output).not.toContain('applyCreditGrant');
  });
});

test('requests, clocks and clients are there after a restart', async () => {
  const first = await start();
  await call(first, 'inquiryCreditGrant', { referenceNo: 'R_1' });
  await run('client', 'add', 'KEPT');
  await run('clock', 'advance', '2d', '--client', 'KEPT');
  await stop(first.child, 'SIGTERM');
  const second = await start();
  expect((await run('requests')).output).toMatch(/^1 {2}/);
  const clock = await run('clock', '--client', 'KEPT');
  expect(Date.parse(clock.output.trim().split(': ')[1] ?? '') - Date.now()).toBeGreaterThan(
    47 * 3_600_000,
  );
  expect((await run('reset', '--client', 'KEPT')).code).toBe(0);
  const connection = JSON.parse(
    readFileSync(join(home(), 'sandbox/clients/KEPT/connection.json'), 'utf8'),
  );
  expect(connection.baseUrl).toBe(second.partner.baseUrl);
});

test('--seed sets another stage, and says what is wrong with a file', async () => {
  const seed = JSON.parse(readFileSync('infra/local/seed.json', 'utf8'));
  seed.partner.clientId = 'ANOTHER';
  const path = join(folder(), 'mine.json');
  writeFileSync(path, JSON.stringify(seed));
  const started = await start('--seed', path);
  expect(started.partner.clientId).toBe('ANOTHER');
  const body = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  expect((await call(started, 'queryCreditQuota', body)).outcome).toBe('S SUCCESS');
  await stop(started.child, 'SIGTERM');
  seed.facility.terms.grantTermDays = 0;
  writeFileSync(path, JSON.stringify(seed));
  const refused = await runToEnd('start.ts', '--seed', path);
  expect(refused.code).toBe(1);
  expect(refused.errors).toContain(`${path}: facility.terms.grantTermDays: `);
});

test.each([
  [['nope'], 'There is no command nope.'],
  [['toString'], 'There is no command toString.'],
  [['clock', 'back'], 'clock: expected advance, not back'],
  [['client'], 'client: expected add'],
  [['seed'], 'seed: which file?'],
  [['replay', 'x'], 'replay: which request?'],
])('%j is told to be wrong', async (words, complaint) => {
  const flags = { client: undefined, file: undefined, fresh: false };
  const command = async () => sandboxCommand(new SandboxTold('http://127.0.0.1:1'), words, flags);
  await expect(command()).rejects.toThrow(complaint);
  await expect(command()).rejects.toBeInstanceOf(UsageError);
});

test('without a provider it says so, and what cannot be understood is said', async () => {
  expect(await run('clock', '--nope')).toMatchObject({ code: 64, output: '' });
  expect((await run('clock')).errors).toContain('`npm start` has never run here.');
  expect(await run('clock', '--port', '1')).toEqual({
    code: 1,
    output: '',
    errors: '`npm start` is not running here.\n',
  });
});
