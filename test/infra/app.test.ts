import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('a stage that does not exist stops with the ones that do', () => {
  const env = { ...process.env, CDK_CONTEXT_JSON: '{"stage":"staging"}' };
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], { env });
  expect(stderr.toString()).toBe('There is no stage "staging": use -c stage=dev or prod.\n');
  expect(status).toBe(1);
});
