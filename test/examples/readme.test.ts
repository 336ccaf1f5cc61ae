import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const readme = readFileSync('README.md', 'utf8');

test.each(['grant.test.ts', 'code.mjs'])('%s is in the README as it is here', (name) => {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  expect(readme).toContain(`\n${text}\`\`\`\n`);
});

test('the plain script says what the README shows', async () => {
  const script = new URL('code.mjs', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toBe('F OAUTH_FAIL\nU UNKNOWN_EXCEPTION\nF ORDER_NOT_EXIST\n');
  expect(readme).toContain(`\n${stdout}\`\`\`\n`);
});
