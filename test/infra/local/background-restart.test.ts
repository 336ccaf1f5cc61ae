import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import { type Engines, startEngines } from '../../../infra/local/engines.ts';
import { readLocalEnvironment } from '../../../infra/local/local-environment.ts';
import { localStage } from '../../../infra/local/local-stage.ts';
import { localClients } from './local-clients.ts';
import { applyFor, call, granted, providerProcesses, stop } from './provider-process.ts';
import { soon } from './queue-for-test.ts';

const { home, noneLeft, runToEnd, start } = providerProcesses();

const credit = (eventId: string, amountMinor: string) => ({
  EventBusName: localStage.eventBusName,
  Source: 'core-banking',
  DetailType: 'fx-quota.credited',
  Detail: JSON.stringify({
    eventId,
    clientId: 'DEMO_5X00000000000001',
    type: 'fx-quota.credited',
    actor: 'core',
    reason: 'trade settled',
    data: {
      accumulationMethod: 'USER_ID',
      accumulationId: '2188000000000001',
      currency: 'USD',
      amountMinor,
    },
  }),
});

async function whileNobodyDelivers(work: (engines: Engines) => Promise<unknown>): Promise<void> {
  const engines = await startEngines({ stateDir: join(home(), 'state') });
  await work(engines);
  engines.kill('engines');
  await engines.whenReady();
  await engines.stop();
}

test('an application and an event that wait outlive kill -9, and are seen to afterwards', async () => {
  const first = await start('--decisions');
  const told = await runToEnd('decisions.ts', 'down');
  expect(told).toMatchObject({ code: 0, output: expect.stringContaining('down: it drops every') });
  await applyFor(first, 'REF_1');
  expect(await granted(first)).toBe('0');
  await stop(first.child, 'SIGKILL');
  await noneLeft();
  expect(readLocalEnvironment(home())).toBeUndefined();
  await whileNobodyDelivers(({ endpoints }) =>
    localClients(endpoints).eventBus.send(new PutEventsCommand({ Entries: [credit('E1', '7')] })),
  );
  const second = await start('--decisions');
  const quota = { quotaAccumulationMethod: 'USER_ID', quotaAccumulationId: '2188000000000001' };
  const available = async () =>
    (await call(second, 'inquiryAvailableQuota', { ...quota, currency: 'USD' })).text;
  await expect.poll(available, { timeout: 5_000 }).toContain('"2500007"');
  await expect.poll(() => granted(second), { timeout: 10_000 }).toBe('10000');
  expect(await stop(second.child, 'SIGINT')).toBe(0);
  await noneLeft();
});

test('the schedule runs soon after the start, and the environment is there until the stop', async () => {
  const provider = await start();
  const environment = readLocalEnvironment(home());
  expect(statSync(join(home(), 'environment.json')).mode & 0o777).toBe(0o600);
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL_EVENTBRIDGE: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    QUOTALINE_RETRY_QUEUE_URL: `${environment?.['AWS_ENDPOINT_URL_SQS']}/000000000000/quotaline-local-retry`,
    QUOTALINE_EVENT_BUS: 'quotaline-local',
    QUOTALINE_TABLE: 'quotaline-local',
    QUOTALINE_DECISION_URL: '',
  });
  expect(provider.output.trim().split('\n').length).toBeLessThan(10);
  await expect.poll(provider.written, { timeout: 5_000 }).toContain('TenantsRecounted');
  const other = await runToEnd('start.ts', '--port', '0');
  expect(other).toMatchObject({ code: 1, errors: expect.stringContaining('is in use by process') });
  expect(readLocalEnvironment(home())).toEqual(environment);
  const told = await runToEnd('decisions.ts', 'down');
  expect(told).toMatchObject({ code: 1, errors: expect.stringContaining('-- --decisions') });
  expect(await stop(provider.child, 'SIGTERM')).toBe(0);
  expect(readLocalEnvironment(home())).toBeUndefined();
  expect(existsSync(join(home(), 'environment.json'))).toBe(false);
  await noneLeft();
});

test('nothing is left after a stop that would keep the process', async () => {
  const script = new URL('./provider-holder.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, home()], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let written = '';
  child.stdout.on('data', (chunk) => {
    written += chunk;
  });
  await expect.poll(() => written, { timeout: 15_000 }).toContain('TenantsRecounted');
  expect(await stop(child, 'SIGTERM')).toBe(0);
  await expect.poll(() => written, soon).toContain('stopped, and left: []\n');
  await noneLeft();
});

test('a word that is no mode is told what there is', async () => {
  for (const words of [['maybe'], ['down', 'slow']]) {
    const { code, errors } = await runToEnd('decisions.ts', ...words);
    expect(code).toBe(64);
    expect(errors).toContain('flapping');
  }
});

test('a table from before the check of the books is said, with what to do', async () => {
  const engines = await startEngines({ stateDir: join(home(), 'state') });
  const { dynamodb } = localClients(engines.endpoints);
  const attributes = ['pk', 'sk'] as const;
  await dynamodb.send(
    new CreateTableCommand({
      TableName: localStage.tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await engines.stop();
  const { code, errors } = await runToEnd('start.ts', '--port', '0');
  expect(code).toBe(1);
  expect(errors).toContain('lacks the index due-grants, expiring-grants, books');
  expect(errors).toContain('npm start -- --reset');
  await noneLeft();
});
