import { expect, test } from 'vitest';
import { minLeadMs, retired, rotated } from '../../../infra/operator/server-key-rotation.ts';
import { publishedKeys } from '../../../shared/catalogue/documents.ts';
import { keyHoldTimes } from '../../../shared/runtime/held-value.ts';

const nowMs = Date.UTC(2026, 10, 21, 10);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const at = (ms: number) => new Date(ms).toISOString();
const key = (name: string) => ({ privateKey: name });
const rotation = (eventId: string, now: number, fromMs: number | undefined) => ({
  eventId,
  nowMs: now,
  fromMs,
  privateKey: `key of ${eventId}`,
});
const first = {
  current: 1,
  currentFrom: at(nowMs),
  changedBy: 'E-1',
  keys: { 1: key('key of E-1') },
};
const pending = {
  ...first,
  changedBy: 'E-2',
  next: { keyVersion: 2, from: at(nowMs + dayMs) },
  keys: { 1: key('key of E-1'), 2: key('key of E-2') },
};

test('the first key of all signs at once', () => {
  expect(rotated(undefined, rotation('E-1', nowMs, nowMs + dayMs))).toEqual({ secret: first });
});

test('the next is published, and what signs stays as it is', () => {
  const change = rotated(first, rotation('E-2', nowMs, nowMs + dayMs));
  expect(change).toEqual({ secret: pending });
});

test('the same command again changes nothing', () => {
  expect(rotated(pending, rotation('E-2', nowMs, nowMs + dayMs))).toEqual({ unchanged: true });
});

test('one that is published cannot be followed by another, only brought forward', () => {
  expect(rotated(pending, rotation('E-3', nowMs, nowMs + 2 * dayMs))).toEqual({
    refusedBecause: 'version 2 is published, and signs from 2026-11-22T10:00:00.000Z on',
  });
  expect(rotated(pending, rotation('E-3', nowMs, undefined))).toEqual({
    secret: { ...pending, changedBy: 'E-3', next: { keyVersion: 2, from: at(nowMs) } },
  });
});

test('once it signs, the next rotation notes that and goes one version on', () => {
  const later = nowMs + 2 * dayMs;
  expect(rotated(pending, rotation('E-4', later, later + dayMs))).toEqual({
    secret: {
      current: 2,
      currentFrom: at(nowMs + dayMs),
      changedBy: 'E-4',
      next: { keyVersion: 3, from: at(later + dayMs) },
      keys: { ...pending.keys, 3: key('key of E-4') },
    },
  });
});

test.each([
  ['what signs', 1, nowMs, 'answers are signed with it'],
  ['what will sign', 2, nowMs, 'it is to sign next'],
  ['what was never there', 9, nowMs, 'there is no such version'],
  [
    'what signed until less than an hour ago',
    1,
    nowMs + dayMs + hourMs - 1,
    'an instance may still sign with it: repeat this after 2026-11-22T11:00:00.000Z',
  ],
])('%s cannot be retired', (_, version, now, refusedBecause) => {
  expect(retired(pending, version, 'E-5', now)).toEqual({ refusedBecause });
});

test('an hour after the switch the private key before is taken away, and no version comes again', () => {
  const now = nowMs + dayMs + hourMs;
  const change = retired(pending, 1, 'E-5', now);
  const without = {
    current: 2,
    currentFrom: at(nowMs + dayMs),
    changedBy: 'E-5',
    keys: { 2: key('key of E-2') },
  };
  expect(change).toEqual({ secret: without });
  expect(retired(without, 1, 'E-5', now)).toEqual({ unchanged: true });
  expect(rotated(without, rotation('E-6', now, now + dayMs))).toMatchObject({
    secret: { next: { keyVersion: 3 } },
  });
});

test('the shortest lead outlasts what instances hold and caches keep, several times', () => {
  const unseenMs = keyHoldTimes.freshMs + publishedKeys.maxAgeSeconds * 1_000;
  expect(unseenMs).toBe(900_000);
  expect(minLeadMs).toBeGreaterThanOrEqual(4 * unseenMs);
});
