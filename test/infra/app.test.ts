import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('a stage that does not exist stops with the ones that do', () => {
  const env = { ...process.env, CDK_CONTEXT_JSON: '{"stage":"staging"}' };
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], { env });
  expect(stderr.toString()).toBe('There is no stage "staging": use -c stage=dev or prod.\n');
  expect(status).toBe(1);
});

test('prod without a word about its domain stops before it could take one away', () => {
  const env = { ...process.env, CDK_CONTEXT_JSON: '{"stage":"prod"}' };
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], { env });
  expect(stderr.toString()).toMatch(
    /^-c stage=prod needs -c domain=<name>, or -c domain=none for /,
  );
  expect(status).toBe(1);
});

test('a setting that cannot be meant stops with what it needs, and without a stack trace', () => {
  const context = '{"domain":"api.lender.example"}';
  const env = { ...process.env, CDK_CONTEXT_JSON: context };
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], { env });
  expect(stderr.toString()).toBe(
    '-c domain=… needs -c certificateArn=… too: a domain answers with a certificate of its own.\n',
  );
  expect(status).toBe(1);
});
