import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../../shared/catalogue/catalogue.ts';
import type { Endpoint } from '../../../shared/catalogue/endpoint.ts';
import { resultOf, results } from '../../../shared/catalogue/results.ts';
import { readPrivateKey } from '../../../shared/signing/rsa-key.ts';
import { signMessage } from '../../../shared/signing/sign.ts';
import { document, operations, validatorOf } from './json-schemas.ts';

const rows: readonly Endpoint[] = endpoints;

describe.each(rows)('$name', (row) => {
  const title = `${row.name.charAt(0).toUpperCase()}${row.name.slice(1)}`;
  const { requestBody, responses } = operations.get(row.name) ?? expect.fail('no operation');
  const requests = requestBody.content['application/json'].examples;
  const answers = responses[200].content['application/json'].examples;

  test('every example of a request is one, to zod and to its own schema', () => {
    const accepts = validatorOf(`${title}Request`);
    expect(Object.keys(requests)).toContain('usual');
    for (const { value } of Object.values(requests)) {
      expect(row.request.safeParse(value).error).toBeUndefined();
      expect(accepts(value), JSON.stringify(accepts.errors)).toBe(true);
    }
  });

  test('every request has its answer, which is one', () => {
    const accepts = validatorOf(`${title}Success`);
    expect(Object.keys(answers)).toEqual(expect.arrayContaining(Object.keys(requests)));
    for (const name of Object.keys(requests)) {
      const { result, ...members } = answers[name]?.value ?? expect.fail(name);
      expect(result).toEqual({
        resultStatus: 'S',
        resultCode: 'SUCCESS',
        resultMessage: 'Success.',
      });
      expect(row.response.safeParse(members).error).toBeUndefined();
      expect(accepts(answers[name]?.value), JSON.stringify(accepts.errors)).toBe(true);
    }
  });

  test('every other answer is one that the endpoint may give', () => {
    const others = Object.entries(answers).filter(([name]) => requests[name] === undefined);
    expect(others.length).toBeGreaterThan(0);
    for (const [code, { value }] of others) {
      const { resultStatus, resultCode } = value.result;
      const schema = resultStatus === 'F' ? 'Refused' : 'Unknown';
      const accepts = validatorOf(`${title}${schema}`);
      expect(accepts(value), JSON.stringify(accepts.errors)).toBe(true);
      expect(resultCode).toBe(code);
      expect(results[resultOf(resultCode).resultCode].status).toBe(resultStatus);
    }
  });
});

test.each([
  ['ApplyCreditGrant', 'usual', { creditGrantStatus: 'FAILED' }],
  ['ApplyCreditGrant', 'usual', { failCode: 'LOAN_OVERDUE' }],
  ['ApplyCreditGrant', 'usual2', { failMessage: undefined }],
  ['InquiryCreditGrant', 'usual', { creditGrantStatus: 'ACCEPTED' }],
  ['InquiryCreditGrant', 'usual', { dueDate: undefined }],
  ['InquiryCreditGrant', 'usual', { failCode: 'LOAN_OVERDUE' }],
  ['InquiryAvailableQuota', 'usual', { tradeType: undefined }],
  ['InquiryAvailableQuota', 'usual2', { tradeType: 'GOODS' }],
  ['QueryBudgetAccountInfo', 'usual', { contractStatus: 'SIGNED' }],
  ['QueryBudgetAccountInfo', 'usual', { contractInfoList: undefined }],
])('%s: the answer %s is none with %o', (title, name, change) => {
  const api = `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
  const { responses } = operations.get(api) ?? expect.fail(api);
  const { value } = responses[200].content['application/json'].examples[name] ?? expect.fail(name);
  const accepts = validatorOf(`${title}Success`);
  expect(accepts(JSON.parse(JSON.stringify(value)))).toBe(true);
  expect(accepts(JSON.parse(JSON.stringify({ ...value, ...change })))).toBe(false);
});

describe('the signatures of the examples are real', () => {
  const query = operations.get('queryCreditQuota') ?? expect.fail();
  const path = '/amsin/alipay/business/credit/queryCreditQuota';
  const { parameters } = document.components;
  const clientId = parameters['ClientId']?.example ?? '';
  const keyOf = (name: string) =>
    readPrivateKey(readFileSync(`test/vectors/${name}_pkcs8.pem`, 'utf8')) ?? expect.fail(name);
  const signed = (time: string, body: unknown, privateKey: ReturnType<typeof keyOf>, version = 1) =>
    signMessage(
      { method: 'POST', path, clientId, time, body: Buffer.from(JSON.stringify(body)) },
      { keyVersion: version, privateKey },
    );

  test('of the request', () => {
    const body = query.requestBody.content['application/json'].examples['usual']?.value;
    const time = parameters['RequestTime']?.example ?? '';
    const header = signed(time, body, keyOf('test_partner'), 2);
    expect(parameters['Signature']?.example.replaceAll(', ', ',')).toBe(header);
  });

  test('of the answer', () => {
    const { content, headers } = query.responses[200];
    const body = content['application/json'].examples['usual']?.value;
    const time = headers['response-time']?.example ?? '';
    expect(headers['client-id']?.example).toBe(clientId);
    expect(headers['signature']?.example).toBe(signed(time, body, keyOf('test_platform')));
  });
});
