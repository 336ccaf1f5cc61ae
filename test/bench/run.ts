import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { budget } from './budget.ts';
import type { Found } from './suite.ts';
import { fails, tableOf } from './table.ts';

const usage = `npm run bench [-- options] [names of suites]
  --quick     about two minutes: fewer and smaller rounds
  Prints every figure of the budget, each a ratio taken against its floor in the same run. The raw
  samples go to test/bench/samples, which git ignores. The exit code is 1 when a figure passes the
  bound that it must not pass.`;

const suites = [
  'pipeline',
  'shares',
  'request-cpu',
  'cold-start',
  'local-server',
  'workers',
  'growth',
  'memory',
];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !suites.includes(name));
if (values.help || unknown.length > 0) {
  console.log(`${usage}\n  Suites: ${suites.join(', ')}`);
  process.exit(values.help ? 0 : 64);
}

/** Runs a suite in a process of its own: nothing of one is warm, or in the way, in the next. */
async function run(suite: string): Promise<Found> {
  const child = fork(join(import.meta.dirname, `${suite}.ts`), values.quick ? ['--quick'] : [], {
    execArgv: ['--expose-gc'],
    // Log lines are written, as they are on Lambda, and read by nobody.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let found: Found | undefined;
  child.on('message', (message: Found) => {
    found = message;
  });
  const [code] = await once(child, 'exit');
  if (found === undefined) throw new Error(`${suite} ended with ${code} and found nothing`);
  return found;
}

const folder = join(import.meta.dirname, 'samples');
mkdirSync(folder, { recursive: true });
const figures: Record<string, number> = {};
for (const suite of positionals.length > 0 ? positionals : suites) {
  const startedAt = performance.now();
  const found = await run(suite);
  Object.assign(figures, found.figures);
  writeFileSync(join(folder, `${suite}.json`), `${JSON.stringify(found, null, 1)}\n`);
  console.error(`${suite}: ${Math.round((performance.now() - startedAt) / 1_000)} s`);
}
const rows = budget.filter(({ id }) => figures[id] !== undefined);
const [processor] = cpus();
const size = values.quick ? 'quick sizes' : 'full sizes';
console.log(
  `\n${processor?.model}, ${cpus().length} cores, Node ${process.versions.node}, ${size}\n`,
);
console.log(tableOf(rows, figures));
const failed = rows.filter((row) => fails(row, figures[row.id] ?? Number.NaN));
for (const { figure } of failed) console.log(`FAILS: ${figure}`);
process.exit(failed.length > 0 ? 1 : 0);
