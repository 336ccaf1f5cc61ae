import type { BudgetRow } from './budget.ts';

/** Whether a figure passes the bound that it must not pass. */
export function fails({ failsAbove, failsBelow }: BudgetRow, value: number): boolean {
  if (!Number.isFinite(value)) return true;
  return (
    (failsAbove !== undefined && value > failsAbove) ||
    (failsBelow !== undefined && value < failsBelow)
  );
}

function verdictOf(row: BudgetRow, value: number): string {
  if (row.target === undefined) return '';
  if (fails(row, value)) return 'fails';
  const isHeld = row.failsBelow === undefined ? value <= row.target : value >= row.target;
  return isHeld ? 'holds' : 'missed';
}

function boundOf({ failsAbove, failsBelow }: BudgetRow): string {
  if (failsBelow !== undefined) return `below ${failsBelow}`;
  return failsAbove === undefined ? '' : `above ${failsAbove}`;
}

/** The figures as a table in Markdown: what was measured, what it should be, whether it is. */
export function tableOf(
  rows: readonly BudgetRow[],
  figures: Readonly<Record<string, number>>,
): string {
  const lines = rows.map((row) => {
    const value = figures[row.id] ?? Number.NaN;
    const measured = `${value.toFixed(value >= 100 ? 0 : 2)}${row.unit ? ` ${row.unit}` : ''}`;
    const target = row.target === undefined ? '' : `${row.target}`;
    return `| ${row.figure} | ${measured} | ${target} | ${boundOf(row)} | ${verdictOf(row, value)} |`;
  });
  const head = ['| figure | measured | target | fails | |', '| --- | ---: | ---: | ---: | --- |'];
  return [...head, ...lines].join('\n');
}
