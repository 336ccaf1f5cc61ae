import { expect, test } from 'vitest';
import { checkHandler } from '../../../shared/runtime/check-handler.ts';
import { eventOf, granted, staged } from '../../deep/crash-stage.ts';
import { newWorld } from '../../deep/world.ts';
import { deferredWorld } from '../../faults/deferred-world.ts';
import { grantedWorld } from '../../faults/granted-world.ts';
import { contextOf } from '../../instance.ts';
import { bendFacility } from '../../stage-rows.ts';

const time = { deadlineMs: 299_000, lambdaTimeoutSeconds: 300 };
const productCode = 'AMAZON_VC_FACTORING_LOAN';

type Office = Parameters<typeof checkHandler>[0];

/** What a check counts, by the metric. */
async function countedBy(office: ReturnType<Office>, check: 'due' | 'full') {
  const counted: Record<string, number> = {};
  const handler = checkHandler(() => ({
    ...office,
    queue: office.queue,
    count: (metric, value) => {
      counted[metric] = (counted[metric] ?? 0) + value;
    },
  }));
  const run = handler({ check }, contextOf({ time }));
  await run.catch((error: unknown) => expect(String(error)).toContain('is down'));
  return counted;
}

test('a check that finds nothing says that it was made', async () => {
  const { world } = await grantedWorld();
  expect(await countedBy(world.backOffice(), 'due')).toEqual({
    GrantsPastDue: 0,
    GrantsRequeued: 0,
    ExpiredGrants: 0,
    CheckFaults: 0,
    CheckRuns: 1,
  });
});

test('work more than two minutes overdue is counted, and what has expired', async () => {
  const { world } = await deferredWorld(2);
  world.clock.ms += 3 * 60_000;
  expect(await countedBy(world.backOffice(), 'due')).toMatchObject({
    GrantsPastDue: 2,
    GrantsRequeued: 2,
  });
  const granted = await grantedWorld();
  granted.world.clock.ms = granted.expiresAt;
  expect(await countedBy(granted.world.backOffice(), 'due')).toMatchObject({ ExpiredGrants: 1 });
});

test('work that cannot be sent for is past due all the same, and the check was made', async () => {
  const { world } = await deferredWorld(1);
  world.clock.ms += 3 * 60_000;
  const send = () => Promise.reject(new Error('the queue is down'));
  const office = { ...world.backOffice(), queue: { send } };
  expect(await countedBy(office, 'due')).toEqual({
    GrantsPastDue: 1,
    GrantsRequeued: 0,
    ExpiredGrants: 0,
    CheckFaults: 1,
    CheckRuns: 1,
  });
});

test('a full check counts books, drift, and facilities that are overdue or low', async () => {
  const world = newWorld();
  await staged(world);
  const creditGrantNo = await granted(world);
  const [amountMinor, dueDate, timeZone] = ['3000', '20270601', 'UTC'];
  const drawn = { creditGrantNo, drawdownNo: 'D1', amountMinor, dueDate, timeZone };
  await world.post(eventOf('E-DRAWN', 'loan.drawn', drawn));
  expect(await countedBy(world.backOffice(), 'full')).toEqual({
    GrantsPastDue: 0,
    GrantsRequeued: 0,
    ExpiredGrants: 0,
    CheckFaults: 0,
    CheckRuns: 1,
    TenantsRecounted: 1,
    TenantsBusy: 0,
    TenantsPassedOver: 0,
    LedgerDrift: 0,
    BooksIncomplete: 0,
    FullCheckRuns: 1,
  });
  world.clock.ms = Date.parse('2027-06-03T00:00:00Z');
  const overdue = { OverdueFacilities: 1, LedgerDrift: 0, FullCheckRuns: 1 };
  expect(await countedBy(world.backOffice(), 'full')).toMatchObject(overdue);
  // A facility that stays overdue is told of once, and counted each time.
  expect(await countedBy(world.backOffice(), 'full')).toMatchObject(overdue);
  await world.post(
    eventOf('E-LOW', 'facility.limit-changed', { productCode, creditLimitMinor: '3100' }),
  );
  expect(await countedBy(world.backOffice(), 'full')).toMatchObject({ QuotaLow: 1 });
});

test('books that do not add up are counted', async () => {
  const world = newWorld();
  await staged(world);
  bendFacility(world.memory, { grantedMinor: 1n });
  const drift = { TenantsRecounted: 1, LedgerDrift: 1 };
  expect(await countedBy(world.backOffice(), 'full')).toMatchObject(drift);
});

test('an application that nobody decided on in time is counted', async () => {
  const { world } = await deferredWorld(1);
  world.scripted.script = () => ({ opinion: 'pending' });
  for (let hours = 0; hours < 200 && !world.counts.has('DecisionsEvaluationTimeout'); hours++) {
    world.clock.ms += 3_600_000;
    await countedBy(world.backOffice(), 'due');
    while ((await world.work()) > 0);
  }
  expect(world.counts.get('DecisionsEvaluationTimeout')).toBe(1);
});
