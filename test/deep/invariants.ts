import {
  facilityDifferences,
  GrantFold,
  LedgerFold,
  quotaDifferences,
} from '../../shared/domain/books.ts';
import type { CreditGrant } from '../../shared/domain/credit-grant.ts';
import { isBalanced } from '../../shared/domain/ledger.ts';
import { grantRow } from '../../shared/store/credit-grant-store.ts';
import { facilityRef } from '../../shared/store/facility-store.ts';
import { quotaRow } from '../../shared/store/fx-quota-store.ts';
import { tenantOf } from '../../shared/store/item-key.ts';
import { ledgerEventRow } from '../../shared/store/ledger-store.ts';
import { drawdownRow } from '../../shared/store/loan-store.ts';
import { parseItem } from '../../shared/store/row.ts';
import type { Item } from '../../shared/store/table.ts';

/**
 * Every invariant of money that the rows alone can show, tenant by tenant: no counter negative or
 * over the limit, counters equal to the fold of grants, drawdowns and ledger, one grant for each
 * owned reference, a claim for each invoice of a live grant and none without one.
 *
 * @returns what is violated, in words; empty when nothing is
 */
export function violations(items: readonly Item[], limitMayBeExceeded = false): string[] {
  const byTenant = new Map<string, Item[]>();
  for (const item of items) {
    const pk = String(item['pk']);
    if (!pk.includes('#CUSTOMER#')) continue;
    byTenant.set(pk, [...(byTenant.get(pk) ?? []), item]);
  }
  return [...byTenant].flatMap(([pk, rows]) =>
    tenantViolations(rows, limitMayBeExceeded).map((what) => `${pk}: ${what}`),
  );
}

function tenantViolations(rows: readonly Item[], limitMayBeExceeded: boolean): string[] {
  const of = (kind: string): Item[] =>
    rows.filter(({ sk }) => String(sk) === kind || String(sk).startsWith(`${kind}#`));
  const found: string[] = [];
  const ledger = new LedgerFold();
  for (const item of of('EVENT')) {
    const event = parseItem(ledgerEventRow, item);
    if (!isBalanced(event.entries)) found.push(`M-04: ${event.eventId} does not add up to zero`);
    ledger.add(event);
  }
  for (const item of of('FX-QUOTA')) {
    const subject = String(item['sk']).slice('FX-QUOTA#'.length);
    const { availableMinor } = parseItem(quotaRow, item);
    if (availableMinor < 0n) found.push(`FX quota ${subject} below zero`);
    found.push(...describe(quotaDifferences(subject, availableMinor, ledger.balancesOf(subject))));
  }
  // Nothing of a tenant's is ever the table's to delete: it would take money or memory with it.
  for (const { sk } of rows.filter((item) => item['forgetAtSeconds'] !== undefined)) {
    found.push(`Q-12: ${sk} goes by itself`);
  }
  const grants = of('GRANT').map((item) => parseItem(grantRow, item));
  found.push(...referenceViolations(of('REF'), grants), ...claimViolations(rows, grants));
  for (const item of of('FACILITY')) {
    const tenant = tenantOf({ pk: String(item['pk']), sk: String(item['sk']) });
    const facility = facilityRef(tenant, String(item['productCode'])).parse(item);
    const { grantedMinor, reservedMinor, outstandingMinor, creditLimitMinor } = facility;
    const used = grantedMinor + reservedMinor + outstandingMinor;
    for (const [name, minor] of Object.entries({ grantedMinor, reservedMinor, outstandingMinor })) {
      if (minor < 0n) found.push(`M-01: ${name} is ${minor}`);
    }
    if (used > creditLimitMinor && !limitMayBeExceeded) {
      found.push(`M-01: ${used} used of ${creditLimitMinor}`);
    }
    if (facility.headroomMinor !== creditLimitMinor - used) found.push('M-02: headroom is off');
    const sums = [...facility.unusedByExpiry.values(), ...facility.unpaidByDue.values()];
    if (sums.some((minor) => minor <= 0n)) found.push('a due date at which nothing is due');
    const fold = new GrantFold(facility);
    for (const grant of grants) fold.addGrant(grant);
    for (const drawdown of of('DRAWDOWN')) fold.addDrawdown(parseItem(drawdownRow, drawdown));
    const replayed = facilityDifferences(facility, ledger.balancesOf(facility.productCode));
    found.push(...describe([...fold.differences(), ...replayed]));
  }
  return found;
}

function describe(differences: ReturnType<typeof quotaDifferences>): string[] {
  return differences.map(
    ({ what, storedMinor, recountedMinor }) => `M-03: ${what}: ${storedMinor} / ${recountedMinor}`,
  );
}

function referenceViolations(references: readonly Item[], grants: readonly CreditGrant[]) {
  const found: string[] = [];
  const owned = references.filter(({ status }) => status === 'OWNED');
  const numbers = new Set(grants.map(({ creditGrantNo }) => creditGrantNo));
  if (owned.length !== grants.length) {
    found.push(`M-05: ${owned.length} owned references, ${grants.length} grants`);
  }
  for (const { sk, creditGrantNo } of owned) {
    if (!numbers.has(String(creditGrantNo))) found.push(`M-05: ${sk} owns no grant`);
  }
  return found;
}

function claimViolations(rows: readonly Item[], grants: readonly CreditGrant[]): string[] {
  const claims = rows.filter(({ sk }) => String(sk).startsWith('INVOICE#'));
  const alive = grants.filter(({ state }) => {
    if (state.status === 'ACCEPTED') return true;
    return state.status === 'SUCCESS' && !(state.expired && state.outstandingMinor === 0n);
  });
  const found: string[] = [];
  for (const { sk, creditGrantNo } of claims) {
    if (!alive.some((grant) => grant.creditGrantNo === creditGrantNo)) {
      found.push(`M-15: ${sk} is claimed for a grant that is not alive`);
    }
  }
  for (const { creditGrantNo } of alive) {
    const content = rows.find(({ sk }) => sk === `APPLICATION#${creditGrantNo}`)?.['content'];
    if (content === undefined) {
      found.push(`Q-01: live grant ${creditGrantNo} lacks its application`);
      continue;
    }
    const { invoiceInfoList } = JSON.parse(String(content)) as { invoiceInfoList: string[] };
    const held = claims.filter((claim) => claim['creditGrantNo'] === creditGrantNo).length;
    if (held !== invoiceInfoList.length) {
      found.push(`M-15: ${creditGrantNo} holds ${held} of ${invoiceInfoList.length} invoices`);
    }
  }
  return found;
}
