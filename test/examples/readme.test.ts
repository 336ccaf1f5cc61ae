import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const readme = readFileSync('README.md', 'utf8');

test.each(['grant.test.ts', 'code.mjs', 'settle.mjs'])(
  '%s is in the README as it is here',
  (name) => {
    const text = readFileSync(new URL(name, import.meta.url), 'utf8');
    expect(readme).toContain(`\n${text}\`\`\`\n`);
  },
);

test.each([
  ['code.mjs', 'F OAUTH_FAIL\nU UNKNOWN_EXCEPTION\nF ORDER_NOT_EXIST\n'],
  [
    'settle.mjs',
    'applied UNKNOWN_EXCEPTION\nwaiting 5 min\ninquired ORDER_NOT_EXIST\napplied ACCEPTED\nwaiting 5 min\ninquired SUCCESS\ngranted 10000\n',
  ],
])('%s says what the README shows', async (name, said) => {
  const script = new URL(name, import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toBe(said);
  expect(readme).toContain(`\n${said}\`\`\`\n`);
});
