import { defineConfig } from 'vitest/config';

// What runs without engines and processes: each mutant is tried against these in milliseconds.
export default defineConfig({
  test: {
    include: [
      'test/shared/domain/**/*.test.ts',
      'test/shared/signing/**/*.test.ts',
      'test/shared/runtime/**/*.test.ts',
      'test/shared/store/{expression,facility-moves,facility-store,item-key,row}.test.ts',
      'test/functions/**/*.test.ts',
      'test/faults/faults-{apply,clocks,data,dead-letters,queue,schedule}.test.ts',
      'test/deep/**/*.test.ts',
    ],
    testTimeout: 20_000,
  },
});
