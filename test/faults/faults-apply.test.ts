import { expect, test } from 'vitest';
import { violations } from '../deep/invariants.ts';
import { newInstance } from '../instance.ts';
import { facilityItem, itemCounts, stagedInstance } from '../stage-rows.ts';
import { gate } from '../watched-table.ts';

function fault(name: string): Error {
  return Object.assign(new Error('from DynamoDB'), { name });
}

test('F03 killed once the answer is built: the next call is answered that very answer', async () => {
  const { call, body, memory, clock, deps } = await stagedInstance(newInstance());
  // Built and signed, it is logged, and then never leaves.
  const dead = gate();
  Object.assign(deps, { log: () => void dead.wait() });
  const lost = call('applyCreditGrant', body());
  await dead.reached;
  const { text: neverSeen } = await lost;
  clock.ms += 1_000;
  const again = await newInstance({ memory, clock }).call('applyCreditGrant', body());
  expect(again.text).toBe(neverSeen);
  expect(itemCounts(memory)).toMatchObject({ GRANT: 1, REF: 1 });
  expect(facilityItem(memory)).toMatchObject({ grantedMinor: 8_000n });
  expect(violations(memory.items())).toEqual([]);
});

test.each([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
])('F08 %s on the facility is U for traffic, and leaves nothing', async (name) => {
  const { call, body, memory, table } = await stagedInstance(newInstance());
  const before = memory.items();
  table.watch.beforeWrite = () => Promise.reject(fault(name));
  const answer = await call('applyCreditGrant', body());
  expect(answer.outcome).toBe('U REQUEST_TRAFFIC_EXCEED_LIMIT');
  expect(answer.body).toEqual({ result: answer.result, referenceNo: 'REF_1' });
  expect(memory.items()).toEqual(before);
  table.watch = {};
  expect((await call('applyCreditGrant', body())).outcome).toBe('S SUCCESS');
});

test('F09 a token that came with other content is U, and an error in the log', async () => {
  const { call, body, table, lines } = await stagedInstance(newInstance());
  table.watch.beforeWrite = () => Promise.reject(fault('IdempotentParameterMismatchException'));
  expect((await call('applyCreditGrant', body())).outcome).toBe('U UNKNOWN_EXCEPTION');
  expect(lines.at(-1)).toMatchObject({
    level: 'error',
    fault: 'IdempotentParameterMismatchException: from DynamoDB',
  });
});
