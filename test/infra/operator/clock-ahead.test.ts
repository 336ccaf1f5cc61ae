import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClientClocks } from '../../../infra/local/client-clocks.ts';
import { type Operator, startOperator } from './operator.ts';

let operator: Operator;

beforeAll(async () => {
  operator = await startOperator();
});
afterAll(() => operator.stop());

test('where the sandbox has moved a client on, its facility and grants are judged then', async () => {
  const { body } = await operator.apply('R-AHEAD');
  const nowMs = Date.now();
  const now = () => nowMs;
  const show = async () => (await operator.run(['facility', 'show'], { now })).out;
  const trace = async () => (await operator.run(['trace', body.creditGrantNo], { now })).out;
  expect(await show()).toMatch(/granted +10000 +10000\n/);
  expect(await show()).not.toContain('own clock');
  expect(await trace()).toContain('(live)');

  new ClientClocks(operator.provider.home).advance(
    operator.provider.connection.clientId,
    200 * 86_400_000,
  );

  expect(await show()).toMatch(/granted +10000 +0\n/);
  const aheadAt = new Date(nowMs + 200 * 86_400_000).toISOString().replace('.000Z', 'Z');
  expect(await show()).toContain(`now by the client's own clock: ${aheadAt}`);
  expect(await trace()).toContain('(over)');
});
