import { createPublicKey, verify } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { queryCreditQuota } from '../../../shared/catalogue/credit.ts';
import { PartnerClient } from '../../../shared/client/partner-client.ts';
import {
  type Answering,
  answerSigned,
  bodies,
  clientId,
  keyText,
  partner,
  type SigningServer,
  startServer,
} from './signing-server.ts';

const quotaRequest = { productCode: 'AMAZON_VC_FACTORING_LOAN' } as const;
const path = '/amsin/alipay/business/credit/queryCreditQuota';
let server: SigningServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function clientOf(answering: Answering, options: { timeoutMs?: number } = {}) {
  server = await startServer(answering);
  const now = () => Date.UTC(2026, 10, 21, 2, 30, 0, 7);
  return {
    server,
    client: new PartnerClient({ baseUrl: server.baseUrl, ...partner, now, ...options }),
  };
}

describe('what is sent', () => {
  test('one POST with the documented headers, signed over the exact bytes', async () => {
    const { client, server } = await clientOf((seen, response) =>
      answerSigned(seen, response, bodies.quota),
    );
    await client.call(queryCreditQuota, quotaRequest, { customerId: 'C-1', accessToken: 'T-1' });
    expect(server.seen).toHaveLength(1);
    const [seen] = server.seen;
    expect(seen).toMatchObject({
      method: 'POST',
      path,
      headers: {
        'client-id': clientId,
        'request-time': '2026-11-21T02:30:00.007Z',
        'content-type': 'application/json; charset=UTF-8',
        'connected-customerid': 'C-1',
        'access-token': 'T-1',
      },
    });
    expect(seen?.body.toString()).toBe('{"productCode":"AMAZON_VC_FACTORING_LOAN"}');
    const header = String(seen?.headers.signature);
    const [, value = ''] = /^algorithm=RSA256,keyVersion=2,signature=(.+)$/.exec(header) ?? [];
    const signed = `POST ${path}\n${clientId}.2026-11-21T02:30:00.007Z.${seen?.body}`;
    const publicKey = createPublicKey(keyText('test_partner_pub.pem'));
    const signature = Buffer.from(decodeURIComponent(value), 'base64');
    expect(verify('sha256', Buffer.from(signed), publicKey, signature)).toBe(true);
  });

  test('without a customer and a token, neither header', async () => {
    const { client, server } = await clientOf((seen, response) =>
      answerSigned(seen, response, bodies.quota),
    );
    await client.call('queryCreditQuota', quotaRequest);
    expect(server.seen[0]?.headers).not.toHaveProperty('connected-customerid');
    expect(server.seen[0]?.headers).not.toHaveProperty('access-token');
  });

  test.each([
    ['blanks and an odd order', ' {"productCode" :\n"AMAZON_VC_FACTORING_LOAN" }\r\n'],
    ['more than ASCII', '{"productCode":"中文 \u{1f600}"}'],
    ['no JSON at all', 'not json'],
    ['nothing', ''],
  ])('send carries %s byte for byte', async (_, text) => {
    const { client, server } = await clientOf((seen, response) =>
      answerSigned(seen, response, bodies.refused),
    );
    const { answer } = await client.send('queryCreditQuota', text);
    expect(answer.kind).toBe('F');
    expect(server.seen[0]?.body).toEqual(Buffer.from(text));
  });

  test('a header that cannot travel is thrown, and nothing is sent', async () => {
    const { client, server } = await clientOf(() => {});
    const call = client.call('queryCreditQuota', quotaRequest, { customerId: 'C\r\nX: 1' });
    await expect(call).rejects.toThrow(TypeError);
    expect(server.seen).toEqual([]);
  });
});

describe('what an answer means', () => {
  test('S has the whole body', async () => {
    const { client } = await clientOf((seen, response) =>
      answerSigned(seen, response, bodies.quota),
    );
    const answer = await client.call('queryCreditQuota', quotaRequest);
    expect(answer).toEqual({ kind: 'S', body: JSON.parse(bodies.quota) });
  });

  test('a member that a later version adds does no harm', async () => {
    const added = bodies.quota.replace(/}$/, ',"addedLater":1}');
    const { client } = await clientOf((seen, response) => answerSigned(seen, response, added));
    expect((await client.call('queryCreditQuota', quotaRequest)).kind).toBe('S');
  });

  test.each([
    ['F', bodies.refused, { kind: 'F', code: 'OAUTH_FAIL', message: 'No.' }],
    ['U', bodies.unknown, { kind: 'U', code: 'UNKNOWN_EXCEPTION', message: '?' }],
  ])('%s has code, message and body', async (_, text, expected) => {
    const { client } = await clientOf((seen, response) => answerSigned(seen, response, text));
    const answer = await client.call('queryCreditQuota', quotaRequest);
    expect(answer).toEqual({ ...expected, body: JSON.parse(text) });
  });

  test('the HTTP status decides nothing: it is not signed', async () => {
    const { client } = await clientOf((seen, response) =>
      answerSigned(seen, response, bodies.refused, { status: 500 }),
    );
    expect((await client.call('queryCreditQuota', quotaRequest)).kind).toBe('F');
  });

  test.each([
    ['no JSON', 'fine'],
    ['a list', '[]'],
    ['no result', '{"productCode":"AMAZON_VC_FACTORING_LOAN"}'],
    ['an unheard-of status', bodies.refused.replace('"F"', '"X"')],
    ['a result without a code', '{"result":{"resultStatus":"F","resultMessage":"No."}}'],
    ['a success that lacks an amount', bodies.quota.replace('grantTotalAmount', 'other')],
  ])('signed, but %s: the outcome is unknown', async (_, text) => {
    const { client } = await clientOf((seen, response) => answerSigned(seen, response, text));
    const answer = await client.call('queryCreditQuota', quotaRequest);
    expect(answer).toMatchObject({ kind: 'U', code: 'ANSWER_NOT_UNDERSTOOD' });
  });
});

describe('no answer is U, never F, and is not tried again', () => {
  const noAnswer = { kind: 'U', code: 'NO_ANSWER', body: undefined };

  test('silence', async () => {
    const { client, server } = await clientOf(() => {}, { timeoutMs: 100 });
    const answer = await client.call('queryCreditQuota', quotaRequest);
    const message = `No answer from ${server.baseUrl}: nothing complete within 100 ms.`;
    expect(answer).toEqual({ ...noAnswer, message });
    expect(server.seen).toHaveLength(1);
  });

  test('an answer that stops half-way and holds the line', async () => {
    const halfway: Answering = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"result":');
    };
    const { client, server } = await clientOf(halfway, { timeoutMs: 150 });
    expect(await client.call('queryCreditQuota', quotaRequest)).toMatchObject(noAnswer);
    expect(server.seen).toHaveLength(1);
  });

  test.each<[string, Answering]>([
    ['a connection cut before the answer', (_, response) => response.destroy()],
    [
      'a connection cut within the answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"result":', () => response.destroy());
      },
    ],
  ])('%s', async (_, answering) => {
    const { client, server } = await clientOf(answering);
    expect(await client.call('queryCreditQuota', quotaRequest)).toMatchObject(noAnswer);
    expect(server.seen).toHaveLength(1);
  });

  test('nobody listens', async () => {
    const { client, server } = await clientOf(() => {});
    await server.stop();
    const answer = await client.call('queryCreditQuota', quotaRequest);
    expect(answer).toMatchObject(noAnswer);
    expect(answer).toHaveProperty('message', expect.stringContaining('ECONNREFUSED'));
  });

  test('TLS to a server that speaks none', async () => {
    const { server } = await clientOf(() => {});
    const baseUrl = server.baseUrl.replace('http:', 'https:');
    const client = new PartnerClient({ ...partner, baseUrl });
    expect(await client.call('queryCreditQuota', quotaRequest)).toMatchObject(noAnswer);
  });
});
