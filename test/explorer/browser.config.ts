import { defineConfig } from 'vitest/config';

/** What drives a browser: `npm run test:browser`. It needs Chromium, which npm does not bring. */
export default defineConfig({
  test: {
    include: ['test/explorer/*.browser.ts'],
    // One browser and one provider at a time: together they fill two cores.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
