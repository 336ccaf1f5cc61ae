import { type DueSums, type Facility, loanQuotaAt } from '../../shared/domain/facility.ts';
import { StoredDataFault } from '../../shared/domain/refusal.ts';
import { type FencedOrNot, keptFacilityRef } from '../../shared/store/facility-store.ts';
import { readRows } from '../../shared/store/row.ts';
import type { Command } from './command.ts';
import { productOption } from './facility-commands.ts';
import { nameOf, operatorBounds } from './place.ts';
import { instantText, textTable } from './text-table.ts';
import { tenantOfCommand } from './whereabouts.ts';
import { exitCodes } from './world.ts';

/** Shows a facility: what is stored, and what it means at this instant of its client's business. */
export const facilityShow: Command = {
  words: ['facility', 'show'],
  purpose: 'Show a facility as stored, and as it is judged now.',
  operands: [],
  options: [productOption],
  example: 'facility show --customer C-7',
  async run(given, place, world) {
    const tenant = tenantOfCommand(given, place);
    const product = given.value('product') ?? '';
    const refs = { facility: keptFacilityRef(tenant, product) };
    const { facility } = await readRows(place.table, refs, operatorBounds());
    if (facility === undefined) {
      world.print(`There is no facility ${product} of ${nameOf(tenant)}.`);
      return exitCodes.refused;
    }
    const { currency, status, contract } = facility;
    const title = `${product} of ${nameOf(tenant)}: ${status}, contract ${contract}, ${currency}`;
    const aheadMs = place.aheadMs(tenant.clientId);
    const nowMs = world.now() + aheadMs;
    const clock = aheadMs === 0 ? [] : [`  now by the client's own clock: ${instantText(nowMs)}`];
    const sums = sumLines(facility, nowMs);
    const lines = [title, ...clock, ...failOverLines(facility), ...sums, ...termLines(facility)];
    world.print(lines.join('\n'));
    return exitCodes.done;
  },
};

function failOverLines({
  fencedSince,
  unreconciledSince,
}: Pick<FencedOrNot, 'fencedSince' | 'unreconciledSince'>): string[] {
  const line = (what: string, since: number | undefined): string[] =>
    since === undefined ? [] : [`  ${what} since ${instantText(since)}`];
  return [
    ...line('FENCED: another region writes it,', fencedSince),
    ...line('NOT RECONCILED: what is not found is answered U,', unreconciledSince),
  ];
}

function sumLines(facility: Facility, nowMs: number): string[] {
  const judged = judgedAt(facility, nowMs);
  const row = (name: string, stored: bigint | string, now: bigint | string): string[] => [
    `  ${name}`,
    `${stored}`,
    `${now}`,
  ];
  return [
    ...textTable(
      [
        row('minor units', 'stored', 'now'),
        row('credit limit', facility.creditLimitMinor, facility.creditLimitMinor),
        row('headroom', facility.headroomMinor, judged?.headroomMinor ?? '?'),
        row('reserved', facility.reservedMinor, judged?.reservedMinor ?? '?'),
        row('granted', facility.grantedMinor, judged?.grantedMinor ?? '?'),
        row('outstanding', facility.outstandingMinor, judged?.outstandingMinor ?? '?'),
        row('available', '', judged?.availableMinor ?? '?'),
      ],
      2,
    ),
    ...(judged === undefined ? ['  THE COUNTERS CONTRADICT EACH OTHER: see ledger verify'] : []),
    ...(judged?.overdue === true ? ['  OVERDUE: nothing is available until it is repaid'] : []),
    ...dueLines('unused until', facility.unusedByExpiry),
    ...dueLines('to be repaid by', facility.unpaidByDue),
  ];
}

function judgedAt(facility: Facility, nowMs: number) {
  try {
    return loanQuotaAt(facility, nowMs);
  } catch (error) {
    if (error instanceof StoredDataFault) return undefined;
    throw error;
  }
}

function dueLines(what: string, sums: DueSums): string[] {
  const inOrder = [...sums].sort(([left], [right]) => left - right);
  return inOrder.map(([at, minor]) => `  ${what} ${instantText(at)}: ${minor}`);
}

function termLines({ terms, payeeCodes, vcCodes }: Facility): string[] {
  const { advanceRateBasisPoints, annualPercentageRate, reviewThresholdMinor } = terms;
  return [
    `  advances ${advanceRateBasisPoints} basis points at a rate of ${annualPercentageRate}`,
    `  reviews applications for more than ${reviewThresholdMinor}`,
    `  grants for ${terms.grantTermDays} days; invoices up to ${terms.maxInvoiceAgeDays} days old`,
    `  payees ${payeeCodes.join(', ')}; virtual accounts ${vcCodes.join(', ')}`,
  ];
}
