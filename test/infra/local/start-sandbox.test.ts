import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type RunningSandbox, type SeedInput, startSandbox } from 'quotaline/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processesNaming } from './processes.ts';

const product = { productCode: 'AMAZON_VC_FACTORING_LOAN' } as const;

function homeOf({ connection }: Pick<RunningSandbox, 'connection'>): string {
  return dirname(dirname(connection.privateKeyFile));
}

async function limitOf({ client }: Pick<RunningSandbox, 'client'>): Promise<string> {
  const answer = await client.call('queryCreditQuota', product);
  return answer.kind === 'S' ? answer.body.capLimitTotalAmount.value : answer.kind;
}

describe('two sandboxes of one program', () => {
  let first: RunningSandbox;
  let second: RunningSandbox;
  beforeAll(async () => {
    [first, second] = await Promise.all([startSandbox(), startSandbox()]);
  });
  afterAll(() => Promise.all([first.stop(), second.stop()]));

  test('are on ports and in folders of their own, and each answers', async () => {
    expect(first.baseUrl).not.toBe(second.baseUrl);
    expect(homeOf(first)).not.toBe(homeOf(second));
    expect(await Promise.all([limitOf(first), limitOf(second)])).toEqual([
      '100000000',
      '100000000',
    ]);
  });

  test('do not know each other’s keys, requests, clocks and clients', async () => {
    const { n } = (await second.requests()).at(-1) ?? { n: 0 };
    await first.client.call('queryBudgetAccountInfo', {});
    await first.clock.advance('90d');
    await first.newClient('ONLY_FIRST');
    expect((await first.clock.now()).getTime() - Date.now()).toBeGreaterThan(89 * 86_400_000);
    expect((await second.clock.now()).getTime() - Date.now()).toBeLessThan(60_000);
    expect((await second.requests()).at(-1)?.n ?? 0).toBe(n);
    const response = await fetch(`${second.baseUrl}/_sandbox/clients`);
    expect(await response.json()).toMatchObject({ clients: ['DEMO_5X00000000000001'] });
    expect(first.connection.privateKey).not.toBe(second.connection.privateKey);
  });

  test('what a sandbox does not do is told', async () => {
    await expect(first.clock.advance('back')).rejects.toThrow('advance: expected a whole number');
    await expect(first.newClient('A B')).rejects.toThrow('client: ');
  });

  test('a reset forgets the clock of its own client alone', async () => {
    const client = await second.newClient();
    await client.clock.advance('1d');
    await second.clock.advance('2d');
    await client.reset();
    expect((await client.clock.now()).getTime() - Date.now()).toBeLessThan(60_000);
    expect((await second.clock.now()).getTime() - Date.now()).toBeGreaterThan(47 * 3_600_000);
    expect(await limitOf(client)).toBe('100000000');
  });
});

test('it starts with the stage that it is given, and says what is wrong with one', async () => {
  const seed: SeedInput = {
    partner: { clientId: 'MINE', keyVersion: 7, ratePerSecond: 100, burst: 100 },
    facility: {
      productCode: 'AMAZON_VC_FACTORING_LOAN',
      currency: 'JPY',
      creditLimitMinor: '4242',
      payeeCode: 'P',
      vcCode: 'V',
      terms: {
        advanceRateBasisPoints: '8000',
        maxInvoiceAgeDays: 30,
        maxDaysToDue: 60,
        reviewThresholdMinor: '100',
        grantTermDays: 30,
        annualPercentageRate: '0.1',
      },
    },
    fxQuotas: [],
    customers: [],
  };
  const sandbox = await startSandbox({ seed });
  expect(sandbox.clientId).toBe('MINE');
  expect(await limitOf(sandbox)).toBe('4242');
  const more = await sandbox.seed({
    ...seed,
    partner: { ...seed.partner, clientId: 'MORE' },
  });
  expect(await limitOf(more)).toBe('4242');
  await sandbox.stop();
  const wrong = { ...seed, customers: [{ id: 'A B', contractStatus: 'SIGNED' }] };
  await expect(startSandbox({ seed: wrong as never })).rejects.toThrow(
    'The sandbox did not start: customers[0].id: expected 1 to 64 printable',
  );
});

test('once stopped nothing is left of it, and stopping again does nothing', async () => {
  const sandbox = await startSandbox();
  const home = homeOf(sandbox);
  expect(processesNaming(home).length).toBeGreaterThanOrEqual(3);
  await sandbox.stop();
  expect(processesNaming(home)).toEqual([]);
  expect(existsSync(home)).toBe(false);
  await sandbox.stop();
  expect((await sandbox.client.call('queryCreditQuota', product)).kind).toBe('U');
});

describe('no process and no folder is left behind by a program', () => {
  const starts = `import { startSandbox } from 'quotaline/sandbox';
    const sandbox = await startSandbox();
    console.log('started');`;
  const early = `import { startSandbox } from 'quotaline/sandbox';
    startSandbox();
    setTimeout(() => process.exit(1), 150);`;

  test.each([
    ['that ends without stopping it', '', undefined],
    ['that throws', "throw new Error('a bug');", undefined],
    ['that is killed', 'setInterval(() => undefined, 1_000);', 'SIGKILL'],
    ['that Ctrl-C ends', 'setInterval(() => undefined, 1_000);', 'SIGINT'],
    ['that ends while it starts', '', 'EARLY'],
  ] as const)('%s', async (_how, then, signal) => {
    // Its own folder for what is temporary: others on this machine start sandboxes too.
    const temporary = mkdtempSync(join(tmpdir(), 'quotaline-left-'));
    const env = { ...process.env, TMPDIR: temporary, NODE_COMPILE_CACHE: tmpdir() };
    const script = `${signal === 'EARLY' ? early : starts}\n${then}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env,
    });
    const ended = once(child, 'exit');
    for await (const _line of child.stdout) {
      if (signal === 'SIGKILL' || signal === 'SIGINT') child.kill(signal);
    }
    await ended;
    const left = () => [...readdirSync(temporary), ...processesNaming(temporary)];
    await expect.poll(left, { timeout: 15_000 }).toEqual([]);
    rmSync(temporary, { recursive: true });
  });
});
