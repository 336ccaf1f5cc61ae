import { getEventListeners } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { PartnerClient } from '../../../shared/client/partner-client.ts';
import { ClientSetupError } from '../../../shared/client/partner-keys.ts';
import {
  type Answering,
  answerSigned,
  bodies,
  partner,
  type SigningServer,
  startServer,
} from './signing-server.ts';

const quotaRequest = { productCode: 'AMAZON_VC_FACTORING_LOAN' } as const;
let server: SigningServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function clientOf(answering: Answering) {
  server = await startServer(answering);
  const { baseUrl } = server;
  return { server, client: new PartnerClient({ ...partner, baseUrl, timeoutMs: 20_000 }) };
}

const silent: Answering = () => undefined;
const answering: Answering = (seen, response) => answerSigned(seen, response, bodies.quota);

test('a call may wait for less long than its client', async () => {
  const { client, server } = await clientOf(silent);
  const answer = await client.call('queryCreditQuota', quotaRequest, { timeoutMs: 100 });
  const message = `No answer from ${server.baseUrl}: nothing complete within 100 ms.`;
  expect(answer).toEqual({ kind: 'U', code: 'NO_ANSWER', message, body: undefined });
});

test.each([0, 1.5, 900_001, Number.NaN])(
  'it cannot wait for %d ms, and sends nothing',
  async (timeoutMs) => {
    const { client, server } = await clientOf(answering);
    const call = client.call('queryCreditQuota', quotaRequest, { timeoutMs });
    await expect(call).rejects.toThrow(ClientSetupError);
    await expect(call).rejects.toThrow('timeoutMs: expected 1 to 900,000.');
    expect(server.seen).toEqual([]);
  },
);

test('what is given up is U, and its connection ends', async () => {
  const given = new AbortController();
  const closed = Promise.withResolvers<void>();
  const { client, server } = await clientOf((_, response) => {
    response.on('close', closed.resolve);
    given.abort();
  });
  const { signal } = given;
  const answer = await client.call('queryCreditQuota', quotaRequest, { signal });
  const message = `No answer from ${server.baseUrl}: given up by the caller.`;
  expect(answer).toEqual({ kind: 'U', code: 'NO_ANSWER', message, body: undefined });
  await closed.promise;
});

test('what is given up within the answer is U', async () => {
  const given = new AbortController();
  const { client } = await clientOf((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"result":');
    setTimeout(() => given.abort(), 50);
  });
  const answer = await client.call('queryCreditQuota', quotaRequest, { signal: given.signal });
  expect(answer).toMatchObject({ kind: 'U', code: 'NO_ANSWER' });
  expect(answer).toHaveProperty('message', expect.stringContaining('given up by the caller'));
});

test('what is given up beforehand is not sent', async () => {
  const { client, server } = await clientOf(answering);
  const signal = AbortSignal.abort();
  const answer = await client.call('queryCreditQuota', quotaRequest, { signal });
  expect(answer).toHaveProperty('message', expect.stringContaining('given up before it was sent'));
  expect(server.seen).toEqual([]);
});

test('a signal that outlives many calls is not burdened with them', async () => {
  const { client } = await clientOf(answering);
  const warnings: Error[] = [];
  const heard = (warning: Error): void => void warnings.push(warning);
  process.on('warning', heard);
  const { signal } = new AbortController();
  const call = () => client.call('queryCreditQuota', quotaRequest, { signal });
  const answers = await Promise.all(Array.from({ length: 20 }, call));
  expect(answers.map(({ kind }) => kind)).toEqual(Array(20).fill('S'));
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  process.off('warning', heard);
  expect(warnings).toEqual([]);
});
