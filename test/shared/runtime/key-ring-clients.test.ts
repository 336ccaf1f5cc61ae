import { beforeEach, describe, expect, test } from 'vitest';
import { KeyRing } from '../../../shared/runtime/key-ring.ts';
import { clientSecret, MemorySecrets, stage } from '../../memory-secrets.ts';

const indexName = 'quotaline/test/client-index';
const clientName = 'quotaline/test/clients/PARTNER_1';

let nowMs = 0;
let secrets: MemorySecrets;
let keyRing: KeyRing;

beforeEach(() => {
  nowMs = 1_000_000_000;
  secrets = new MemorySecrets({ PARTNER_1: clientSecret() });
  keyRing = new KeyRing(
    secrets,
    stage,
    () => nowMs,
    () => undefined,
  );
});

describe('a client', () => {
  test('of the index is found, its record read once in ten minutes', async () => {
    expect((await keyRing.client('PARTNER_1'))?.clientId).toBe('PARTNER_1');
    nowMs += 599_999;
    await keyRing.client('PARTNER_1');
    expect(secrets.reads).toEqual([indexName, clientName]);
  });

  test('outside the index reaches no secret but the index, twice a minute', async () => {
    for (let i = 0; i < 1_000; i++) {
      expect(await keyRing.client(`INVENTED_${i}`)).toBeUndefined();
      nowMs += 60;
    }
    expect(secrets.reads).toEqual([indexName, indexName]);
  });

  test('that was added is found within half a minute', async () => {
    expect(await keyRing.client('PARTNER_2')).toBeUndefined();
    secrets.put(indexName, { clientIds: ['PARTNER_1', 'PARTNER_2'] });
    secrets.put('quotaline/test/clients/PARTNER_2', clientSecret());
    nowMs += 30_000;
    expect((await keyRing.client('PARTNER_2'))?.clientId).toBe('PARTNER_2');
  });

  test('of the index without a record is unknown', async () => {
    secrets.remove(clientName);
    expect(await keyRing.client('PARTNER_1')).toBeUndefined();
  });

  test('is the same one after a look that found nothing new, and another after one that did', async () => {
    const held = await keyRing.client('PARTNER_1');
    nowMs += 30_000;
    expect(await keyRing.reloadClient('PARTNER_1')).toBe(held);
    secrets.put(clientName, clientSecret({ status: 'suspended' }));
    nowMs += 30_000;
    expect(await keyRing.reloadClient('PARTNER_1')).toEqual({ ...held, status: 'suspended' });
    expect(secrets.reads.filter((name) => name === clientName)).toHaveLength(3);
  });

  test('is asked for anew at most twice a minute, whoever asks', async () => {
    await keyRing.client('PARTNER_1');
    for (let i = 0; i < 1_000; i++) {
      await keyRing.reloadClient('PARTNER_1');
      nowMs += 60;
    }
    const reads = secrets.reads.filter((name) => name === clientName);
    expect(reads).toHaveLength(2);
  });

  test('whose record went bad is known as it was, for an hour', async () => {
    await keyRing.client('PARTNER_1');
    secrets.put(clientName, { ...clientSecret(), keys: { 1: { publicKey: 'nonsense' } } });
    nowMs += 3_599_999;
    expect((await keyRing.client('PARTNER_1'))?.keys).toHaveLength(1);
    nowMs += 1;
    await expect(keyRing.client('PARTNER_1')).rejects.toThrow('key 1 is no usable RSA public key');
  });

  test('is known for an hour without Secrets Manager', async () => {
    await keyRing.client('PARTNER_1');
    secrets.beforeRead = () => {
      throw new Error('Secrets Manager is down');
    };
    nowMs += 3_599_999;
    expect((await keyRing.client('PARTNER_1'))?.clientId).toBe('PARTNER_1');
    nowMs += 1;
    await expect(keyRing.client('PARTNER_1')).rejects.toThrow('Secrets Manager is down');
  });

  test('does not suffer from the bad record of another', async () => {
    secrets.put(indexName, { clientIds: ['PARTNER_1', 'PARTNER_2'] });
    secrets.put('quotaline/test/clients/PARTNER_2', 'nonsense');
    await expect(keyRing.client('PARTNER_2')).rejects.toThrow('the secret is not JSON');
    expect((await keyRing.client('PARTNER_1'))?.status).toBe('active');
  });
});
