import { defineConfig } from 'vitest/config';

/** Tests that need not know how a request travels: they run by HTTP, and again as bare events. */
const eitherWire = [
  'test/http/bad-input-*.test.ts',
  'test/http/application-near-misses.test.ts',
  'test/http/amounts-of-a-grant.test.ts',
  'test/http/concurrency.test.ts',
  'test/http/order-of-*.test.ts',
];

export default defineConfig({
  test: {
    // Two cores' worth of work, and one file more that waits for a process to start or to end.
    maxWorkers: 3,
    // What the functions log is shown with a test that failed.
    silent: 'passed-only',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'all', include: ['test/**/*.test.ts'], exclude: ['test/events/**'] },
      },
      {
        extends: true,
        test: {
          name: 'events',
          include: [...eitherWire, 'test/events/**/*.test.ts'],
          env: { QUOTALINE_TEST_WIRE: 'event' },
        },
      },
    ],
  },
});
