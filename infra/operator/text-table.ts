/** Lines of columns, each as wide as its widest cell; the last `numbers` are set to the right. */
export function textTable(rows: readonly (readonly string[])[], numbers = 0): string[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  );
  return rows.map((row) =>
    widths
      .map((width, at) => {
        const cell = row[at] ?? '';
        return at >= columns - numbers ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** An instant, to the millisecond where it has any. */
export function instantText(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
