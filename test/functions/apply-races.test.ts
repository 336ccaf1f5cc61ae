import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instance, newInstance } from '../instance.ts';
import { recount } from '../recount.ts';
import { facilityItem, invoice, itemCounts, stagedInstance } from '../stage-rows.ts';

const runs = { numRuns: 100 };

type Staged = Awaited<ReturnType<typeof stagedInstance>>;

/** Instances on one table whose calls to it go on in the order that the scheduler draws. */
async function stagedInstances(count: number, scheduler: fc.Scheduler, limit = 1_000_000n) {
  const staged = await stagedInstance(newInstance(), { creditLimitMinor: limit });
  const { memory, clock } = staged;
  const instances = Array.from({ length: count }, () => newInstance({ memory, clock }));
  for (const { table } of instances) {
    const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
    table.watch = { beforeRead: turn, beforeWrite: turn, afterWrite: turn };
  }
  return { ...staged, instances };
}

/** Applies through each instance at once, and gives the answers. */
async function applyAll(
  scheduler: fc.Scheduler,
  instances: readonly Instance[],
  bodies: readonly unknown[],
) {
  const calls = instances.map(({ call }, index) => call('applyCreditGrant', bodies[index]));
  return scheduler.waitFor(Promise.all(calls));
}

function statusOf({ body, outcome }: Awaited<ReturnType<Staged['call']>>): string {
  return body.failCode ?? body.creditGrantStatus ?? outcome;
}

describe('however calls interleave', () => {
  test('of three with the same content one commits, and all are answered the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { instances, body, memory } = await stagedInstances(3, scheduler);
        const answers = await applyAll(scheduler, instances, [body(), body(), body()]);
        expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
        expect(answers[0]?.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
        expect(itemCounts(memory)).toMatchObject({ GRANT: 1, REF: 1, EVENT: 2 });
        expect(facilityItem(memory)).toMatchObject({ grantedMinor: 8_000n });
        recount(memory);
      }),
      runs,
    );
  });

  test('of two with other content for one reference, exactly one wins', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { instances, body, memory } = await stagedInstances(2, scheduler);
        const other = body({ vendorName: 'Other' });
        const answers = await applyAll(scheduler, instances, [body(), other]);
        expect(answers.map(statusOf).sort()).toEqual(['ACCEPTED', 'F REPEAT_REQ_INCONSISTENT']);
        expect(facilityItem(memory)).toMatchObject({ grantedMinor: 8_000n });
        recount(memory);
      }),
      runs,
    );
  });

  test('of four for a headroom of two, two are granted and two told that it is not enough', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { instances, body, memory } = await stagedInstances(4, scheduler, 23_999n);
        const bodies = [1, 2, 3, 4].map((n) => body({ referenceNo: `REF_${n}` }));
        const answers = await applyAll(scheduler, instances, bodies);
        expect(answers.map(statusOf).sort()).toEqual([
          'ACCEPTED',
          'ACCEPTED',
          'QUOTA_NOT_ENOUGH',
          'QUOTA_NOT_ENOUGH',
        ]);
        expect(facilityItem(memory)).toMatchObject({ headroomMinor: 7_999n });
        recount(memory);
      }),
      runs,
    );
  });

  test('of three on one invoice, one is granted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { instances, body, memory } = await stagedInstances(3, scheduler);
        const invoiceInfoList = [invoice('INV-1'), invoice('INV-2')];
        const bodies = [
          body({ referenceNo: 'REF_1', invoiceInfoList }),
          body({ referenceNo: 'REF_2', invoiceInfoList: invoiceInfoList.slice(1) }),
          body({ referenceNo: 'REF_3', invoiceInfoList: invoiceInfoList.toReversed() }),
        ];
        const answers = await applyAll(scheduler, instances, bodies);
        expect(answers.map(statusOf).sort()).toEqual([
          'ACCEPTED',
          'INVOICE_ALREADY_FINANCED',
          'INVOICE_ALREADY_FINANCED',
        ]);
        recount(memory);
      }),
      runs,
    );
  });

  test('what has expired is released once, for whoever needs its room', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { instances, body, memory, clock, call } = await stagedInstances(
          3,
          scheduler,
          16_000n,
        );
        await call('applyCreditGrant', body({ referenceNo: 'REF_OLD' }));
        clock.ms += 40 * 86_400_000;
        const bodies = [1, 2, 3].map((n) =>
          body({ referenceNo: `REF_${n}`, invoiceDate: '20261230' }),
        );
        const answers = await applyAll(scheduler, instances, bodies);
        expect(answers.map(statusOf).sort()).toEqual(['ACCEPTED', 'ACCEPTED', 'QUOTA_NOT_ENOUGH']);
        expect(facilityItem(memory)).toMatchObject({ grantedMinor: 16_000n, headroomMinor: 0n });
        recount(memory);
      }),
      runs,
    );
  });

  test('a refusal and the same content in order again: granted once or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, badFirst) => {
        const { instances, body, memory } = await stagedInstances(2, scheduler);
        const bad = body({ payeeCode: 'PAYEE_9' });
        const bodies = badFirst ? [bad, body()] : [body(), bad];
        const statuses = (await applyAll(scheduler, instances, bodies)).map(statusOf);
        const [forBad, forGood] = badFirst ? statuses : statuses.toReversed();
        // Refused first, then granted; granted first, then inconsistent; or the grant stood back.
        expect(['F PROCESS_FAIL', 'F REPEAT_REQ_INCONSISTENT']).toContain(forBad);
        expect(['ACCEPTED', 'U REQUEST_TRAFFIC_EXCEED_LIMIT']).toContain(forGood);
        if (forBad === 'F REPEAT_REQ_INCONSISTENT') expect(forGood).toBe('ACCEPTED');
        recount(memory);
      }),
      runs,
    );
  });
});

test('of forty at once for a headroom of 18, 18 are granted', async () => {
  const staged = await stagedInstance(newInstance(), { creditLimitMinor: 151_999n });
  const { memory, clock, body } = staged;
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      newInstance({ memory, clock }).call('applyCreditGrant', body({ referenceNo: `REF_${n}` })),
    ),
  );
  const statuses = answers.map(statusOf);
  expect(statuses.filter((status) => status === 'ACCEPTED')).toHaveLength(18);
  expect(statuses.filter((status) => status === 'QUOTA_NOT_ENOUGH')).toHaveLength(22);
  recount(memory);
});
