import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aheadMsOf, ClientClocks } from '../../../infra/local/client-clocks.ts';
import { ClientGate } from '../../../infra/local/client-gate.ts';
import { parseDuration } from '../../../infra/local/sandbox-duration.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quotaline-clocks-'));
});
afterEach(() => rmSync(home, { recursive: true }));

test('what clocks were moved adds up, and is there after a restart', () => {
  const clocks = new ClientClocks(home);
  clocks.advance('A', 3_600_000);
  clocks.advance('A', 1_800_000);
  clocks.advance('B', 1);
  const again = new ClientClocks(home);
  expect([again.aheadMs('A'), again.aheadMs('B'), again.aheadMs('C')]).toEqual([5_400_000, 1, 0]);
  expect(again.clients()).toEqual(['A', 'B']);
  expect([aheadMsOf(home, 'A'), aheadMsOf(home, 'C')]).toEqual([5_400_000, 0]);
  again.forget('A');
  expect(new ClientClocks(home).clients()).toEqual(['B']);
});

test.each([0, -1])('a clock does not move by %d', (byMs) => {
  const clocks = new ClientClocks(home);
  expect(() => clocks.advance('A', byMs)).toThrow('a clock goes forward only');
  expect(clocks.aheadMs('A')).toBe(0);
});

test('a clock goes a century ahead and no further', () => {
  const clocks = new ClientClocks(home);
  clocks.advance('A', 36_525 * 86_400_000);
  expect(() => clocks.advance('A', 1)).toThrow('no more than a century');
});

test('a spoilt file is no clock', () => {
  new ClientClocks(home).advance('A', 1);
  writeFileSync(join(home, 'sandbox', 'clocks.json'), '{"A":-5}');
  expect(() => new ClientClocks(home)).toThrow();
});

test.each([
  ['1ms', 1],
  ['250ms', 250],
  ['30s', 30_000],
  ['5m', 300_000],
  ['12h', 43_200_000],
  ['90d', 7_776_000_000],
  ['36525d', 3_155_760_000_000],
  ['36526d', undefined],
  ['0d', undefined],
  ['-1d', undefined],
  ['1.5d', undefined],
  ['1D', undefined],
  ['d', undefined],
  ['90', undefined],
  [' 90d', undefined],
])('%j is %s ms', (text, spanMs) => {
  expect(parseDuration(text)).toBe(spanMs);
});

test('while a clock moves, its client’s requests wait and others’ do not', async () => {
  const gate = new ClientGate();
  const order: string[] = [];
  const note = (what: string, ms: number) => async () => {
    await wait(ms);
    order.push(what);
  };
  await Promise.all([
    gate.enter('A', note('before', 60)),
    gate.alone('A', note('alone', 1)),
    gate.enter('A', note('after', 0)),
    gate.enter('B', note('other', 0)),
    gate.alone('A', note('alone again', 0)),
  ]);
  expect(order.slice(0, 3)).toEqual(['other', 'before', 'alone']);
  expect(order.slice(3).sort()).toEqual(['after', 'alone again']);
});
