import { describe, expect, test } from 'vitest';
import { violations } from '../../deep/invariants.ts';
import {
  drawn,
  facilityOf,
  itemOf,
  meanwhile,
  officeWorld,
  repaid,
  termMs,
} from './office-stage.ts';

const refused = (reason: string) => ({ outcome: 'refused', reason });

describe('a loan is repaid', () => {
  test('in part: it frees headroom, and the grant stays as it is', async () => {
    const { world, creditGrantNo } = await officeWorld();
    await world.post(drawn(creditGrantNo));
    expect(await world.post(repaid())).toEqual({ outcome: 'posted' });
    expect(itemOf(world, 'DRAWDOWN#D1')).toMatchObject({
      amountMinor: 30_000n,
      outstandingMinor: 20_000n,
    });
    expect(itemOf(world, 'GRANT#')).toMatchObject({
      unusedMinor: 50_000n,
      outstandingMinor: 20_000n,
    });
    expect(facilityOf(world)).toMatchObject({
      grantedMinor: 50_000n,
      outstandingMinor: 20_000n,
      headroomMinor: 930_000n,
      unpaidByDue: { '1800489600000': 20_000n },
    });
    expect(itemOf(world, 'EVENT#posted:E-REPAID')).toMatchObject({
      creditGrantNo,
      drawdownNo: 'D1',
      entries: [
        { account: 'outstanding', amountMinor: -10_000n, dueAt: 1_800_489_600_000n },
        { account: 'headroom', amountMinor: 10_000n },
      ],
    });
    expect(violations(world.memory.items())).toEqual([]);
  });

  test('whole, and not one more', async () => {
    const { world, creditGrantNo } = await officeWorld();
    await world.post(drawn(creditGrantNo));
    expect(await world.post(repaid('30001', 'E-MORE'))).toEqual(
      refused('more than is outstanding'),
    );
    expect(await world.post(repaid('30000'))).toEqual({ outcome: 'posted' });
    expect(facilityOf(world)).toMatchObject({ outstandingMinor: 0n, unpaidByDue: {} });
    // A live grant keeps its invoices: what is left of it can still be drawn.
    expect(itemOf(world, 'INVOICE#')).toBeDefined();
  });

  test('one that is not there is refused', async () => {
    const { world } = await officeWorld();
    expect(await world.post(repaid())).toEqual(refused('there is no such drawdown'));
  });

  test('the last repayment of an expired grant frees its invoices, an earlier one does not', async () => {
    const { world, creditGrantNo } = await officeWorld();
    await world.post(drawn(creditGrantNo));
    world.clock.ms += termMs;
    await world.checkDue();
    await world.post(repaid());
    expect(itemOf(world, 'INVOICE#')).toBeDefined();
    await world.post(repaid('20000', 'E-LAST'));
    expect(itemOf(world, 'INVOICE#')).toBeUndefined();
    expect(violations(world.memory.items())).toEqual([]);
  });

  test('a grant that expires while its last repayment is posted: its invoices are freed', async () => {
    const { world, creditGrantNo } = await officeWorld();
    await world.post(drawn(creditGrantNo));
    world.clock.ms += termMs;
    const table = meanwhile(world, () => world.checkDue());
    expect(await world.post(repaid('30000'), table)).toEqual({ outcome: 'posted' });
    expect(itemOf(world, 'INVOICE#')).toBeUndefined();
    expect(violations(world.memory.items())).toEqual([]);
  });

  test('twice what is outstanding, at once: one is refused', async () => {
    const { world, creditGrantNo } = await officeWorld();
    await world.post(drawn(creditGrantNo));
    const table = meanwhile(world, () => world.post(repaid('20000', 'E-OTHER')));
    expect(await world.post(repaid('20000'), table)).toEqual(refused('more than is outstanding'));
    expect(facilityOf(world)).toMatchObject({ outstandingMinor: 10_000n });
  });

  test('two repayments at once are both taken off', async () => {
    const { world, creditGrantNo } = await officeWorld();
    await world.post(drawn(creditGrantNo));
    const table = meanwhile(world, () => world.post(repaid('10000', 'E-OTHER')));
    expect(await world.post(repaid('20000'), table)).toEqual({ outcome: 'posted' });
    expect(itemOf(world, 'DRAWDOWN#D1')).toMatchObject({ outstandingMinor: 0n });
    expect(violations(world.memory.items())).toEqual([]);
  });
});
