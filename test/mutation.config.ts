import { defineConfig } from 'vitest/config';

// What runs without engines: each mutant is tried against these in milliseconds.
export default defineConfig({
  test: {
    include: [
      'test/shared/domain/**/*.test.ts',
      'test/shared/signing/**/*.test.ts',
      'test/shared/runtime/**/*.test.ts',
      'test/shared/store/expression.test.ts',
      'test/functions/**/*.test.ts',
      'test/deep/**/*.test.ts',
    ],
    testTimeout: 20_000,
  },
});
