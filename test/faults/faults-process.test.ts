import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { httpPost } from '../../shared/client/http-post.ts';
import { partitionOf } from '../../shared/store/item-key.ts';
import type { Item } from '../../shared/store/table.ts';
import { violations } from '../deep/invariants.ts';
import { newInstance, rows } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import { type EngineTable, startEngineTable } from '../shared/store/engine-table.ts';
import { signedEvent } from '../signed-event.ts';
import {
  application,
  openOwnFacility,
  own,
  stagedInstance,
  submitFile,
  unbounded,
} from '../stage-rows.ts';

let engine: EngineTable;
let fileKey: string;
beforeAll(async () => {
  engine = await startEngineTable();
  await openOwnFacility(tableOfEngine());
  fileKey = await submitFile(newInstance({ store: tableOfEngine() }));
});
afterAll(() => engine.stop());

const tableOfEngine = () => engine.tableOn(engine.newClient(3));

async function items(): Promise<Item[]> {
  const query = { pk: partitionOf(own), skPrefix: '', limit: 1_000 };
  const kinds = ['FACILITY#', 'GRANT#', 'REF#', 'APPLICATION#', 'INVOICE#', 'EVENT#'];
  const pages = await Promise.all(
    kinds.map((skPrefix) => tableOfEngine().list({ ...query, skPrefix }, unbounded)),
  );
  return pages.flatMap((page) => page.items);
}

/** Starts an instance in a process of its own, and says where it listens. */
async function startChild(point: string, way: string) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'killed-instance.ts'), point, way],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  return { url: new URL(`http://127.0.0.1:${Number(String(line))}/`), ended };
}

const ways = ['killed', 'out-of-memory', 'unhandled-rejection'];
test.each([
  ...ways.map((way) => ['before', way] as const),
  ['during', 'killed'] as const,
  ...ways.map((way) => ['after', way] as const),
])(
  'F44 a process that ends %s its commit, %s: no answer, no part of the money',
  async (point, way) => {
    const body = application(fileKey, { referenceNo: `REF_${point}_${way}` });
    const { url, ended } = await startChild(point, way);
    const event = signedEvent(rows.applyCreditGrant.path, body, newInstance().clock.ms);
    const sent = Buffer.from(JSON.stringify(event));
    const headers = [
      ['host', url.host],
      ['content-length', `${sent.length}`],
    ] as const;
    const answer = await httpPost({ url, headers, body: sent, timeoutMs: 10_000 });
    const [code, signal] = await ended;
    expect(signal ?? code).not.toBe(0);
    // A partner sees a broken connection, or through a gateway a 502 that nobody signed.
    expect(answer).toHaveProperty('noAnswerBecause');
    expect(violations(await items())).toEqual([]);
    const { call } = newInstance({ store: tableOfEngine() });
    const { outcome } = await call('inquiryCreditGrant', { referenceNo: body.referenceNo });
    if (point === 'before') expect(outcome).toBe('F ORDER_NOT_EXIST');
    if (point === 'after') expect(outcome).toBe('S SUCCESS');
    expect((await call('applyCreditGrant', body)).body).toMatchObject({
      creditGrantStatus: 'ACCEPTED',
    });
    const found = (await items()).filter(({ referenceNo }) => referenceNo === body.referenceNo);
    expect(found).toHaveLength(1);
    expect(violations(await items())).toEqual([]);
  },
);

test('F43 of ten times the burst all but the burst is shed before any work is done', async () => {
  const burst = 40;
  const clients = { PARTNER_1: clientSecret({ ratePerSecond: 1, burst: burst + 1 }) };
  const { call, body, table, memory } = await stagedInstance(newInstance({ clients }));
  const sent = Array.from({ length: 10 * burst }, (_, n) =>
    call('applyCreditGrant', body({ referenceNo: `REF_${n}` })),
  );
  const answers = await Promise.all(sent);
  const outcomes = answers.map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'S SUCCESS')).toHaveLength(burst);
  const shed = outcomes.filter((outcome) => outcome === 'U REQUEST_TRAFFIC_EXCEED_LIMIT');
  expect(shed).toHaveLength(9 * burst);
  // The others cost what they cost alone: one write each, and a read more for each that raced.
  expect(table.reads.length).toBeLessThanOrEqual(2 * burst);
  expect(table.writes.length).toBeLessThanOrEqual(2 * burst);
  expect(violations(memory.items())).toEqual([]);
});
