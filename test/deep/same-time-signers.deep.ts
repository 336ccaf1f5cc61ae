import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { logWriter } from '../../shared/runtime/log-writer.ts';
import { contextOf, newInstance, rows } from '../instance.ts';
import { clientSecret, MemorySecrets } from '../memory-secrets.ts';
import { signedEvent } from '../signed-event.ts';
import { type CountedArm, countRsa, otherWork, workOn } from './counted-work.ts';
import { compareTimes, processTime } from './same-time.ts';
import { scaled } from './scale.ts';
import { toldTimes } from './told-times.ts';
import { writeNowhere } from './written-nowhere.ts';

const row = rows.queryCreditQuota;
const body = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
const publicKeys = [2_048, 2_048, 4_096, 4_096].map((modulusLength) =>
  generateKeyPairSync('rsa', { modulusLength })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString(),
);
const [short = '', otherShort = '', long = '', otherLong = ''] = publicKeys;

/** Two live keys and a retired one. */
function clientWith(publicKey: string, other: string) {
  const retired = { publicKey, notAfter: '2026-01-01T00:00:00Z' };
  return clientSecret({ keys: { 1: { publicKey }, 2: { publicKey: other }, 3: retired } });
}

const clients = {
  SHORT: clientWith(short, otherShort),
  LONG_: clientWith(long, otherLong),
  PAUSE: clientSecret({ keys: { 1: { publicKey: short } }, status: 'suspended' }),
};

const told = toldTimes();
const toldByClock = toldTimes();
afterAll(() => {
  told.close('timing of signers');
  toldByClock.close('timing of signers, a minute apart');
  expect(told.tooFew()).toEqual([]);
});
writeNowhere();
const rsaDone = countRsa();

/**
 * All that a request can be refused for at its signature, on one instance.
 *
 * @param latencyMs how long a secret takes to be read
 * @param stepMs how much later each request comes than the one before
 */
function refusals(
  clientId: string,
  signature: () => Buffer,
  latencyMs = 0,
  stepMs = 0,
): CountedArm[] {
  const secrets = new MemorySecrets(clients);
  if (latencyMs > 0) secrets.beforeRead = () => sleep(latencyMs);
  const instance = newInstance({ clients, secrets, log: logWriter('test') });
  const { clock, handlers } = instance;
  const arm = (name: string, from: string, version: number): CountedArm => ({
    name,
    done: () => ({ ...rsaDone(), ...workOn(instance) }),
    async prepare() {
      const value = encodeURIComponent(signature().toString('base64'));
      const header = `algorithm=RSA256, keyVersion=${version}, signature=${value}`;
      const event = signedEvent(row.path, body, clock.ms, {
        clientId: from,
        headers: { signature: header },
      });
      return () => {
        clock.ms += stepMs;
        return handlers.queryCreditQuota(event, contextOf(row));
      };
    },
  });
  return [
    arm('a bad signature', clientId, 1),
    arm('an unknown version', clientId, 9),
    arm('a retired version', clientId, 3),
    arm('an unknown client', 'NOONE', 1),
    arm('a suspended client', 'PAUSE', 1),
  ];
}

// What takes the same time is known to within a few dozen batches, a tenth more within hundreds.
const sizes = { maxBatches: Math.max(100, scaled(600)), now: processTime };

const random = (bytes: number) => (): Buffer => randomBytes(bytes);
const largest = (bytes: number) => (): Buffer => Buffer.alloc(bytes, 0xff);

test.each([
  ['keys of 2,048 bits', 'SHORT', random(256)],
  ['keys of 4,096 bits', 'LONG_', random(512)],
  ['a signature above any modulus', 'LONG_', largest(512)],
  ['a signature above the modulus of some', 'LONG_', () => Buffer.alloc(512, 0xb6)],
  ['a signature as long as another client’s', 'SHORT', random(512)],
] as const)('why it was refused takes no time of its own: %s', async (what, clientId, value) => {
  const arms = refusals(clientId, value);
  expect(await otherWork(arms)).toEqual([]);
  const compared = await compareTimes(arms, told.options(sizes));
  expect(told.outside(what, compared)).toEqual([]);
});

test('a quarter more of a processor’s time would be found', async () => {
  const [arm = expect.fail()] = refusals('SHORT', random(256));
  expect(await told.findsPlanted(arm, 0.25, sizes)).toBe(true);
});

test('nor does it when each request comes a minute after the last', async () => {
  const arms = refusals('SHORT', random(256), 2, 61_000);
  expect(await otherWork(arms)).toEqual([]);
  const byClock = { maxBatches: 25 };
  const compared = await compareTimes(arms, toldByClock.options(byClock));
  expect(toldByClock.outside('one a minute', compared)).toEqual([]);
  const [arm = expect.fail()] = arms;
  expect(await toldByClock.findsPlanted(arm, 1, byClock)).toBe(true);
});
