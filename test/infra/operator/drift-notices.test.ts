import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Notice } from '../../../shared/runtime/back-office.ts';
import { checkBooks } from '../../../shared/runtime/check-books.ts';
import { CheckRun } from '../../../shared/runtime/check-run.ts';
import { boundsOfInvocation } from '../../../shared/runtime/invocation.ts';
import { liveBackOffice } from '../../../shared/runtime/live-back-office.ts';
import { itemKeys } from '../../../shared/store/item-key.ts';
import { exists } from '../../../shared/store/table.ts';
import { facilityTerms, type Operator, startOperator } from './operator.ts';

let operator: Operator;
const clientId = 'DEMO_5X00000000000001';
const product = 'AMAZON_VC_FACTORING_LOAN';

beforeAll(async () => {
  operator = await startOperator();
});

afterAll(() => operator.stop());

test('the full check tells of every drift, and goes on to the books after it', async () => {
  const customers = ['C-1', 'C-2', 'C-3', 'C-4', 'C-5'];
  for (const customer of customers) {
    const line = `facility open --customer ${customer} ${facilityTerms} --amount 100000`;
    await operator.change(line);
    await operator.provider.write({
      drift: {
        action: 'update',
        key: itemKeys.facility({ clientId, customerId: customer }, product),
        // The last one does not even parse.
        changes:
          customer === 'C-5'
            ? [{ change: 'set', path: 'status', value: 'BROKEN' }]
            : [{ change: 'add', path: 'headroomMinor', value: 1n }],
        when: [exists],
      },
    });
  }
  const told: Notice[] = [];
  const notices = {
    publish: (each: readonly Notice[]) => {
      told.push(...each);
      return Promise.resolve();
    },
  };
  const { table, now, random } = liveBackOffice();
  const unused = {} as ReturnType<typeof liveBackOffice>;
  const deps = { ...unused, table, now, random, notices, count: () => undefined };
  const run = new CheckRun(deps);
  const time = boundsOfInvocation({ getRemainingTimeInMillis: () => 60_000 } as Context, now);
  const done = await checkBooks(run, time, 'full').finally(time.end);
  run.end();
  expect(done).toEqual({ tenants: 6, drifting: 5, complete: true });
  const drifts = told.map(({ type, detail }) => [type, detail['customerId'], detail['what']]);
  const headroom = `facility ${product} headroom, replayed from its ledger`;
  expect(drifts.toSorted()).toEqual([
    ['LedgerDrift', 'C-1', headroom],
    ['LedgerDrift', 'C-2', headroom],
    ['LedgerDrift', 'C-3', headroom],
    ['LedgerDrift', 'C-4', headroom],
    ['LedgerDrift', 'C-5', 'a stored FACILITY item does not parse at status'],
  ]);
});
