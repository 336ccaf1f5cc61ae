import { isDeepStrictEqual } from 'node:util';

interface Check {
  readonly row: string;
  readonly column: string;
  readonly what: string;
  readonly problem: string | undefined;
}

/** What was held to be so: rows of checks by columns of SDKs, and whether all of it is. */
export class Report {
  readonly #rows: readonly string[];
  readonly #columns: readonly string[];
  readonly #checks: Check[] = [];

  /** Every row must come to have a check in every column: a run that checks less is red. */
  constructor(rows: readonly string[], columns: readonly string[]) {
    this.#rows = rows;
    this.#columns = columns;
  }

  /** Notes whether something is as expected: a pattern is matched, all else must be equal. */
  holds(row: string, column: string, what: string, actual: unknown, expected: unknown): void {
    if (!this.#rows.includes(row) || !this.#columns.includes(column))
      throw new Error(`no place in the table for ${row}, ${column}`);
    const same =
      expected instanceof RegExp
        ? typeof actual === 'string' && expected.test(actual)
        : isDeepStrictEqual(actual, expected);
    const problem = same ? undefined : `${shown(actual)}, not ${shown(expected)}`;
    this.#checks.push({ row, column, what, problem });
  }

  get red(): number {
    return this.#missing().length + this.#failed(this.#checks).length;
  }

  /** The table, what is wrong, and a closing line. */
  text(): string {
    const width = Math.max(...this.#rows.map((row) => row.length));
    const line = (first: string, cells: readonly string[]): string =>
      [first.padEnd(width), ...cells.map((cell) => cell.padStart(14))].join('');
    const failed = this.#failed(this.#checks).map(
      ({ row, column, what, problem }) => `RED  ${column}: ${row}: ${what}: ${problem}`,
    );
    return [
      line('', this.#columns),
      ...this.#rows.map((row) =>
        line(
          row,
          this.#columns.map((column) => this.#cell(row, column)),
        ),
      ),
      ...failed,
      ...this.#missing().map((cell) => `RED  ${cell}: never checked`),
      `interop: ${this.#columns.length} SDKs, ${this.#checks.length} checks, ${this.red} red`,
    ].join('\n');
  }

  #cell(row: string, column: string): string {
    const checks = this.#at(row, column);
    const red = this.#failed(checks).length;
    return red > 0 || checks.length === 0 ? `RED ${red} of ${checks.length}` : `${checks.length}`;
  }

  #at(row: string, column: string): readonly Check[] {
    return this.#checks.filter((check) => check.row === row && check.column === column);
  }

  #failed(checks: readonly Check[]): readonly Check[] {
    return checks.filter(({ problem }) => problem !== undefined);
  }

  #missing(): readonly string[] {
    return this.#rows.flatMap((row) =>
      this.#columns
        .filter((column) => this.#at(row, column).length === 0)
        .map((column) => `${column}: ${row}`),
    );
  }
}

function shown(value: unknown): string {
  return value instanceof RegExp ? `${value}` : (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}
