import { expect } from 'vitest';
import { bodyOf, eventOf, granted, productCode, staged, type Told } from './crash-stage.ts';
import type { Interleaving } from './interleaving.ts';

const draw = (creditGrantNo: string) =>
  eventOf('E-DRAWN', 'loan.drawn', {
    creditGrantNo,
    drawdownNo: 'D1',
    amountMinor: '1000',
    dueDate: '20270120',
    timeZone: 'UTC',
  });
const repay = eventOf('E-REPAID', 'loan.repaid', { drawdownNo: 'D1', amountMinor: '1000' });
const limit = (creditLimitMinor: string) =>
  eventOf('E-LIMIT', 'facility.limit-changed', { productCode, creditLimitMinor });
const review = (decision: 'approve' | 'reject') =>
  eventOf('E-REVIEW', 'grant.reviewed', { referenceNo: 'REF_1', decision });

const statusesOf = (told: readonly Told[]) =>
  told.map(({ answer, outcome }) => answer?.body.creditGrantStatus ?? outcome).sort();
const outcomesOf = (told: readonly Told[]) => told.map(({ outcome }) => outcome).sort();
const copies = <Value>(many: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: many }, (_, index) => make(index));

/** Handlers at once, two to four of them, and what must hold however they interleave. */
export const races: Readonly<Record<string, (at: Interleaving, many: number) => Promise<void>>> = {
  async 'one application, applied again'(at, many) {
    const body = bodyOf(await staged(at.world));
    const told = await at.all(copies(many, () => at.apply(body)));
    expect(statusesOf(told)).toEqual(copies(many, () => 'ACCEPTED'));
    expect(new Set(told.map(({ answer }) => answer?.body.creditGrantNo)).size).toBe(1);
    expect(at.facility()['grantedMinor']).toBe(80_000n);
  },
  async 'contents for one reference'(at, many) {
    const key = await staged(at.world);
    const bodies = copies(many, (index) => bodyOf(key, 'REF_1', `${100_000 + index}`));
    const told = await at.all(bodies.map(at.apply));
    expect(outcomesOf(told)).toEqual([
      ...copies(many - 1, () => 'F REPEAT_REQ_INCONSISTENT'),
      'S SUCCESS',
    ]);
    expect(at.items('GRANT')).toHaveLength(1);
  },
  async 'the last headroom'(at, many) {
    const key = await staged(at.world);
    const bodies = copies(many, (index) => bodyOf(key, `REF_${index}`, '600000'));
    const statuses = statusesOf(await at.all(bodies.map(at.apply)));
    expect(statuses.filter((status) => status === 'ACCEPTED')).toHaveLength(2);
    expect(statuses.filter((status) => status === 'FAILED')).toHaveLength(many - 2);
    expect(at.facility()['headroomMinor']).toBe(40_000n);
  },
  async 'one invoice for several'(at, many) {
    const key = await staged(at.world);
    const { invoiceInfoList } = bodyOf(key);
    const bodies = copies(many, (index) => ({ ...bodyOf(key, `REF_${index}`), invoiceInfoList }));
    const statuses = statusesOf(await at.all(bodies.map(at.apply)));
    expect(statuses.filter((status) => status === 'ACCEPTED')).toHaveLength(1);
    expect(at.facility()['grantedMinor']).toBe(80_000n);
  },
  async 'apply and decide'(at) {
    const key = await deferred(at, '600000');
    at.world.scripted.script = () => ({ opinion: 'approve' });
    const told = await at.all([at.work(), at.apply(bodyOf(key, 'REF_2', '600000')), at.work()]);
    expect(statusesOf(told)).toEqual(['ACCEPTED', 'worked', 'worked']);
    expect(at.facility()['grantedMinor']).toBe(960_000n);
  },
  async 'workers that hear different opinions'(at, many) {
    await deferred(at);
    let asked = 0;
    at.world.scripted.script = () =>
      asked++ % 2 === 0
        ? { opinion: 'approve' }
        : { opinion: 'reject', failCode: 'REVIEW_REJECTED' };
    await at.all(copies(many, at.work));
    expect(at.items('GRANT')[0]?.['status']).not.toBe('ACCEPTED');
    expect(at.facility()['reservedMinor']).toBe(0n);
    expect(at.items('EVENT').filter(({ sk }) => String(sk).endsWith(':decided'))).toHaveLength(1);
  },
  async 'workers and a check, and still no opinion'(at, many) {
    await deferred(at);
    at.world.scripted.script = () => ({ opinion: 'pending' });
    at.world.clock.ms += 10 * 60_000;
    await at.all([at.checkDue(), ...copies(many - 1, at.work)]);
    expect(at.items('GRANT')).toMatchObject([{ status: 'ACCEPTED', attempts: 1n }]);
    expect(at.facility()['reservedMinor']).toBe(80_000n);
  },
  async 'a worker and a person'(at) {
    await deferred(at);
    at.world.scripted.script = () => ({ opinion: 'reject', failCode: 'REVIEW_REJECTED' });
    const [, reviewed] = await at.all([at.work(), at.post(review('approve'))]);
    const status = at.items('GRANT')[0]?.['status'];
    expect(status).toBe(reviewed?.outcome === 'posted' ? 'SUCCESS' : 'FAILED');
    expect(at.facility()['reservedMinor']).toBe(0n);
  },
  async 'a draw as the grant expires'(at, many) {
    await staged(at.world);
    const creditGrantNo = await granted(at.world);
    at.world.clock.ms = Number(at.items('GRANT')[0]?.['expiresAt']) - 1;
    const sweeps = copies(many - 1, at.checkDue);
    const [drawn] = await at.all([at.post(draw(creditGrantNo)), at.tick(), ...sweeps]);
    await at.world.checkDue();
    const outstandingMinor = drawn?.outcome === 'posted' ? 1_000n : 0n;
    expect(at.facility()).toMatchObject({ grantedMinor: 0n, outstandingMinor });
    expect(at.items('INVOICE')).toHaveLength(drawn?.outcome === 'posted' ? 1 : 0);
  },
  async 'sweeps at once'(at, many) {
    await staged(at.world);
    await granted(at.world);
    await granted(at.world, 'REF_2', '600000');
    at.world.clock.ms = Number(at.items('GRANT')[0]?.['expiresAt']);
    await at.all(copies(many, at.checkDue));
    expect(at.world.counts.get('ExpiredGrants')).toBe(2);
    expect(at.facility()).toMatchObject({ grantedMinor: 0n, headroomMinor: 1_000_000n });
  },
  async 'the last repayment as the grant expires'(at, many) {
    await staged(at.world);
    await at.world.post(draw(await granted(at.world)));
    at.world.clock.ms = Number(at.items('GRANT')[0]?.['expiresAt']);
    const sweeps = copies(many - 1, at.checkDue);
    const [repaid] = await at.all([at.post(repay), ...sweeps]);
    expect(repaid?.outcome).toBe('posted');
    await at.world.checkDue();
    expect(at.items('INVOICE')).toEqual([]);
    expect(at.facility()['headroomMinor']).toBe(1_000_000n);
  },
  async 'a lower limit and applications'(at, many) {
    const key = await staged(at.world);
    const bodies = copies(many - 1, (index) => bodyOf(key, `REF_${index}`, '600000'));
    const told = await at.all([at.post(limit('500000')), ...bodies.map(at.apply)]);
    expect(told[0]?.outcome).toBe('posted');
    const won = statusesOf(told).filter((status) => status === 'ACCEPTED').length;
    expect(at.facility()['headroomMinor']).toBe(500_000n - 480_000n * BigInt(won));
    expect(won).toBeGreaterThanOrEqual(1);
  },
  async 'one event, posted again'(at, many) {
    await staged(at.world);
    const creditGrantNo = await granted(at.world);
    const told = await at.all(copies(many, () => at.post(draw(creditGrantNo))));
    expect(outcomesOf(told)).toEqual(['posted', ...copies(many - 1, () => 'repeated')]);
    expect(at.facility()['outstandingMinor']).toBe(1_000n);
  },
};

async function deferred(at: Interleaving, value = '100000'): Promise<string> {
  const key = await staged(at.world);
  at.world.scripted.script = () => ({ opinion: 'pending' });
  await at.world.api.call('applyCreditGrant', bodyOf(key, 'REF_1', value));
  at.world.scripted.script = () => ({ opinion: 'approve' });
  at.world.clock.ms += 5_000;
  return key;
}
