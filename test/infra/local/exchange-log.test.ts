import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ExchangeLog, type ExchangeLogLimits } from '../../../infra/local/exchange-log.ts';
import { type KeptExchange, readKeptExchange } from '../../../infra/local/kept-exchange.ts';

let folder: string;
let path: string;
let opened: ExchangeLog[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotaline-exchanges-'));
  path = join(folder, 'exchanges.jsonl');
  opened = [];
});
afterEach(() => {
  for (const log of opened) log.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(limits?: ExchangeLogLimits): ExchangeLog {
  const log = new ExchangeLog(path, limits);
  opened.push(log);
  return log;
}

function exchange(clientId = 'A', body = ''): Omit<KeptExchange, 'n'> {
  return {
    at: '2026-11-21T10:00:00.000Z',
    clientId,
    method: 'POST',
    target: '/a',
    headers: [['Client-Id', clientId]],
    bodyBase64: Buffer.from(body).toString('base64'),
    elapsedMs: 1,
    why: {},
    answer: { status: 200, headers: [], bodyBase64: '' },
  };
}

function numbers(log: ExchangeLog): number[] {
  return log.list().map(({ n }) => n);
}

test('what is kept is on a line of its file at once, for its owner alone', () => {
  const log = open();
  const kept = log.keep(exchange());
  expect(kept.n).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(kept)}\n`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('the newest are kept, by their count', () => {
  const log = open({ count: 3, bytes: 1_000_000 });
  for (let i = 0; i < 5; i++) log.keep(exchange());
  expect(numbers(log)).toEqual([3, 4, 5]);
  expect(log.find(2)).toBeUndefined();
  expect(log.find(3)?.n).toBe(3);
});

test('the newest are kept, by their length, and one at least', () => {
  const log = open({ count: 100, bytes: 2_000 });
  log.keep(exchange('A', 'x'.repeat(600)));
  log.keep(exchange('A', 'x'.repeat(600)));
  expect(numbers(log)).toEqual([2]);
  log.keep(exchange('A', 'x'.repeat(9_000)));
  expect(numbers(log)).toEqual([3]);
});

test('a noisy client evicts what is its own, not what a quiet one has', () => {
  const log = open({ count: 4, bytes: 1_000_000 });
  log.keep(exchange('QUIET'));
  for (let i = 0; i < 50; i++) log.keep(exchange('NOISY'));
  log.keep(exchange('NEW'));
  expect(numbers(log)).toEqual([1, 50, 51, 52]);
  expect(numbers(open({ count: 4, bytes: 1_000_000 }))).toEqual([1, 50, 51, 52]);
});

test('by length too, whoever has most bytes gives up first', () => {
  const log = open({ count: 100, bytes: 8_000 });
  for (let i = 0; i < 5; i++) log.keep(exchange('QUIET'));
  for (let i = 0; i < 5; i++) log.keep(exchange('LONG', 'x'.repeat(2_000)));
  expect(log.list({ clientId: 'QUIET' })).toHaveLength(5);
  expect(numbers(log).at(-1)).toBe(10);
  log.keep(exchange('QUIET', 'x'.repeat(9_000)));
  expect(numbers(log)).toEqual([11]);
});

test('the file has at most ten times the lines that are kept, and is not written anew before', () => {
  const log = open({ count: 10, bytes: 1_000_000 });
  let longest = 0;
  for (let i = 0; i < 300; i++) {
    log.keep(exchange());
    longest = Math.max(longest, readFileSync(path, 'utf8').split('\n').length - 1);
  }
  expect(longest).toBe(100);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(numbers(log)).toEqual([291, 292, 293, 294, 295, 296, 297, 298, 299, 300]);
});

test('the file has at most twice the bytes that are kept', () => {
  const log = open({ count: 100, bytes: 10_000 });
  for (let i = 0; i < 50; i++) {
    log.keep(exchange('A', 'x'.repeat(900)));
    expect(statSync(path).size).toBeLessThanOrEqual(20_000);
  }
});

test('a restart finds them, goes on counting, and forgives what a crash left of a line', () => {
  open().keep(exchange('A'));
  open().keep(exchange('B'));
  appendFileSync(path, '{"n":3,"at":"2026');
  const log = open();
  expect(numbers(log)).toEqual([1, 2]);
  log.keep(exchange('C'));
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => readKeptExchange(line)?.clientId)).toEqual(['A', 'B', 'C']);
  expect(numbers(log)).toEqual([1, 2, 3]);
});

test('they are listed by client, the last so many, the oldest first', () => {
  const log = open();
  for (const clientId of ['A', 'B', 'A', 'A']) log.keep(exchange(clientId));
  const found = (question: Parameters<ExchangeLog['list']>[0]) =>
    log.list(question).map(({ n }) => n);
  expect(found({ clientId: 'A' })).toEqual([1, 3, 4]);
  expect(found({ clientId: 'A', last: 2 })).toEqual([3, 4]);
  expect(found({ last: 9 })).toEqual([1, 2, 3, 4]);
  expect(found({ last: 0 })).toEqual([]);
});
