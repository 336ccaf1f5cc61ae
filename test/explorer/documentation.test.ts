import { expect, test } from 'vitest';
import { advice, afterUnknown, isScheduled } from '../../infra/explorer/advice.ts';
import { fieldsOf, flatFields } from '../../infra/explorer/api-fields.ts';
import { codesOf } from '../../infra/explorer/docs-api.ts';
import { statuses } from '../../infra/explorer/docs-life.ts';
import { inquiries } from '../../infra/explorer/inquiry-schedule.ts';
import { mistakes } from '../../infra/explorer/mistakes.ts';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { fieldMeanings } from '../../shared/catalogue/field-meanings.ts';
import { results } from '../../shared/catalogue/results.ts';
import { decisionSpanMs } from '../../shared/domain/credit-grant.ts';

test('every field of every request and answer has its meaning', () => {
  const unsaid = endpoints.flatMap(({ name, request, response }) =>
    [...flatFields(fieldsOf(request)), ...flatFields(fieldsOf(response))]
      .filter(({ field }) => (fieldMeanings[field.name] ?? '') === '')
      .map(({ path }) => `${name} ${path}`),
  );
  expect(unsaid).toEqual([]);
});

test('every code says what to do, U never that it failed', () => {
  for (const [code, { status }] of Object.entries(results)) {
    const { means, next } = advice[code as keyof typeof results];
    expect(means.length + next.length, code).toBeGreaterThan(20);
    if (status === 'U') expect(next, code).toMatch(/the very same request again/);
  }
});

test('the schedule is for applications and queries; a file and the budget query are sent again', () => {
  const apis = endpoints.map(({ name }) => name);
  expect(apis.filter(isScheduled)).toEqual([
    'queryCreditQuota',
    'applyCreditGrant',
    'inquiryCreditGrant',
    'inquiryAvailableQuota',
  ]);
  for (const api of apis) {
    const next = afterUnknown[api];
    if (isScheduled(api)) {
      expect(next, api).toContain('after 5, 10, 20, 40, 80, 160 and 320 minutes, then ask support');
    } else {
      expect(next, api).toMatch(/the same content|the very same request again/);
      expect(next, api).not.toMatch(/minutes|inquire/i);
    }
  }
});

test('every code of an API is listed once, SUCCESS first and U last', () => {
  for (const row of endpoints) {
    const codes = codesOf(row);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes[0]).toBe('SUCCESS');
    expect(codes.slice(-2)).toEqual(['UNKNOWN_EXCEPTION', 'REQUEST_TRAFFIC_EXCEED_LIMIT']);
    for (const code of row.refusals) expect(codes).toContain(code);
  }
});

test('the statuses of a grant are those that an inquiry can answer', () => {
  expect(statuses().map(([status]) => status)).toEqual(['ACCEPTED', 'SUCCESS', 'FAILED']);
  for (const [status, meaning] of statuses()) expect(meaning.length, status).toBeGreaterThan(20);
});

test('the schedule of a U is the published one, and ends when all is decided', () => {
  expect(inquiries.map(({ after }) => after)).toEqual([5, 10, 20, 40, 80, 160, 320]);
  expect(inquiries.at(-1)?.inAll).toBe(635);
  expect((inquiries.at(-1)?.inAll ?? 0) * 60_000).toBe(decisionSpanMs);
});

test('each mistake has a name of its own', () => {
  expect(new Set(mistakes.map(({ id }) => id)).size).toBe(mistakes.length);
});
