import { describe, expect, test } from 'vitest';
import { publishedKeys } from '../../../shared/catalogue/documents.ts';
import { documentHandler } from '../../../shared/runtime/document-handler.ts';
import { unknownApiHandler } from '../../../shared/runtime/unknown-api-handler.ts';
import { answerOf, contextOf, newInstance } from '../../instance.ts';
import { signedEvent } from '../../signed-event.ts';

const page = 'https://docs.lender.example';
const path = '/amsin/alipay/business/credit/queryCreditQuota';
const quotaOf = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
const asks = { origin: page, 'access-control-request-method': 'POST' };

/** An instance of a stage, with an explorer page or without. */
function instanceOf(explorerOrigin?: string) {
  const instance = newInstance();
  const config = { ...instance.deps.config, ...(explorerOrigin && { explorerOrigin }) };
  return { ...instance, deps: Object.assign(instance.deps, { config }) };
}

async function corsOf(
  instance: ReturnType<typeof instanceOf>,
  method: string,
  headers: Readonly<Record<string, string>>,
  target = path,
) {
  const handler = unknownApiHandler(() => instance.deps);
  const event = signedEvent(target, '', instance.clock.ms, { method, headers });
  const context = contextOf({ time: { deadlineMs: 2_800, lambdaTimeoutSeconds: 5 } });
  const answer = answerOf(await handler(event, context), method, target);
  return { outcome: answer.outcome, cors: corsHeaders(answer.headers) };
}

function corsHeaders(headers: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(access-control|vary|allow)/.test(name)),
  );
}

const readable = {
  'access-control-allow-origin': page,
  'access-control-expose-headers': '*',
  vary: 'origin',
};
const preflight = {
  ...readable,
  'access-control-allow-methods': 'POST, GET',
  'access-control-allow-headers': '*',
  'access-control-max-age': '600',
};

describe('a stage without an explorer page', () => {
  test('answers a preflight like any other verb, and no CORS header', async () => {
    expect(await corsOf(instanceOf(), 'OPTIONS', asks)).toEqual({
      outcome: 'F METHOD_NOT_SUPPORTED',
      cors: {},
    });
  });

  test('lets no page read an answer', async () => {
    const { headers } = await instanceOf().call('queryCreditQuota', quotaOf, {
      headers: { origin: page },
    });
    expect(corsHeaders(headers)).toEqual({});
  });
});

describe('a stage with an explorer page', () => {
  test('lets its preflight through, signed', async () => {
    expect(await corsOf(instanceOf(page), 'OPTIONS', asks)).toEqual({
      outcome: 'S SUCCESS',
      cors: preflight,
    });
  });

  test('lets it read the refusal of a path that is none', async () => {
    expect(await corsOf(instanceOf(page), 'OPTIONS', asks, '/nothing')).toEqual({
      outcome: 'F INVALID_API',
      cors: preflight,
    });
    expect(await corsOf(instanceOf(page), 'POST', { origin: page }, '/nothing')).toEqual({
      outcome: 'F INVALID_API',
      cors: readable,
    });
  });

  test.each([
    ['another origin', { ...asks, origin: 'https://elsewhere.example' }],
    ['a subdomain', { ...asks, origin: 'https://x.docs.lender.example' }],
    ['two origins', { ...asks, origin: `${page},https://elsewhere.example` }],
    ['null', { ...asks, origin: 'null' }],
  ])('%s is let through nowhere', async (_, headers) => {
    expect(await corsOf(instanceOf(page), 'OPTIONS', headers)).toEqual({
      outcome: 'F METHOD_NOT_SUPPORTED',
      cors: { vary: 'origin' },
    });
  });

  test('OPTIONS that is no preflight is not supported', async () => {
    const { outcome } = await corsOf(instanceOf(page), 'OPTIONS', { origin: page });
    expect(outcome).toBe('F METHOD_NOT_SUPPORTED');
  });

  test('lets it read the answer of an endpoint, whatever it says', async () => {
    const instance = instanceOf(page);
    const headers = { origin: page };
    const refused = await instance.call('queryCreditQuota', quotaOf, {
      headers: { ...headers, signature: 'none' },
    });
    expect(refused.outcome).toBe('F INVALID_SIGNATURE');
    expect(corsHeaders(refused.headers)).toEqual(readable);
    const other = await instance.call('queryCreditQuota', quotaOf);
    expect(corsHeaders(other.headers)).toEqual({ vary: 'origin' });
  });

  test('lets it read a document, which no cache keeps for it from another', async () => {
    const { deps } = instanceOf(page);
    const handler = documentHandler(
      publishedKeys,
      async () => ({ keys: [] }),
      () => deps,
    );
    const event = { method: 'GET', headers: { origin: page } };
    const result = await handler(
      signedEvent(publishedKeys.path, '', deps.now(), event),
      contextOf(publishedKeys),
    );
    const { headers } = answerOf(result, 'GET', publishedKeys.path);
    expect(corsHeaders(headers)).toEqual(readable);
    expect(headers['cache-control']).toBe('public, max-age=300');
  });
});
