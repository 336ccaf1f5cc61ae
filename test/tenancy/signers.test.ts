import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import type { WireAnswer } from '../http/wire-partner.ts';
import { newInstance } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import type { MemoryTable } from '../memory-table.ts';
import type { EventChanges } from '../signed-event.ts';
import { sourceFiles } from '../source-files.ts';
import { newFullBase, soundBody } from './sound-requests.ts';
import { account } from './stage.ts';

const strange = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const publicKey = strange.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const gone = { publicKey, notAfter: '2020-01-01T00:00:00Z' };
const keysOf = clientSecret().keys;

let base: MemoryTable;
beforeAll(async () => {
  base = await newFullBase();
});

/** A request of somebody, where PARTNER_8 is whoever it is made to be. */
async function answerTo(
  api: ApiName,
  changes: EventChanges,
  other?: ClientSecret,
): Promise<WireAnswer> {
  const PARTNER_1 = clientSecret({ keys: { ...keysOf, 3: gone } });
  const clients = { PARTNER_1, ...(other && { PARTNER_8: other }) };
  const { call, table, puts } = newInstance({ clients, memory: base });
  const answer = await call(api, soundBody(api, account), changes);
  expect([table.reads, table.writes, puts]).toEqual([[], [], []]);
  return answer;
}

const strangers: EventChanges = { privateKey: strange.privateKey };

/** Every answer is the same to the byte, signature and time included, and it is this one. */
async function expectAlike(answers: readonly Promise<WireAnswer>[], outcome: string) {
  const [first, ...more] = await Promise.all(answers);
  expect(first?.outcome).toBe(outcome);
  for (const { text, headers } of more) expect({ text, headers }).toEqual(pick(first));
}

function pick(answer: WireAnswer | undefined) {
  return { text: answer?.text, headers: answer?.headers };
}

describe.each(endpoints.map(({ name }) => name))('%s', (api) => {
  test('a client that is no longer, not yet or never one is answered alike', async () => {
    const named = { clientId: 'PARTNER_8' };
    await expectAlike(
      [
        answerTo(api, named),
        answerTo(api, { ...named, ...strangers }),
        answerTo(api, named, clientSecret({ status: 'suspended' })),
        answerTo(api, named, clientSecret({ status: 'deleted' })),
        answerTo(api, named, clientSecret({ activeFrom: '2027-01-01T00:00:00Z' })),
      ],
      'F INVALID_CLIENT',
    );
  });

  test('nobody else’s key signs for a client, whatever version is named', async () => {
    // Version 1 is its own and live, 3 was, 2 is that of another client, 9 nobody ever had.
    const other = clientSecret({ keys: { 2: { publicKey } } });
    const versions = [1, 2, 3, 9].map((keyVersion) => ({ ...strangers, keyVersion }));
    await expectAlike(
      [
        ...versions.map((changes) => answerTo(api, changes, other)),
        answerTo(api, { time: '2026-11-21T02:24:59+00:00' }),
        answerTo(api, { headers: { signature: 'algorithm=RSA256,signature=AAAA' } }),
      ],
      'F INVALID_SIGNATURE',
    );
  });

  test('a client’s own signature does not serve under another client’s name', async () => {
    const other = clientSecret({ keys: { 1: { publicKey } } });
    const changes = { headers: { 'client-id': 'PARTNER_8' } };
    expect((await answerTo(api, changes, other)).outcome).toBe('F INVALID_SIGNATURE');
  });
});

test('no header names anything but those that the matrix swaps', () => {
  const files = sourceFiles('shared/runtime', 'functions');
  const read = files.flatMap(({ text }) => [...text.matchAll(/headers\['([a-z-]+)'\]/g)]);
  expect([...new Set(read.map(([, name]) => name))].sort()).toEqual([
    // A browser's question whether it may call; answered alike whoever asks.
    'access-control-request-method',
    'access-token',
    'client-id',
    'connected-accountid',
    'connected-customerid',
    'content-encoding',
    'content-type',
    // Signed answers are the same whatever it says; only the headers for browsers go by it.
    'origin',
    'request-time',
    'signature',
  ]);
});
