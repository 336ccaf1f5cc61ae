import { randomBytes, randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { readEnvelope } from '../../../shared/runtime/envelope.ts';
import { readGatewayEvent } from '../../../shared/runtime/gateway-event.ts';
import { verifyRequest } from '../../../shared/runtime/verify-request.ts';
import { askForKeyRefresh } from '../../../shared/store/key-refresh-store.ts';
import { startMs } from '../../instance.ts';
import { partnerPrivateKey, vectorPem } from '../../signed-event.ts';
import { write } from '../../stage-rows.ts';
import { callAs } from './rotating-partner.ts';
import {
  fourInstances,
  minuteMs,
  newKey,
  next,
  oldKey,
  partners,
  runRotations,
} from './rotation-run.ts';

// Ten thousand of them are a suite of their own: `npm run test:deep -- rotation`.
test('1,000 requests through both rotations, from four instances: none fails', async () => {
  expect(await runRotations(1_000)).toEqual({
    failed: [],
    seen: [7, 8],
    trusted: [8],
    afterwards: Array(4).fill('F INVALID_SIGNATURE'),
  });
});

test('a retired key is refused at once after a forced refresh, by all four', async () => {
  const { clock, memory, secrets, instances, publish } = await fourInstances();
  const trusted = new Map([[7, vectorPem('test_platform_pub')]]);
  const outcomes = async (clientId: string, privateKey = partnerPrivateKey) => {
    const told: string[] = [];
    for (const instance of instances) {
      told.push(await callAs(instance, { clientId, privateKey, keyVersion: 0 }, trusted));
    }
    return new Set(told);
  };
  // The partner that always says 0: no version that it names brings a look-up about.
  const clientId = 'ALWAYS_ZERO';
  expect(await outcomes(clientId)).toEqual(new Set(['S SUCCESS']));
  publish({ 1: { ...oldKey, notAfter: new Date(clock.ms).toISOString() }, 2: newKey });
  const before = secrets.reads.length;
  await write(memory, { refresh: askForKeyRefresh(clientId, 'R-1', clock.ms) });
  expect(await outcomes(clientId)).toEqual(new Set(['F INVALID_SIGNATURE']));
  expect(await outcomes(clientId, next.privateKey)).toEqual(new Set(['S SUCCESS']));
  expect(secrets.reads.length - before).toBe(4);
});

test('a flood of invented ids and versions: 2 calls a minute for the index and each partner', async () => {
  const { clock, secrets, instances } = await fourInstances();
  const [requests, minutes] = [10_000, 10];
  const [known] = partners;
  for (let at = 0; at < requests; at++) {
    clock.ms = startMs + Math.floor((at * minutes * minuteMs) / requests);
    const { deps } = instances[at % 4] ?? expect.fail('no instance');
    const invented = at % 8 < 4;
    const clientId = invented ? randomBytes(8).toString('hex') : known.clientId;
    const base64 = randomBytes(256).toString('base64');
    const request = readGatewayEvent({
      rawPath: '/api',
      headers: {
        'content-type': 'application/json',
        'client-id': clientId,
        'request-time': `${clock.ms}`,
        signature: `algorithm=RSA256,keyVersion=${2 + randomInt(1e8)},signature=${base64}`,
      },
      body: '{}',
      requestContext: { http: { method: 'POST' } },
    });
    const envelope = readEnvelope(request, { path: '/api', bodyLimitBytes: 100 });
    const code = await verifyRequest(deps.keyRing, envelope, request, clock.ms).catch(
      (error: { code: string }) => error.code,
    );
    expect(code).toBe(invented ? 'INVALID_CLIENT' : 'INVALID_SIGNATURE');
  }
  // Four instances, ten minutes, the index and one partner that is named: twice a minute each.
  expect(secrets.reads.length).toBeLessThanOrEqual(4 * minutes * 2 * 2);
  expect(new Set(secrets.reads)).toEqual(
    new Set(['quotaline/test/client-index', 'quotaline/test/clients/NAMES_VERSIONS']),
  );
});
