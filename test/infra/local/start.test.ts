import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyFor, call, granted, providerProcesses, stop } from './provider-process.ts';

const { home, noneLeft, runToEnd, start, startByNpm } = providerProcesses();

test('a first start prints less than ten lines and writes the connection file', async () => {
  const { output, connection } = await start();
  expect(output.trim().split('\n').length).toBeLessThan(10);
  expect(output).toContain('npm run call -- queryCreditQuota');
  expect(Object.keys(connection).sort()).toEqual([
    'attachmentType',
    'baseUrl',
    'clientId',
    'customers',
    'fxQuotas',
    'keyVersion',
    'payeeCode',
    'privateKeyFile',
    'serverPublicKeyFile',
    'vcCode',
  ]);
  const connectionFile = join(home(), 'connection.json');
  expect(statSync(connectionFile).mode & 0o777).toBe(0o600);
});

test('amounts, grants and keys survive a restart and a kill -9', async () => {
  const first = await start();
  await applyFor(first, 'REF_1');
  await stop(first.child, 'SIGINT');
  const second = await start();
  expect(second.partner.privateKeyPem).toBe(first.partner.privateKeyPem);
  expect(await granted(second)).toBe('10000');
  await applyFor(second, 'REF_2');
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');
  const third = await start();
  expect(await granted(third)).toBe('20000');
  const inquiry = await call(third, 'inquiryCreditGrant', { referenceNo: 'REF_2' });
  expect(inquiry.body.creditGrantStatus).toBe('SUCCESS');
});

test('--reset forgets state and keys', async () => {
  const first = await start();
  await applyFor(first, 'REF_1');
  await stop(first.child, 'SIGTERM');
  const second = await start('--reset');
  expect(second.partner.privateKeyPem).not.toBe(first.partner.privateKeyPem);
  expect(await granted(second)).toBe('0');
});

test('--reset refuses while another provider runs on the state', async () => {
  const first = await start();
  const { code, errors } = await runToEnd('start.ts', '--reset');
  expect(code).toBe(1);
  expect(errors).toContain('is in use by process');
  expect(await granted(first)).toBe('0');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s leaves no process behind',
  async (signal) => {
    const { child } = await start();
    expect(await stop(child, signal)).toBe(0);
    await noneLeft();
  },
);

test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
  '%s to npm alone leaves nothing running, and the next start works',
  async (signal) => {
    const first = await startByNpm();
    first.child.kill(signal);
    await noneLeft();
    expect(await granted(await start())).toBe('0');
  },
);

test('a taken port is said, with what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { code, errors } = await runToEnd('start.ts', '--port', `${port}`);
  taken.close();
  expect(code).toBe(1);
  expect(errors).toContain('choose another with npm start -- --port');
  await noneLeft();
});

test('an option that makes no sense is said', async () => {
  expect((await runToEnd('start.ts', '--port', 'eighty')).errors).toContain('expected a number');
});
