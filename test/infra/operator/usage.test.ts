import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { commands } from '../../../infra/operator/commands.ts';
import { connectionTo } from '../local/call-command.ts';
import { runWith } from './operator.ts';

const folder = mkdtempSync(join(tmpdir(), 'operator-usage-'));
mkdirSync(join(folder, '.quotaline'));
const connection = JSON.stringify(connectionTo('http://127.0.0.1:1'));
writeFileSync(join(folder, '.quotaline/connection.json'), connection);

afterAll(() => rmSync(folder, { recursive: true }));

/** Nothing is ever reached: whatever gets that far fails at a port that nobody has. */
const environment = {
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1',
  QUOTALINE_TABLE: 'nowhere',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};
const run = (words: readonly string[]) =>
  runWith(words, { cwd: folder, readLocalEnvironment: () => environment });

const why = ['--why', 'a test'];
const setLimit = ['facility', 'set-limit', ...why];

describe('wrong usage is 64 and names the flag', () => {
  test.each([
    ['an unknown flag', [...setLimit, '--amuont', '1'], "Unknown option '--amuont'"],
    ['a flag without its value', [...setLimit, '--amount'], '--amount'],
    ['a flag that is needed', setLimit, '--amount <minor units> is needed'],
    [
      'a flag given twice',
      [...setLimit, '--amount', '1', '--amount', '2'],
      '--amount is given twice',
    ],
    ['an empty value', [...setLimit, '--amount', ''], '--amount is empty'],
    ['no reason', ['facility', 'set-limit', '--amount', '1'], '--why <text> is needed'],
    ['an amount with a point', [...setLimit, '--amount', '1.00'], '--amount <minor units>'],
    ['a negative amount', [...setLimit, '--amount=-1'], '--amount <minor units> is not valid'],
    ['17 digits', [...setLimit, '--amount', `1${'0'.repeat(16)}`], '--amount <minor units>'],
    ['another product', [...setLimit, '--amount', '1', '--product', 'X'], '--product <code>'],
    ['no client id', [...setLimit, '--amount', '1', '--client', 'a#b'], '--client is no client id'],
    ['no customer id', [...setLimit, '--amount', '1', '--customer', 'a b'], '--customer is no'],
    [
      'a long reason',
      ['contract', 'sign', '--contract', 'credit', '--why', 'x'.repeat(257)],
      '--why',
    ],
    ['a long name', [...setLimit, '--amount', '1', '--by', 'x'.repeat(65)], '--by <name>'],
    ['an event id with a blank', [...setLimit, '--amount', '1', '--event-id', 'a b'], '--event-id'],
    ['a word too many', [...setLimit, '--amount', '1', 'more'], 'Not understood: more'],
    ['no operand', ['trace'], '<referenceNo|creditGrantNo|requestId> is needed'],
    [
      'a date that is none',
      ['token', 'issue', '--scope', 'fx', '--expires', '20260230', ...why],
      '--expires',
    ],
    [
      'a token on the command line',
      ['token', 'issue', '--scope', 'fx', '--token', 'x', ...why],
      '--token',
    ],
    ['a scope that is none', ['token', 'issue', '--scope', 'x', ...why], '--scope <family>'],
    [
      'a table without a stack',
      [...setLimit, '--amount', '1', '--table', 'x'],
      '--table goes with',
    ],
    ['no client in AWS', [...setLimit, '--amount', '1', '--stack', 'x'], '--client <id> is needed'],
    ['no such command', ['facility', 'close'], 'facility open\n  facility set-limit'],
    ['no such word', ['nonsense'], 'There is no command nonsense'],
  ])('%s', async (_, words, said) => {
    const { code, out, problem } = await run(words);
    expect(problem).toContain(said);
    expect({ code, out }).toEqual({ code: 64, out: '' });
  });

  test('a limit of 0 and of 16 digits can be said: it is then that nothing answers', async () => {
    for (const amount of ['0', '9'.repeat(16)]) {
      const { code } = await run([...setLimit, '--amount', amount, '--via-bus']);
      expect(code).toBe(2);
    }
  });
});

describe('without a running provider: 64, and what to do', () => {
  test('none was ever started here', async () => {
    const { code, problem } = await runWith(['history'], { cwd: tmpdir() });
    expect(code).toBe(64);
    expect(problem).toContain('run `npm start` first, or name a --stack or a --profile.');
  });

  test('it has stopped', async () => {
    const stopped = { cwd: folder, readLocalEnvironment: () => undefined };
    const { code, problem } = await runWith(['history'], stopped);
    expect([code, problem.split('\n')[0]]).toEqual([64, '`npm start` is not running here.']);
  });

  test('it does not say where its engines are, so that nothing looks for the real cloud', async () => {
    const half = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1', QUOTALINE_TABLE: 'x' };
    const words = [...setLimit, '--amount', '1', '--via-bus'];
    const ran = await runWith(words, { cwd: folder, readLocalEnvironment: () => half });
    expect(ran.code).toBe(64);
    expect(ran.problem).toContain('does not tell AWS_ENDPOINT_URL_EVENTBRIDGE');
  });
});

test('a read that meets a fault: 2', async () => {
  const { code, problem } = await run(['facility', 'show']);
  expect([code, problem]).toEqual([2, 'FAULT  nothing answers: does `npm start` still run here?']);
});

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['facility', '--help']]])(
    'of all: %j',
    async (words) => {
      const { code, out } = await run(words);
      expect(code).toBe(0);
      for (const command of commands) expect(out).toContain(`  ${command.words.join(' ')}`);
    },
  );

  test.each(commands.map((command) => [command.words.join(' '), command] as const))(
    'of %s, with an example of itself that is well put',
    async (name, command) => {
      const { code, out } = await run([...command.words, '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`npm run operator -- ${name}`);
      for (const { flag } of command.options) expect(out).toContain(`  --${flag} `);
      expect(command.example.startsWith(name)).toBe(true);
      for (const [, flag] of command.example.matchAll(/--([a-z-]+)/g)) {
        const known = command.options.some((option) => option.flag === flag);
        expect(known || flag === 'customer' || flag === 'client').toBe(true);
      }
    },
  );
});
