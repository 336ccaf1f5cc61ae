import { afterAll, beforeAll } from 'vitest';

/**
 * For a whole file, what is logged is made as ever and written to nowhere: it takes part of a
 * request's time. Without a spy, which would keep every line.
 */
export function writeNowhere(): void {
  const write = process.stdout.write;
  beforeAll(() => {
    process.stdout.write = () => true;
  });
  afterAll(() => {
    process.stdout.write = write;
  });
}
