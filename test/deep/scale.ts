import { randomInt } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/** How large the deep suites run: 1 is in full, 0.2 is what CI spends. */
const scale = Number(process.env['QUOTALINE_SCALE'] ?? 1);

/** What every random choice of a deep run comes from; printed, so that the run can be repeated. */
export const seed: number = Number(process.env['QUOTALINE_SEED'] ?? randomInt(1, 2 ** 31 - 1));

if (!(scale > 0)) throw new Error('QUOTALINE_SCALE is a factor above zero');
if (!Number.isSafeInteger(seed)) throw new Error('QUOTALINE_SEED is a whole number');

/** A size of the full run, as large as this run is asked to be; never below one. */
export function scaled(n: number): number {
  return Math.max(1, Math.round(n * scale));
}

/** Tells a suite's closing figures. */
export function report(suite: string, figures: Record<string, number>): void {
  const told = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`);
  tell(`${suite}: ${told.join(', ')}`);
}

/** Puts a line among the closing ones: the runner's where there is one, else the terminal's. */
export function tell(line: string): void {
  const file = process.env['QUOTALINE_FIGURES'];
  if (file === undefined) process.stdout.write(`${line}\n`);
  else appendFileSync(file, `${line}\n`);
}
