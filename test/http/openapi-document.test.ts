import { verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../shared/catalogue/openapi-document.ts';
import { operations } from '../shared/catalogue/json-schemas.ts';
import type { Api } from './provider.ts';
import { publicDocument } from './public-document.ts';

const path = '/openapi.json';
const { provider, ask, fetched } = publicDocument(path);

test('a GET without any header of ours gets the document alone, and a cache may keep it', async () => {
  const told = Object(await fetched());
  expect(told).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  expect(Object.keys(told)).not.toContain('result');
});

test('it is signed, and addressed to nobody, whoever asks', async () => {
  const headers: Record<string, string> = { 'client-id': provider().partner.clientId };
  const answer = await fetch(`${provider().connection.baseUrl}${path}`, { headers });
  expect(answer.headers.get('client-id')).toBe('');
  const told = /^algorithm=RSA256,keyVersion=1,signature=(\S+)$/.exec(
    answer.headers.get('signature') ?? '',
  );
  const text = `GET ${path}\n.${answer.headers.get('response-time')}.${await answer.text()}`;
  const signature = Buffer.from(decodeURIComponent(told?.[1] ?? ''), 'base64');
  const { serverPublicKeyPem } = provider().partner;
  expect(verify('sha256', Buffer.from(text), serverPublicKeyPem, signature)).toBe(true);
  expect(verify('sha256', Buffer.from(`${text} `), serverPublicKeyPem, signature)).toBe(false);
});

test('a query string is refused with a result, and no cache keeps that', async () => {
  const { outcome, headers } = await ask({ method: 'GET', target: `${path}?v=1` });
  expect([outcome, headers['cache-control']]).toEqual(['F PARAM_ILLEGAL', 'no-store']);
});

test('POST is not supported', async () => {
  expect((await ask({ method: 'POST' })).outcome).toBe('F METHOD_NOT_SUPPORTED');
});

// Their dates are of one day, and what is too old is not financed: they are sent as of today.
const today = (text: string): string => {
  const now = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  return text.replaceAll('20261120', now);
};
const daysOff = (days: number): string =>
  new Date(Date.now() + days * 86_400_000)
    .toLocaleDateString('sv', { timeZone: 'Europe/Berlin' })
    .replaceAll('-', '');

test('the examples, sent in their order, are answered as the document says', async () => {
  const order: Api[] = [
    'queryCreditQuota',
    'submitAttachment',
    'applyCreditGrant',
    'inquiryCreditGrant',
    'inquiryAvailableQuota',
    'queryBudgetAccountInfo',
  ];
  for (const api of order) {
    const { requestBody, responses } = operations.get(api) ?? expect.fail(api);
    const answers = responses[200].content['application/json'].examples;
    for (const [name, { value }] of Object.entries(
      requestBody.content['application/json'].examples,
    )) {
      const { body } = await provider().call(api, today(JSON.stringify(value)));
      const expected = JSON.stringify(answers[name]?.value).replace('20270219', daysOff(90));
      expect(body).toEqual(JSON.parse(expected));
    }
  }
});
