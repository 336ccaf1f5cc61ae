import { expect, test } from 'vitest';
import { runRotations } from '../shared/runtime/rotation-run.ts';
import { report } from './scale.ts';

/** Not a size that is scaled: what is promised is ten thousand. */
const requests = 10_000;

test('10,000 requests through publishing, overlap and retirement of both sides: none fails', async () => {
  const run = await runRotations(requests);
  report('rotation', { requests, failed: run.failed.length });
  expect(run).toEqual({
    failed: [],
    seen: [7, 8],
    trusted: [8],
    afterwards: Array(4).fill('F INVALID_SIGNATURE'),
  });
});
