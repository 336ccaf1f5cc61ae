import { defineConfig } from 'vitest/config';

// What is written is tried in memory, without engines or processes: a mutant takes milliseconds.
const onEngines = ['application-on-engine', 'dynamo-content', 'dynamo-table', '*-agreement'];

export default defineConfig({
  test: {
    include: ['test/shared/{runtime,store}/**/*.test.ts', 'test/functions/**/*.test.ts'],
    exclude: onEngines.map((name) => `test/shared/store/${name}.test.ts`),
    testTimeout: 20_000,
  },
});
