import { describe, expect, test } from 'vitest';
import { violations } from '../deep/invariants.ts';
import { newWorld } from '../deep/world.ts';
import { facilityItem, invoice, stagedInstance } from '../stage-rows.ts';

const decideWithinMs = 635 * 60_000;
const termMs = 31 * 86_400_000;

/** Two applications on one invoice: the first waits, or is granted; the second comes later. */
async function twice(first: 'waits' | 'for review' | 'granted', laterMs: number) {
  const world = newWorld();
  const stage = await stagedInstance(world.api);
  const value = first === 'for review' ? '700000' : '10000';
  const invoiceInfoList = [{ ...invoice('INV_1', value), invoiceDueDate: '20270210' }];
  const apply = (referenceNo: string, invoiceDate = '20261119') =>
    stage.call('applyCreditGrant', stage.body({ referenceNo, invoiceInfoList, invoiceDate }));
  if (first === 'waits') world.scripted.script = () => ({ opinion: 'pending' });
  await apply('REF_1');
  world.scripted.script = () => ({ opinion: 'approve' });
  const inquire = (referenceNo: string) => stage.call('inquiryCreditGrant', { referenceNo });
  const sweep = () => world.checkDue();
  world.clock.ms += laterMs;
  return { ...stage, world, apply, inquire, sweep };
}

describe('an application that was not decided in time lets its invoices go at once', () => {
  test.each(['waits', 'for review'] as const)('though nobody has noted it: %s', async (first) => {
    const { apply, inquire, memory } = await twice(first, decideWithinMs);
    expect((await inquire('REF_1')).body).toMatchObject({
      creditGrantStatus: 'FAILED',
      failCode: 'EVALUATION_TIMEOUT',
    });
    expect((await apply('REF_2')).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect((await inquire('REF_1')).body).toMatchObject({ failCode: 'EVALUATION_TIMEOUT' });
    const reservedMinor = first === 'for review' ? 560_000n : 0n;
    expect(facilityItem(memory)).toMatchObject({ reservedMinor });
    expect(violations(memory.items())).toEqual([]);
  });

  test('but not a millisecond before', async () => {
    const { apply, memory } = await twice('waits', decideWithinMs - 1);
    expect((await apply('REF_2')).body).toMatchObject({ failCode: 'INVOICE_ALREADY_FINANCED' });
    expect(facilityItem(memory)).toMatchObject({ reservedMinor: 8_000n });
  });
});

describe('a grant that has expired lets its invoices go at once', () => {
  test('and is told of by the next check, once', async () => {
    const { apply, sweep, world, memory } = await twice('granted', termMs);
    expect((await apply('REF_2')).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect(world.notices).toEqual([]);
    expect(await sweep()).toMatchObject({ expired: 1 });
    expect(world.notices.map(({ type }) => type)).toEqual(['GrantExpired']);
    expect(await sweep()).toMatchObject({ expired: 0 });
    expect(world.notices).toHaveLength(1);
    expect(facilityItem(memory)).toMatchObject({ grantedMinor: 8_000n });
    expect(violations(memory.items())).toEqual([]);
  });

  test('but not while something drawn on it is to be repaid', async () => {
    const { apply, world, memory } = await twice('granted', 0);
    const grant = memory.items().find(({ sk }) => String(sk).startsWith('GRANT#'));
    await world.post({
      eventId: 'E-DRAWN',
      clientId: 'PARTNER_1',
      actor: 'test',
      reason: 'a stage',
      type: 'loan.drawn',
      data: {
        creditGrantNo: String(grant?.['creditGrantNo']),
        drawdownNo: 'D1',
        amountMinor: '1000',
        dueDate: '20270601',
        timeZone: 'UTC',
      },
    });
    world.clock.ms += termMs;
    expect((await apply('REF_2')).body).toMatchObject({ failCode: 'INVOICE_ALREADY_FINANCED' });
    expect(violations(memory.items())).toEqual([]);
  });
});

test('an application whose invoices are let go while it looks for who holds them is granted', async () => {
  const { apply, world, table, sweep } = await twice('granted', termMs);
  let writes = 0;
  table.watch.beforeWrite = () => {
    writes += 1;
    // Its claim has failed by then, and it is about to end the grant that is over.
    return writes === 2 ? sweep() : undefined;
  };
  expect((await apply('REF_2')).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
  expect(violations(world.memory.items())).toEqual([]);
});

test('and so it is when they are let go before it has looked', async () => {
  const { apply, table, sweep } = await twice('granted', termMs);
  let writes = 0;
  table.watch.afterWrite = () => {
    writes += 1;
    return writes === 1 ? sweep() : undefined;
  };
  expect((await apply('REF_2')).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
});
