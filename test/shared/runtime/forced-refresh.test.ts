import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { askForKeyRefresh } from '../../../shared/store/key-refresh-store.ts';
import { type Instance, newInstance } from '../../instance.ts';
import { clientSecret } from '../../memory-secrets.ts';
import { clientId, vectorPem } from '../../signed-event.ts';
import { stagedInstance, write } from '../../stage-rows.ts';

const clientName = 'quotaline/test/clients/PARTNER_1';
const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
const live = { publicKey: vectorPem('test_partner_pub') };
const retired = { ...live, notAfter: '2026-11-21T02:30:00Z' };

let staged: Instance & { body: () => object };
beforeEach(async () => {
  staged = await stagedInstance(newInstance());
  expect(await query()).toBe('S SUCCESS');
});

async function query(): Promise<string> {
  return (await staged.call('queryCreditQuota', question)).outcome;
}

const ask = (refreshId: string) =>
  write(staged.memory, { refresh: askForKeyRefresh(clientId, refreshId, staged.clock.ms) });
const recordReads = () => staged.secrets.reads.filter((name) => name === clientName).length;

test('a retired key is refused by the very next request, though its record is held', async () => {
  staged.secrets.put(clientName, clientSecret({ keys: { 1: retired } }));
  expect(await query()).toBe('S SUCCESS');
  await ask('R-1');
  expect(await query()).toBe('F INVALID_SIGNATURE');
  expect(await query()).toBe('F INVALID_SIGNATURE');
});

test('a paused client is refused by the very next request', async () => {
  staged.secrets.put(clientName, clientSecret({ status: 'suspended' }));
  await ask('R-1');
  expect(await query()).toBe('F INVALID_CLIENT');
});

test('a retired key writes nothing: no grant, and not its signature', async () => {
  staged.secrets.put(clientName, clientSecret({ keys: { 1: retired } }));
  await ask('R-1');
  const before = staged.memory.items();
  const { outcome } = await staged.call('applyCreditGrant', staged.body());
  expect(outcome).toBe('F INVALID_SIGNATURE');
  expect(staged.memory.items()).toEqual(before);
});

test('a subscription that was taken away counts at once as well', async () => {
  staged.secrets.put(clientName, clientSecret({ apis: [] }));
  await ask('R-1');
  expect(await query()).toBe('F PROCESS_FAIL');
});

describe('the record is loaded anew', () => {
  test('once for each asking, whatever was tried just now and however many see it', async () => {
    const before = recordReads();
    await ask('R-1');
    const outcomes = await Promise.all(Array.from({ length: 20 }, query));
    expect(new Set(outcomes)).toEqual(new Set(['S SUCCESS']));
    expect(await query()).toBe('S SUCCESS');
    expect(recordReads() - before).toBe(1);
    await ask('R-2');
    expect(await query()).toBe('S SUCCESS');
    expect(recordReads() - before).toBe(2);
  });

  test('by nobody whose signature does not verify', async () => {
    const before = recordReads();
    await ask('R-1');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const { outcome } = await staged.call('queryCreditQuota', question, { privateKey });
    expect(outcome).toBe('F INVALID_SIGNATURE');
    expect(recordReads()).toBe(before);
  });

  test('or else the outcome is unknown: what is held may be what was retired', async () => {
    staged.secrets.beforeRead = () => {
      throw new Error('Secrets Manager is down');
    };
    await ask('R-1');
    const before = recordReads();
    expect(await query()).toBe('U UNKNOWN_EXCEPTION');
    staged.clock.ms += 1_999;
    expect(await query()).toBe('U UNKNOWN_EXCEPTION');
    expect(recordReads() - before).toBe(1);
    staged.secrets.beforeRead = () => undefined;
    staged.clock.ms += 1;
    expect(await query()).toBe('S SUCCESS');
  });
});
