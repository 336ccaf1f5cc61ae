import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Operator, startOperator } from './operator.ts';

const program = new URL('../../../infra/operator/operator.ts', import.meta.url).pathname;
let operator: Operator;

beforeAll(async () => {
  operator = await startOperator();
});

afterAll(() => operator.stop());

/** Runs the command as a process of its own, in the folder of the running provider. */
async function runProcess(line: string, input = '') {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const words = [...line.split(' '), ...(line.includes(' set-limit ') ? ['--why', 'a test'] : [])];
  const child = spawn(process.execPath, [program, ...words], { cwd: operator.folder, env });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, problem, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, out, problem };
}

test('each outcome is the exit code, with nothing but the result on standard output', async () => {
  const setLimit = 'facility set-limit --amount 90000000 --event-id E-1';
  const about = "facility.limit-changed of DEMO_5X00000000000001's own account, event id E-1";
  expect(await runProcess(setLimit)).toEqual({
    code: 0,
    out: `POSTED    ${about}\n`,
    problem: '',
  });
  expect(await runProcess(setLimit)).toEqual({
    code: 0,
    out: `REPEATED  ${about}: posted before, nothing changed now\n`,
    problem: '',
  });
  expect(await runProcess(`${setLimit} --by otto`)).toEqual({
    code: 1,
    out: `REFUSED   ${about}: another event came before with this id\n`,
    problem: expect.stringMatching(/^Nothing was changed\. A repeat says all as it was/),
  });
  expect((await runProcess('facility set-limit --amount x')).code).toBe(64);
  expect((await runProcess('ledger verify')).code).toBe(0);
});

test('--via-bus: the running provider posts it', async () => {
  const setLimit = 'facility set-limit --amount 80000000 --event-id E-2';
  const { code, out } = await runProcess(`${setLimit} --via-bus`);
  expect([code, out.split(' ')[0]]).toEqual([0, 'SENT']);
  const posted = async () => expect((await operator.run(['history'])).out).toMatch(/ 80000000 /);
  await vi.waitFor(posted, { timeout: 10_000, interval: 100 });
  expect((await runProcess(setLimit)).out).toMatch(/^REPEATED/);
});
