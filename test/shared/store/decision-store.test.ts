import { expect, test } from 'vitest';
import { attachmentRef } from '../../../shared/store/attachment-store.ts';
import { creditGrantNoOf, creditGrantRef } from '../../../shared/store/credit-grant-store.ts';
import { DecisionStore, requeued } from '../../../shared/store/decision-store.ts';
import { facilityRef } from '../../../shared/store/facility-store.ts';
import { itemKeys } from '../../../shared/store/item-key.ts';
import { readRows } from '../../../shared/store/row.ts';
import type { Deferred } from '../../../shared/store/settlement.ts';
import { applicationRef } from '../../../shared/store/stored-application.ts';
import type { Item } from '../../../shared/store/table.ts';
import { deferredWorld } from '../../faults/deferred-world.ts';
import { bendFacility, own, unbounded } from '../../stage-rows.ts';

const creditGrantNo = creditGrantNoOf(own, 'REF_1');
const granted = { dueDate: '20261221', expiresAt: 1_797_897_600_000 };
const by = (nowMs: number) => ({ actor: 'test', reason: 'a decision', nowMs });

/** One application that waits, as it was read, and all that can be written on it. */
async function waiting() {
  const { memory, clock, fileKey } = await deferredWorld();
  const refs = {
    grant: creditGrantRef(own, 'REF_1'),
    stored: applicationRef(own, creditGrantNo),
    facility: facilityRef(own, 'AMAZON_VC_FACTORING_LOAN'),
    attachment: attachmentRef(own, fileKey),
  };
  const { grant, stored, facility, attachment } = await readRows(memory, refs, unbounded);
  if (!grant || !stored || !facility || !attachment) throw new Error('not staged');
  const deferred: Deferred = { tenant: own, grant, facility, application: stored.application };
  const store = new DecisionStore(memory, unbounded);
  const nowMs = clock.ms + 200_000;
  const writes = {
    approve: () => store.approve(deferred, attachment, granted, by(nowMs)),
    fail: () => store.fail(deferred, 'REVIEW_REJECTED', by(nowMs)),
    postpone: () => store.postpone(deferred, nowMs + 10_000),
    requeue: () => memory.write({ grant: requeued(own, grant, nowMs) }, unbounded),
  };
  /** Changes the grant's item past every condition. */
  function bend(changes: Item): void {
    const key = itemKeys.creditGrant(own, creditGrantNo);
    const item = memory.items().find(({ pk, sk }) => pk === key.pk && sk === key.sk);
    memory.place(key, { ...item, ...changes });
  }
  return { memory, store, deferred, attachment, grant, writes, bend };
}

const all = ['approve', 'fail', 'postpone', 'requeue'] as const;
const missed = { committed: false, failed: new Set(['grant']) };

test.each(all)('%s is written on an application that is as it was read', async (name) => {
  const { writes } = await waiting();
  expect(await writes[name]()).toEqual({ committed: true });
});

test.each(all)('%s: nothing is written on one that somebody has worked on since', async (name) => {
  const { writes, bend, memory } = await waiting();
  bend({ attempts: 1n });
  const before = memory.items();
  expect(await writes[name]()).toEqual(missed);
  expect(memory.items()).toEqual(before);
});

test.each(all)('%s: nor on one that is decided, whatever else its row says', async (name) => {
  const { writes, bend, memory } = await waiting();
  bend({ status: 'FAILED', failCode: 'REVIEW_REJECTED' });
  const before = memory.items();
  expect(await writes[name]()).toEqual(missed);
  expect(memory.items()).toEqual(before);
});

test('nothing is approved for a facility that has been closed since, and anything may fail', async () => {
  const { writes, memory } = await waiting();
  bendFacility(memory, { status: 'CLOSED' });
  expect(await writes.approve()).toEqual({ committed: false, failed: new Set(['facility']) });
  expect(await writes.fail()).toEqual({ committed: true });
});

test('nothing is approved on a file that has been voided since', async () => {
  const { store, deferred, attachment, grant } = await waiting();
  const other = { ...attachment, status: 'VOIDED' as const };
  const outcome = await store.approve(deferred, other, granted, by(grant.decideBy - 1));
  expect(outcome).toEqual({ committed: false, failed: new Set(['attachment']) });
});

test('it is sent for once, however many checks find it overdue', async () => {
  const { writes } = await waiting();
  expect(await writes.requeue()).toEqual({ committed: true });
  expect(await writes.requeue()).toEqual(missed);
});

test.each([
  [-1, { committed: true }],
  [0, missed],
  [1, missed],
])('%i ms from the end of the time to decide a decision is %o', async (ms, outcome) => {
  const one = await waiting();
  const at = by(one.grant.decideBy + ms);
  expect(await one.store.approve(one.deferred, one.attachment, granted, at)).toEqual(outcome);
  const other = await waiting();
  expect(await other.store.fail(other.deferred, 'REVIEW_REJECTED', at)).toEqual(outcome);
});

test('that it was not decided in time is written when that time is over', async () => {
  const { store, deferred, grant } = await waiting();
  const outcome = await store.fail(deferred, 'EVALUATION_TIMEOUT', by(grant.decideBy));
  expect(outcome).toEqual({ committed: true });
});
