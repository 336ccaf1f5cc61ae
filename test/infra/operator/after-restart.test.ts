import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readServerKeyFile } from '../../../infra/local/server-key-file.ts';
import { newPair } from '../../http/provider.ts';
import { providerProcesses, stop } from '../local/provider-process.ts';
import { runWith } from './operator.ts';

const { folder, home, start } = providerProcesses();

async function run(line: string): Promise<string> {
  const { out, problem } = await runWith(line.split(' '), { cwd: folder() });
  return `${out}${problem}`;
}

test('what an operator did on a laptop is still so after a restart', async () => {
  const first = await start();
  const file = join(folder(), 'p7.pem');
  writeFileSync(file, newPair().publicKeyPem);
  await run(`partner add P-7 --family fx --key ${file} --why x`);
  await run('partner pause DEMO_5X00000000000001 --why x');
  await run('server-key rotate --now --why x');
  await stop(first.child, 'SIGINT');
  const { partner } = await start();
  expect(await run('partner list')).toMatch(
    /^DEMO_\w+ +suspended .*\nP-7 +active +1 keys +1 APIs$/,
  );
  expect(await run('server-key list')).toMatch(/1 +previous .*\n.* 2 +current /);
  const answer = await fetch(`${partner.baseUrl}/.well-known/quotaline-keys.json`);
  const document = join(home(), 'keys.json');
  writeFileSync(document, await answer.text());
  expect(readServerKeyFile('--server-key', document)).toMatchObject({
    2: partner.serverPublicKeyPem,
  });
});

test.each([
  ['a key', 'a key', 'a key'],
  ['JSON of another kind', '{"keys":[{}]}', undefined],
  ['no JSON', '{', undefined],
])('a file with %s', (_, text, expected) => {
  const path = join(mkdtempSync(join(tmpdir(), 'server-key-')), 'any');
  onTestFinished(() => rmSync(dirname(path), { recursive: true }));
  writeFileSync(path, text);
  const read = () => readServerKeyFile('--server-key', path);
  if (expected === undefined) expect(read).toThrow('is no document of published keys');
  else expect(read()).toBe(expected);
});
