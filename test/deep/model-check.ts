import { deepStrictEqual } from 'node:assert/strict';
import type { Item } from '../../shared/store/table.ts';
import { violations } from './invariants.ts';
import { endOfDay, fateAt, type ModelGrant, wireDate } from './model-grant.ts';
import type { ModelTenant } from './model-tenant.ts';
import { headersOf, partitionOfTenant, rowsOf, type Sides } from './model-world.ts';

/** Holds two things to be equal, saying what they are when they are not. */
export function same(actual: unknown, expected: unknown, what: string): void {
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    throw new Error(`${what}: ${String(error)}`, { cause: error });
  }
}

/**
 * Holds the provider to the model after a step: nobody's rows were written but those of the
 * tenants that the step was about, their rows hold every invariant and say what the model says,
 * and so does the partner's view of one of them.
 */
export async function verify(sides: Sides, about: readonly ModelTenant[]): Promise<void> {
  same(sides.world.unfounded, [], 'messages');
  const allowed = new Set(about.map(partitionOfTenant));
  const touched = [...sides.table.touched].filter((pk) => pk.includes('#CUSTOMER#'));
  sides.table.touched.clear();
  for (const pk of touched) same(allowed.has(pk), true, `M-08: ${pk} was written`);
  for (const tenant of sides.tenants) {
    if (!touched.includes(partitionOfTenant(tenant))) continue;
    const rows = await rowsOf(sides, tenant);
    same(violations(rows, true), [], 'invariants');
    verifyRows(tenant, rows);
  }
  const turn = sides.steps++;
  const tenant = about.length === 1 ? about[0] : sides.tenants[turn % sides.tenants.length];
  if (tenant === undefined) return;
  await verifyQuota(sides, tenant);
  const references = [...tenant.grants.keys()];
  const referenceNo = references[(turn >> 1) % Math.max(1, references.length)];
  if (referenceNo !== undefined && turn % 2 === 0) await verifyInquiry(sides, tenant, referenceNo);
}

function verifyRows(tenant: ModelTenant, rows: readonly Item[]): void {
  const of = (kind: string) => rows.filter(({ sk }) => String(sk).startsWith(`${kind}#`));
  const { limit, granted, reserved, outstanding, headroom } = tenant.counters();
  const [facility] = of('FACILITY');
  const stored = facility ?? {};
  const told = [stored['creditLimitMinor'], stored['grantedMinor'], stored['reservedMinor']];
  told.push(stored['outstandingMinor'], stored['headroomMinor']);
  same(told, [limit, granted, reserved, outstanding, headroom], 'M-03: counters');
  const grants = of('GRANT').map((row) => [row['referenceNo'], storedGrant(row)]);
  const expected = [...tenant.grants].map(([name, grant]) => [name, modelGrant(grant)]);
  same(Object.fromEntries(grants), Object.fromEntries(expected), 'M-06: applications');
  const claims = of('INVOICE').map(({ sk }) => String(sk).slice('INVOICE#'.length));
  same(claims.sort(), [...tenant.claims.keys()].sort(), 'M-15: claims');
  const loans = of('DRAWDOWN').map((row) => `${row['drawdownNo']} ${row['outstandingMinor']}`);
  const owed = [...tenant.loans].map(([name, loan]) => `${name} ${loan.outstanding}`);
  same(loans.sort(), owed.sort(), 'M-03: loans');
  const quotas = of('FX-QUOTA').map((row) => `${row['currency']} ${row['availableMinor']}`);
  const available = [...tenant.quotas].map(([currency, minor]) => `${currency} ${minor}`);
  same(quotas.sort(), available.sort(), 'FX quotas');
}

function storedGrant(row: Item): string {
  const known = `${row['status']} ${row['amountMinor']} until ${row['decideBy']}`;
  if (row['status'] === 'FAILED') return `${known} ${row['failCode']}`;
  if (row['status'] === 'ACCEPTED') {
    return `${known} ${row['waitsFor']} ${row['attempts']} due ${row['nextDueAt']}`;
  }
  const { dueDate, expiresAt, unusedMinor, outstandingMinor, expired } = row;
  return `${known} ${dueDate} ${expiresAt} ${unusedMinor} ${outstandingMinor} ${expired}`;
}

function modelGrant(grant: ModelGrant): string {
  const known = `${grant.status} ${grant.amount} until ${grant.decideBy}`;
  if (grant.status === 'FAILED') return `${known} ${grant.failCode}`;
  if (grant.status === 'ACCEPTED') {
    return `${known} ${grant.waitsFor} ${grant.attempts} due ${grant.nextDueAt}`;
  }
  const { dueDay, unused, outstanding, noted } = grant;
  const expiresAt = endOfDay(grant.application.zone, dueDay);
  return `${known} ${wireDate(dueDay)} ${expiresAt} ${unused} ${outstanding} ${noted}`;
}

/** The four sums, as the partner is told them now. */
export async function verifyQuota({ world }: Sides, tenant: ModelTenant): Promise<void> {
  const request = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  const answer = await world.api.call('queryCreditQuota', request, headersOf(tenant));
  const { granted, outstanding, available, overdue } = tenant.seenAt(world.clock.ms);
  const { result, ...body } = answer.body;
  same(answer.outcome, 'S SUCCESS', 'quota');
  const amount = (minor: bigint) => ({ currency: tenant.terms.currency, value: `${minor}` });
  const expected = {
    ...request,
    capLimitTotalAmount: amount(tenant.limit),
    grantTotalAmount: amount(granted),
    unpaidTotalAmount: amount(outstanding),
    availableTotalAmount: amount(available),
    productStatus: overdue ? 'OVD' : 'NORMAL',
  };
  same(body, expected, 'quota');
}

/** What became of a reference number, as the partner is told now. */
export async function verifyInquiry(
  sides: Sides,
  tenant: ModelTenant,
  referenceNo: string,
): Promise<void> {
  const { world } = sides;
  const answer = await world.api.call('inquiryCreditGrant', { referenceNo }, headersOf(tenant));
  const { result, creditGrantNo, failMessage, ...body } = answer.body;
  const grant = tenant.grants.get(referenceNo);
  if (grant === undefined) {
    same(answer.outcome, 'F ORDER_NOT_EXIST', 'inquiry');
    same(body, { referenceNo }, 'inquiry');
    return;
  }
  same(answer.outcome, 'S SUCCESS', 'inquiry');
  const { status, failCode } = fateAt(grant, world.clock.ms);
  const won = {
    creditGrantAmount: `${grant.amount}`,
    creditGrantCurrency: tenant.terms.currency,
    annualPercentageRate: '0.05',
    dueDate: wireDate(grant.dueDay),
  };
  const expected = {
    referenceNo,
    creditGrantStatus: status,
    ...(failCode !== undefined && { failCode }),
    ...(status === 'SUCCESS' && won),
  };
  same(body, expected, 'inquiry');
  remember(sides, tenant, referenceNo, creditGrantNo, status);
}

/** Identity never changes, no two applications share it, and no status goes back. */
export function remember(
  { told }: Sides,
  tenant: ModelTenant,
  referenceNo: string,
  creditGrantNo: string,
  status: string,
): void {
  const name = `${partitionOfTenant(tenant)} ${referenceNo}`;
  const before = told.get(name);
  const wasWon = before?.status === 'SUCCESS';
  if (before === undefined) {
    const numbers = new Set([...told.values()].map((other) => other.creditGrantNo));
    same(numbers.has(creditGrantNo), false, 'M-05: a creditGrantNo of another application');
  } else {
    same(creditGrantNo, before.creditGrantNo, 'M-06: creditGrantNo');
    // Apply says ACCEPTED of a success, too.
    const back = before.status === 'FAILED' ? status !== 'FAILED' : wasWon && status === 'FAILED';
    same(back, false, `M-06: ${before.status} became ${status}`);
  }
  told.set(name, { creditGrantNo, status: wasWon ? 'SUCCESS' : status });
}
