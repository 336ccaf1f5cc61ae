import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  answerHeaders,
  type DecisionKeys,
  newDecisionKeys,
} from '../../infra/local/decision-keys.ts';
import { withBreaker } from '../../shared/runtime/circuit-breaker.ts';
import type { DecisionService } from '../../shared/runtime/decision-service.ts';
import {
  httpsDecisionService,
  parseDecisionUrl,
} from '../../shared/runtime/https-decision-service.ts';
import { formatResponseTime } from '../../shared/signing/request-time.ts';
import { violations } from '../deep/invariants.ts';
import { facilityItem, unbounded } from '../stage-rows.ts';
import { deferredWorld, eventCount, grantStatuses } from './deferred-world.ts';

const path = '/decide';
const contentHash = '0'.repeat(64);
let keys: DecisionKeys;
let server: Server;
let asked = 0;
/** What an answer repeats of its question. */
type About = Readonly<Record<'creditGrantNo' | 'contentHash', string>>;
/** What the service does with a question. */
let answering: (response: ServerResponse, about: About) => void;

beforeAll(async () => {
  keys = await newDecisionKeys();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked += 1;
    const { creditGrantNo, contentHash } = JSON.parse(Buffer.concat(chunks).toString());
    answering(response, { creditGrantNo, contentHash });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked = 0;
  answering = (response, about) => approve(response, about);
});

/** Answers signed, with these bytes or this JSON. */
function say(response: ServerResponse, answer: unknown, status = 200, at = Date.now()): void {
  const bytes = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  const headers = answerHeaders(path, bytes, formatResponseTime(at), keys.serviceKey);
  response.writeHead(status, headers).end(bytes);
}

/** Approves of what it is given to repeat, at this time. */
function approve(response: ServerResponse, about: object, at?: number): void {
  say(response, { ...about, opinion: 'APPROVE' }, 200, at);
}

function liveService(): DecisionService {
  const { port } = server.address() as AddressInfo;
  const address = parseDecisionUrl(`http://127.0.0.1:${port}${path}`);
  return httpsDecisionService(address, async () => JSON.stringify(keys.secret), Date.now);
}

const question = {
  creditGrantNo: 'CG1',
  clientId: 'PARTNER_1',
  amountMinor: 8_000n,
  currency: 'USD',
  content: '{}',
};

/** A world whose decision service is the one on the wire, behind a breaker. */
async function worldOnTheWire() {
  const stage = await deferredWorld(0);
  const service = withBreaker(liveService(), () => stage.clock.ms);
  stage.world.scripted.script = (creditGrantNo) =>
    service.ask({ ...question, creditGrantNo }, unbounded);
  return { ...stage, service };
}

test.each<[string, typeof answering]>([
  ['takes longer than two seconds', () => undefined],
  ['answers 500, signed', (response) => say(response, { error: 'no' }, 500)],
  ['answers 503 of a proxy', (response) => void response.writeHead(503).end('<html>')],
  ['drops the connection', (response) => void response.destroy()],
  ['answers no JSON', (response) => say(response, 'APPROVE')],
  ['answers another word', (response, about) => say(response, { ...about, opinion: 'YES' })],
  ['speaks of another', (response, about) => approve(response, { ...about, creditGrantNo: 'X' })],
  ['speaks of another content', (response, about) => approve(response, { ...about, contentHash })],
  ['answered long ago', (response, about) => approve(response, about, Date.now() - 310_000)],
  ['answers ahead of time', (response, about) => approve(response, about, Date.now() + 70_000)],
  [
    'adds what nobody asked',
    (response, about) => approve(response, { ...about, amountMinor: '1' }),
  ],
  [
    'is not signed',
    (response, about) => void response.end(JSON.stringify({ ...about, opinion: 'APPROVE' })),
  ],
  ['answers without end', (response) => void response.writeHead(200).write('x'.repeat(2_000_000))],
])('F41 a decision service that %s defers; its yes is taken once', async (_what, bad) => {
  const stage = await worldOnTheWire();
  const good = answering;
  answering = bad;
  expect((await stage.apply('REF_1')).body.creditGrantStatus).toBe('ACCEPTED');
  expect(asked).toBe(1);
  expect(grantStatuses(stage)).toEqual({ ACCEPTED: 1 });
  expect(facilityItem(stage.memory)).toMatchObject({ reservedMinor: 8_000n, grantedMinor: 0n });
  answering = good;
  // It says yes twice: the message is delivered a second time.
  const [message] = stage.queue.waiting;
  stage.clock.ms += 5_000;
  await stage.world.work();
  stage.queue.put(String(message?.body));
  await stage.world.work();
  expect(grantStatuses(stage)).toEqual({ SUCCESS: 1 });
  expect(eventCount(stage, ':decided')).toBe(1);
  expect(violations(stage.memory.items())).toEqual([]);
});

test('F41 two that hear yes at once decide once', async () => {
  const stage = await worldOnTheWire();
  const good = answering;
  answering = (response) => void response.destroy();
  await stage.apply('REF_1');
  answering = good;
  const [message] = stage.queue.waiting;
  stage.queue.put(String(message?.body));
  stage.clock.ms += 5_000;
  const each = stage.queue.receive(1);
  expect(each).toHaveLength(1);
  await Promise.all([stage.world.work(), stage.world.work(), stage.world.work()]);
  expect(grantStatuses(stage)).toEqual({ SUCCESS: 1 });
  expect(eventCount(stage, ':decided')).toBe(1);
  expect(facilityItem(stage.memory)).toMatchObject({ reservedMinor: 0n, grantedMinor: 8_000n });
});

test('F42 the breaker opens after five failures, and one call at a time probes', async () => {
  const { service, clock } = await worldOnTheWire();
  const ask = (): Promise<string> =>
    service.ask(question, unbounded).then(
      ({ opinion }) => opinion,
      (error: Error) => error.name,
    );
  const good = answering;
  answering = (response) => void response.destroy();
  for (let failures = 1; failures <= 5; failures++) expect(await ask()).toBe('Error');
  clock.ms += 29_999;
  expect(await ask()).toBe('CircuitOpen');
  expect(asked).toBe(5);
  clock.ms += 1;
  const outcomes = await Promise.all(Array.from({ length: 20 }, ask));
  expect(outcomes.filter((outcome) => outcome !== 'CircuitOpen')).toEqual(['Error']);
  expect(asked).toBe(6);
  // The probe failed: half a minute again, and then one that succeeds closes it.
  clock.ms += 29_999;
  expect(await ask()).toBe('CircuitOpen');
  clock.ms += 1;
  answering = good;
  expect(await ask()).toBe('approve');
  expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array(20).fill('approve'));
  expect(asked).toBe(27);
});

test('F42 a service that is down for an hour is asked no more than every half minute', async () => {
  const stage = await worldOnTheWire();
  const { world, clock, queue } = stage;
  const good = answering;
  answering = (response) => void response.destroy();
  for (let n = 0; n < 20; n++) await stage.apply(`REF_${n}`);
  const startedAt = clock.ms;
  let receives = 0;
  while (clock.ms < startedAt + 3_600_000) {
    clock.ms = Math.max(clock.ms, queue.nextAt() ?? expect.fail('no message is left'));
    receives += await world.work();
  }
  expect(asked).toBeLessThanOrEqual(5 + 120);
  // Backed off to 45 s on average: no hot loop, and nothing failed as a message.
  expect(receives).toBeLessThan(20 * 110);
  expect(queue.dead).toEqual([]);
  answering = good;
  await world.pass(5 * 60_000);
  expect(grantStatuses(stage)).toEqual({ SUCCESS: 20 });
  expect(violations(stage.memory.items())).toEqual([]);
});

test('F42 one that fails every other time decides all, each once', async () => {
  const stage = await worldOnTheWire();
  const good = answering;
  answering = (response, about) =>
    asked % 2 === 1 ? void response.destroy() : good(response, about);
  for (let n = 0; n < 20; n++) await stage.apply(`REF_${n}`);
  await stage.world.pass(10 * 60_000);
  expect(grantStatuses(stage)).toEqual({ SUCCESS: 20 });
  expect(violations(stage.memory.items())).toEqual([]);
});
