import { test } from 'vitest';
import { toldModelRun } from './model-report.ts';

test('the provider does as its model says, on the engine in memory', async () => {
  await toldModelRun('model run in memory', 100_000);
});
