import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlPath } from '../../../infra/local/sandbox-control.ts';
import { paths } from '../../http/provider.ts';
import { send } from '../../http/wire-partner.ts';
import { type SandboxStage, startSandboxStage } from './sandbox-stage.ts';

let stage: SandboxStage;
let host: string;

beforeAll(async () => {
  stage = await startSandboxStage();
  host = new URL(stage.connection.baseUrl).host;
});
afterAll(() => stage.stop());

/** `fetch` would not let these headers be chosen. */
function ask(path: string, headers: Readonly<Record<string, string>>, method = 'GET') {
  const { hostname, port } = new URL(stage.connection.baseUrl);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const options = { hostname, port, path, method, headers, setHost: false };
    const asked = request(options, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('who may tell the sandbox anything', () => {
  test.each([
    ['a program', () => ({ Host: host })],
    ['by another loopback name', () => ({ Host: 'localhost:8787' })],
    ['its own page', () => ({ Host: host, Origin: `http://${host}` })],
    ['a browser’s address bar', () => ({ Host: host, 'Sec-Fetch-Site': 'none' })],
    ['its own page, as a browser says', () => ({ Host: host, 'Sec-Fetch-Site': 'same-origin' })],
  ])('%s', async (_who, headers) => {
    expect((await ask('/_sandbox', headers())).status).toBe(200);
  });

  test.each([
    ['a name that points here', () => ({ Host: 'evil.example' })],
    ['a name that begins as loopback does', () => ({ Host: '127.0.0.1.evil.example' })],
    ['no name', () => ({})],
    ['another page', () => ({ Host: host, Origin: 'http://evil.example' })],
    ['a page on another port', () => ({ Host: host, Origin: 'http://127.0.0.1:1' })],
    ['a page from a file', () => ({ Host: host, Origin: 'null' })],
    ['an image of another page', () => ({ Host: host, 'Sec-Fetch-Site': 'cross-site' })],
    ['another port’s page', () => ({ Host: host, 'Sec-Fetch-Site': 'same-site' })],
  ])('not %s', async (_who, headers) => {
    const read = await ask('/_sandbox/requests', headers());
    expect(read.status).toBe(403);
    expect(JSON.parse(read.text)).toEqual({ error: expect.any(String) });
    expect((await ask('/_sandbox/reset', headers(), 'POST')).status).toBe(403);
  });
});

test('it says what there is, and nothing else is there', async () => {
  const { body } = await stage.tell('GET', '');
  expect(Object.keys(body.routes)).toEqual([
    'POST /_sandbox/doctor',
    'GET /_sandbox/powers',
    'GET /_sandbox/clients',
    'POST /_sandbox/clients',
    'GET /_sandbox/clock',
    'POST /_sandbox/clock',
    'POST /_sandbox/reset',
    'POST /_sandbox/seed',
    'GET /_sandbox/requests',
    'GET /_sandbox/requests.har',
    'GET /_sandbox/requests/<n>',
    'POST /_sandbox/requests/<n>/replay',
  ]);
  for (const path of ['/nothing', '/powers/', '/requests/x', '/requests/0', '/requests/1/']) {
    expect((await stage.tell('GET', path)).status, path).toBe(404);
  }
  expect((await stage.tell('POST', '/powers', {})).status).toBe(404);
  expect(controlPath).toBe('/_sandbox');
});

test.each([
  ['/clock', {}, 'advance: required'],
  ['/clock', { advance: '1d', more: 1 }, 'more: unknown member'],
  ['/clock', { advance: '1d', client: 'A B' }, 'client: '],
  ['/clients', { client: '../evil' }, 'client: '],
  ['/reset', { client: 5 }, 'client: '],
])('POST %s %o is refused', async (path, sent, words) => {
  const { status, body } = await stage.tell('POST', path, sent);
  expect(status).toBe(400);
  expect(body.error.startsWith(words), body.error).toBe(true);
});

test('what is no JSON is refused', async () => {
  const url = `${stage.connection.baseUrl}/_sandbox/clock`;
  const response = await fetch(url, { method: 'POST', body: '{' });
  expect([response.status, await response.json()]).toEqual([400, { error: 'body: not JSON' }]);
});

test('a path that only begins like it is an unknown API, signed as ever', async () => {
  const answer = await send(stage.partner, { path: '/_sandboxes', body: {} });
  expect(answer.outcome).toBe('F INVALID_API');
});

describe('a request of the log', () => {
  test('has the bytes that came and left', async () => {
    const body = ' {"referenceNo" :\n"R_1" }\r\n';
    const answer = await send(stage.partner, { path: paths.inquiryCreditGrant, body });
    const { body: told } = await stage.tell('GET', '/requests?last=1');
    const [kept] = told.requests;
    expect(kept).toMatchObject({
      clientId: stage.partner.clientId,
      method: 'POST',
      target: paths.inquiryCreditGrant,
      answer: { status: 200 },
    });
    expect(Buffer.from(kept.bodyBase64, 'base64').toString()).toBe(body);
    expect(Buffer.from(kept.answer.bodyBase64, 'base64').toString()).toBe(answer.text);
    const names = kept.headers.map(([name]: [string]) => name);
    expect(names).toEqual(expect.arrayContaining(['Client-Id', 'Request-Time', 'Signature']));
    expect(kept.answer.headers).toContainEqual(['signature', answer.headers['signature']]);
    expect((await stage.tell('GET', `/requests/${kept.n}`)).body).toEqual(kept);
  });

  test('is sent again byte for byte, and anew with another signature', async () => {
    await stage.demo.call('queryCreditQuota');
    const { body: told } = await stage.tell('GET', '/requests?last=1');
    const [first] = told.requests;
    const again = await stage.tell('POST', `/requests/${first.n}/replay`, {});
    const fresh = await stage.tell('POST', `/requests/${first.n}/replay`, { fresh: true });
    const { body: log } = await stage.tell('GET', '/requests?last=2');
    const signature = ({ headers }: { headers: [string, string][] }) =>
      headers.find(([name]) => name === 'Signature')?.[1];
    expect([again.body.n, fresh.body.n]).toEqual([first.n + 1, first.n + 2]);
    expect(signature(log.requests[0])).toBe(signature(first));
    expect(signature(log.requests[1])).not.toBe(signature(first));
    for (const { bodyBase64, answer } of log.requests) {
      expect(bodyBase64).toBe(first.bodyBase64);
      expect(Buffer.from(answer.bodyBase64, 'base64').toString()).toContain('"SUCCESS"');
    }
  });

  test('is no longer fresh after its window, and fresh when signed anew', async () => {
    const time = new Date(Date.now() - 299_000).toISOString();
    const productCode = 'AMAZON_VC_FACTORING_LOAN';
    const stale = new Date(Date.now() - 301_000).toISOString();
    await send(stage.partner, { path: paths.queryCreditQuota, body: { productCode }, time });
    const refused = { path: paths.queryCreditQuota, body: { productCode }, time: stale };
    expect((await send(stage.partner, refused)).outcome).toBe('F INVALID_SIGNATURE');
    const { body: told } = await stage.tell('GET', '/requests?last=1');
    const codeOf = async (options: object) => {
      const path = `/requests/${told.requests[0].n}/replay`;
      const { answer } = (await stage.tell('POST', path, options)).body;
      return JSON.parse(Buffer.from(answer.bodyBase64, 'base64').toString()).result.resultCode;
    };
    expect(await codeOf({})).toBe('INVALID_SIGNATURE');
    expect(await codeOf({ fresh: true })).toBe('SUCCESS');
  });

  test('is shown to who asks for its client', async () => {
    const partner = await stage.newPartner();
    const { clientId } = partner.partner;
    const { body } = await stage.tell('GET', `/requests?client=${clientId}`);
    expect(body.requests).toHaveLength(1);
    expect(body.requests[0].target).toBe(paths.submitAttachment);
  });

  test('is an entry of a HAR', async () => {
    await stage.demo.call('queryBudgetAccountInfo');
    const { body } = await stage.tell('GET', '/requests.har?last=1');
    expect(body.log).toMatchObject({ version: '1.2', creator: { name: 'quotaline sandbox' } });
    expect(body.log.entries).toHaveLength(1);
    expect(body.log.entries[0]).toMatchObject({
      request: {
        method: 'POST',
        url: `${stage.connection.baseUrl}${paths.queryBudgetAccountInfo}`,
        postData: { text: '{}' },
      },
      response: { status: 200, content: { mimeType: 'application/json; charset=UTF-8' } },
    });
  });
});
