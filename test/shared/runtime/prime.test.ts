import { beforeEach, describe, expect, test, vi } from 'vitest';
import { endpointHandler } from '../../../shared/runtime/endpoint-handler.ts';
import { unknownApiHandler } from '../../../shared/runtime/unknown-api-handler.ts';
import { contextOf, type Instance, newInstance, rows } from '../../instance.ts';

const row = rows.inquiryCreditGrant;
const notCalled = () => Promise.reject(new Error('not to be called'));

let instance: Instance;
beforeEach(() => {
  instance = newInstance();
});
const primed = () => instance.handlers.inquiryCreditGrant.prime?.();

describe('an instance that is primed', () => {
  test('has loaded the server key and the index of clients, and has read the table once', async () => {
    await primed();
    expect(instance.secrets.reads.toSorted()).toEqual([
      'quotaline/test/client-index',
      'quotaline/test/server-key',
    ]);
    expect(instance.table.reads).toHaveLength(1);
    expect(instance.table.writes).toEqual([]);
    expect(instance.lines).toEqual([{ level: 'info', message: 'primed', durationMs: 0 }]);
  });

  test('is one whose log cannot be written, too', async () => {
    const log = () => {
      throw new Error('no output');
    };
    const deps = { ...instance.deps, log };
    await expect(endpointHandler(row, notCalled, () => deps).prime?.()).resolves.toBeUndefined();
  });

  test('has only the record of the client left to load for its first request', async () => {
    await primed();
    instance.secrets.reads.length = 0;
    const { outcome } = await instance.call('inquiryCreditGrant', { referenceNo: 'REF_1' });
    expect(outcome).toBe('F PROCESS_FAIL');
    expect(instance.secrets.reads).toEqual(['quotaline/test/clients/PARTNER_1']);
  });

  test('of a function that may read the server key alone looks for nothing else', async () => {
    await unknownApiHandler(() => instance.deps).prime?.();
    expect(instance.secrets.reads).toEqual(['quotaline/test/server-key']);
    expect(instance.table.reads).toEqual([]);
  });
});

describe('what goes wrong is logged, and the first request answers for itself', () => {
  test('a secret that cannot be read', async () => {
    instance.secrets.beforeRead = () => {
      throw new Error('no such network');
    };
    await primed();
    expect(instance.lines.map(({ message, fault }) => [message, fault])).toEqual([
      ['not primed', 'Error: no such network'],
    ]);
    instance.secrets.beforeRead = () => undefined;
    const { outcome } = await instance.call('inquiryCreditGrant', { referenceNo: 'REF_1' });
    expect(outcome).toBe('F PROCESS_FAIL');
  });

  test.each([
    ['server-key', 'client-index'],
    ['client-index', 'server-key'],
  ])('the %s that cannot be read, and after it the %s', async (first, second) => {
    const { secrets, call } = instance;
    secrets.beforeRead = async (name) => {
      if (name.endsWith(second)) await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error(`no ${name}`);
    };
    await primed();
    expect(instance.failures.map(({ secretName }) => secretName)).toEqual([
      `quotaline/test/${first}`,
      `quotaline/test/${second}`,
    ]);
    secrets.beforeRead = () => undefined;
    const { outcome } = await call('inquiryCreditGrant', { referenceNo: 'REF_1' });
    expect(outcome).toBe('F PROCESS_FAIL');
  });

  test('a request that fails too counts for those after it', async () => {
    const { secrets, call } = instance;
    secrets.beforeRead = (name) => {
      if (name.endsWith('client-index')) throw new Error('no such network');
    };
    await primed();
    for (let requests = 0; requests < 3; requests++) {
      const { outcome } = await call('inquiryCreditGrant', { referenceNo: 'REF_1' });
      expect(outcome).toBe('U UNKNOWN_EXCEPTION');
    }
    expect(secrets.reads.filter((name) => name.endsWith('client-index'))).toHaveLength(2);
  });

  test('a table that cannot be read', async () => {
    instance.table.watch = { beforeRead: () => Promise.reject(new Error('no table')) };
    await primed();
    expect(instance.lines.map(({ message }) => message)).toEqual(['not primed']);
  });

  test('a start that takes too long is given up after three seconds, its calls aborted', async () => {
    vi.useFakeTimers();
    try {
      let signal: AbortSignal | undefined;
      const table = Object.create(instance.deps.table, {
        read: {
          value: (_keys: unknown, bounds: { signal: AbortSignal }) => {
            signal = bounds.signal;
            return new Promise<never>(() => undefined);
          },
        },
      });
      const deps = { ...instance.deps, table };
      const done = endpointHandler(row, notCalled, () => deps).prime?.();
      await vi.advanceTimersByTimeAsync(2_999);
      expect(signal?.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await done;
      expect(signal?.aborted).toBe(true);
      expect(instance.lines.map(({ fault }) => fault)).toEqual(['Error: not primed in time']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('no configuration: nothing is said before the instance is called', async () => {
    const unconfigured = endpointHandler(row, notCalled, () => {
      throw new Error('QUOTALINE_TABLE is missing');
    });
    await expect(unconfigured.prime?.()).resolves.toBeUndefined();
    const result = await unconfigured({}, contextOf(row));
    expect(result.statusCode).toBe(503);
  });
});
