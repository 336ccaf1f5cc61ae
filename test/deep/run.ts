import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `npm run test:deep [-- options] [names of suites]
  --seed N         begin from this seed; a fresh one unless given
  --ci             about nine minutes: a fifth of everything
  --runs F         a factor of the full size, 2 or 0.1, say
  --operations N   as many operations of the model run in memory as this, all else in proportion
  --path P --replay R   repeat one failure of the model run, as it was told`;

/** What a full run of the model takes in memory: the size that --operations is a part of. */
const fullOperations = 100_000;
const ciScale = 0.2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    operations: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
    ci: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const seed = values.seed ?? `${randomInt(1, 2 ** 31 - 1)}`;
const scale = String(
  values.operations === undefined
    ? (values.runs ?? (values.ci ? ciScale : 1))
    : Number(values.operations) / fullOperations,
);
if (!/^\d+$/.test(seed) || !(Number(scale) > 0)) {
  console.error(usage);
  process.exit(64);
}
console.log(`seed ${seed}, scale ${scale}`);

const folder = mkdtempSync(join(tmpdir(), 'quotaline-deep-'));
const figures = join(folder, 'figures');
// What repeats one failure is only for the suite that found it.
const repeated = values.path === undefined ? positionals : ['test/deep/model-', ...positionals];
const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'test/deep/deep.config.ts', ...repeated],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      QUOTALINE_SEED: seed,
      QUOTALINE_SCALE: scale,
      QUOTALINE_FIGURES: figures,
      ...(values.path !== undefined && { QUOTALINE_PATH: values.path }),
      ...(values.replay !== undefined && { QUOTALINE_REPLAY: values.replay }),
    },
  },
);
if (existsSync(figures)) process.stdout.write(readFileSync(figures, 'utf8'));
rmSync(folder, { recursive: true });
if (status !== 0) {
  const again = ['--seed', seed, '--runs', scale, ...positionals].join(' ');
  console.error(`failed; all of it again: npm run test:deep -- ${again}`);
}
process.exit(status ?? 1);
