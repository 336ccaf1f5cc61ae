import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { ClientSecret } from '../../../shared/runtime/client-record.ts';
import { readEnvelope } from '../../../shared/runtime/envelope.ts';
import { readGatewayEvent } from '../../../shared/runtime/gateway-event.ts';
import { KeyRing } from '../../../shared/runtime/key-ring.ts';
import { verifyRequest } from '../../../shared/runtime/verify-request.ts';
import { clientSecret, MemorySecrets, stage } from '../../memory-secrets.ts';
import { partnerPrivateKey, signedEvent, vectorPem } from '../../signed-event.ts';

const clientName = 'quotaline/test/clients/PARTNER_1';
const next = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const oldKey = { publicKey: vectorPem('test_partner_pub') };
const newKey = { publicKey: next.publicKey.export({ type: 'spki', format: 'pem' }).toString() };
const startMs = Date.UTC(2026, 10, 21);
const minuteMs = 60_000;

/** An instance whose clock a test turns, and a partner that signs as it is told. */
function rotation() {
  const clock = { ms: startMs };
  const secrets = new MemorySecrets({ PARTNER_1: clientSecret() });
  const keyRing = new KeyRing(secrets, stage, () => clock.ms, vi.fn());
  async function passes(privateKey: KeyObject, keyVersion: number): Promise<boolean> {
    const event = signedEvent('/api', '{}', clock.ms, { privateKey, keyVersion });
    const request = readGatewayEvent(event);
    const envelope = readEnvelope(request, { path: '/api', bodyLimitBytes: 100 });
    return verifyRequest(keyRing, envelope, request, clock.ms).then(
      () => true,
      () => false,
    );
  }
  const publish = (keys: ClientSecret['keys']): void =>
    secrets.put(clientName, clientSecret({ keys }));
  const recordReads = (): number => secrets.reads.filter((name) => name === clientName).length;
  return { clock, secrets, passes, publish, recordReads };
}

test.each([
  ['that names its versions and switches half a minute after publishing', [1, 2], 0.5],
  ['that always says 0 and switches ten minutes after publishing', [0, 0], 10],
])('no request fails of a partner %s', async (_what, [oldVersion = 0, newVersion = 0], waitMin) => {
  const { clock, passes, publish } = rotation();
  const retireAtMs = startMs + 60 * minuteMs;
  const failed: string[] = [];
  for (; clock.ms < startMs + 120 * minuteMs; clock.ms += 10_000) {
    const minute = (clock.ms - startMs) / minuteMs;
    if (minute === 20) {
      const notAfter = new Date(retireAtMs).toISOString();
      publish({ 1: { ...oldKey, notAfter }, 2: newKey });
    }
    const switched = minute >= 20 + waitMin;
    const ok = switched
      ? await passes(next.privateKey, newVersion)
      : await passes(partnerPrivateKey, oldVersion);
    if (!ok) failed.push(`minute ${minute}`);
  }
  expect(failed).toEqual([]);
});

test('a retired key is refused from its instant on, whatever is held', async () => {
  const { clock, passes, publish } = rotation();
  publish({ 1: { ...oldKey, notAfter: new Date(startMs + 1_000).toISOString() }, 2: newKey });
  expect(await passes(partnerPrivateKey, 1)).toBe(true);
  clock.ms += 999;
  expect(await passes(partnerPrivateKey, 1)).toBe(true);
  clock.ms += 1;
  expect(await passes(partnerPrivateKey, 1)).toBe(false);
});

test('a key that was taken out is refused ten minutes later at the latest', async () => {
  const { clock, passes, publish } = rotation();
  expect(await passes(partnerPrivateKey, 1)).toBe(true);
  publish({ 2: newKey });
  clock.ms += 10 * minuteMs;
  expect(await passes(partnerPrivateKey, 1)).toBe(false);
});

test('a flood of versions that were never known reads the record twice a minute', async () => {
  const { clock, passes, recordReads } = rotation();
  for (let i = 0; i < 600; i++) {
    expect(await passes(next.privateKey, 100 + i)).toBe(false);
    clock.ms += 100;
  }
  expect(recordReads()).toBe(2);
});

test('a partner that always says 0 costs no more reads than any other', async () => {
  const { clock, passes, recordReads } = rotation();
  for (let i = 0; i < 600; i++) {
    expect(await passes(partnerPrivateKey, 0)).toBe(true);
    clock.ms += 100;
  }
  expect(recordReads()).toBe(1);
});

test('zero requests fail while the record cannot be read, for an hour', async () => {
  const { clock, secrets, passes } = rotation();
  expect(await passes(partnerPrivateKey, 1)).toBe(true);
  secrets.beforeRead = () => {
    throw new Error('down');
  };
  for (let minute = 1; minute < 60; minute++) {
    clock.ms = startMs + minute * minuteMs;
    expect(await passes(partnerPrivateKey, 1)).toBe(true);
  }
});
