import { type Difference, LedgerFold } from '../../shared/domain/books.ts';
import type { LedgerEntry, LedgerEvent } from '../../shared/domain/ledger.ts';
import { differenceText } from './ledger-verify.ts';
import { instantText, textTable } from './text-table.ts';

/** What the stored row of a subject says, by account. */
export type Stored = Readonly<Record<string, bigint>>;

const facilityColumns = ['limit', 'headroom', 'reserved', 'granted', 'outstanding'];
const quotaColumns = ['available'];

/** The ledger of one facility, quota or other subject, event by event with running balances. */
export function historyLines(
  subject: string,
  events: readonly LedgerEvent[],
  stored: Stored | undefined,
  differences: readonly Difference[],
): string[] {
  const moving = events.flatMap(({ entries }) => entries);
  const columns = columnsOf(moving);
  const fold = new LedgerFold();
  const rows = events.map((event) => {
    fold.add(event);
    const balances = fold.balancesOf(subject);
    const said = [instantText(event.at), event.type, event.actor, event.reason];
    return [...said, entriesText(event.entries), ...columns.map((name) => balance(balances, name))];
  });
  const header = ['when', 'type', 'who', 'why', 'entries', ...columns];
  const table = textTable([header, ...rows, ...storedRow(columns, stored)], columns.length);
  const [currency] = events.flatMap((event) => (event.currency === '' ? [] : [event.currency]));
  const unit = currency === undefined ? '' : ` (${currency} minor units)`;
  return [`${subject}${unit}`, ...table, ...verdictLines(columns, stored, differences)];
}

function columnsOf(entries: readonly LedgerEntry[]): readonly string[] {
  if (entries.length === 0) return [];
  return entries.some(({ account }) => account === 'available') ? quotaColumns : facilityColumns;
}

/** The limit is the lender's side of the books, and so negative there. */
function balance(balances: ReadonlyMap<string, bigint>, account: string): string {
  const minor = balances.get(account) ?? 0n;
  return `${account === 'limit' ? -minor : minor}`;
}

/** One event's entries: `headroom -500, granted +500 until 2026-…`. */
export function entriesText(entries: readonly LedgerEntry[]): string {
  return entries
    .map((entry) => {
      const { account, amountMinor } = entry;
      const until = 'dueAt' in entry ? ` until ${instantText(entry.dueAt)}` : '';
      return `${account} ${amountMinor < 0n ? '' : '+'}${amountMinor}${until}`;
    })
    .join(', ');
}

function storedRow(columns: readonly string[], stored: Stored | undefined): string[][] {
  if (columns.length === 0) return [];
  const figures = columns.map((name) => `${stored?.[name] ?? '-'}`);
  return [['stored now', '', '', '', '', ...figures]];
}

function verdictLines(
  columns: readonly string[],
  stored: Stored | undefined,
  differences: readonly Difference[],
): string[] {
  if (columns.length === 0) return [];
  if (differences.length > 0) {
    const lines = differences.map((difference) => `  ${differenceText(difference)}`);
    return ['THEY DO NOT AGREE:', ...lines];
  }
  return [stored === undefined ? 'There is no such row any more.' : 'They agree.'];
}
