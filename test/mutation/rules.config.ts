import { defineConfig } from 'vitest/config';

// Rules and signing are pure: their own tests alone must catch what is wrong with them.
export default defineConfig({
  test: {
    include: ['test/shared/{domain,signing}/**/*.test.ts'],
    testTimeout: 20_000,
  },
});
