import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DecisionMode } from '../../../infra/local/decision-mode.ts';
import {
  type LocalDecisionService,
  startDecisionService,
} from '../../../infra/local/decision-service.ts';
import {
  type DecisionServiceSecret,
  httpsDecisionService,
  parseDecisionUrl,
} from '../../../shared/runtime/https-decision-service.ts';
import { newPair } from '../../http/provider.ts';

const question = {
  creditGrantNo: 'CG1',
  clientId: 'C1',
  amountMinor: 10_000n,
  currency: 'USD',
  content: '{}',
};
const bounds = { signal: new AbortController().signal, assertInTime: () => undefined };

let service: LocalDecisionService;
beforeAll(async () => {
  service = await startDecisionService();
});
afterAll(() => service.stop());

function ask(changes: Partial<DecisionServiceSecret> = {}) {
  const secret = JSON.stringify({ ...service.secret, ...changes });
  const asked = httpsDecisionService(parseDecisionUrl(service.url), async () => secret, Date.now);
  return asked.ask(question, bounds);
}

async function tell(mode: DecisionMode | 'nonsense'): Promise<Response> {
  return fetch(new URL('/mode', service.url), { method: 'PUT', body: mode });
}

async function state(): Promise<unknown> {
  return (await fetch(new URL('/mode', service.url))).json();
}

test.each([
  ['approve', { opinion: 'approve' }],
  ['reject', { opinion: 'reject', failCode: 'REVIEW_REJECTED' }],
  ['pending', { opinion: 'pending' }],
] as const)('told to %s, it does, in a signed answer', async (mode, opinion) => {
  expect((await tell(mode)).status).toBe(200);
  expect(await ask()).toEqual(opinion);
});

test('slow is slower than it is waited for', async () => {
  await tell('slow');
  await expect(ask()).rejects.toThrow('nothing complete within 2000 ms');
});

test('down drops the connection', async () => {
  await tell('down');
  await expect(ask()).rejects.toThrow('socket hang up');
});

test('wrong approves in four ways, none of which counts', async () => {
  await tell('wrong');
  const reasons: string[] = [];
  for (let asked = 0; asked < 4; asked += 1) {
    await ask().catch(({ message }: Error) => reasons.push(message.slice(0, 60)));
  }
  expect(reasons.sort()).toEqual([
    expect.stringContaining('invalid_value'),
    'it speaks of another application',
    'the answer is not its own: signature-mismatch',
    'the answer is not its own: unsigned',
  ]);
});

test('flapping fails every other time', async () => {
  await tell('flapping');
  const outcomes: string[] = [];
  for (let asked = 0; asked < 4; asked += 1) {
    outcomes.push(
      await ask().then(
        ({ opinion }) => opinion,
        () => 'down',
      ),
    );
  }
  expect(outcomes.join(' ')).toMatch(/^(down approve down approve|approve down approve down)$/);
});

test('a question by another key, client or key version is not answered', async () => {
  await tell('approve');
  const before = await state();
  const other = newPair().privateKeyPem;
  for (const changes of [{ privateKey: other }, { clientId: 'X' }, { keyVersion: 2 }]) {
    await expect(ask(changes)).rejects.toThrow('the answer is not its own: unsigned');
  }
  expect(await state()).toEqual(before);
});

test('a word that is no mode changes nothing', async () => {
  await tell('reject');
  expect((await tell('nonsense')).status).toBe(400);
  expect((await fetch(new URL('/other', service.url))).status).toBe(404);
  expect(await ask()).toEqual({ opinion: 'reject', failCode: 'REVIEW_REJECTED' });
});
