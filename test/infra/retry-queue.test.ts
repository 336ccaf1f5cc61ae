import { expect, test } from 'vitest';
import { StackTemplate, stackOf } from './stack-template.ts';
import { secondsOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const fromQueue = dev.functionFedBy('AWS::Lambda::EventSourceMapping');
const source = dev.one('AWS::Lambda::EventSourceMapping');
const queue = dev.queueOf(source.Properties['EventSourceArn']);
const redrive = queue.Properties['RedrivePolicy'] as {
  deadLetterTargetArn: unknown;
  maxReceiveCount: number;
};
const deadLetters = dev.queueOf(redrive.deadLetterTargetArn);

test('hides a message for six times what the worker may take, and the batching window', () => {
  const timeout = secondsOf(fromQueue[1], 'Timeout');
  const window = secondsOf(source, 'MaximumBatchingWindowInSeconds');
  expect(timeout).toBe(30);
  expect(window).toBe(0);
  expect(secondsOf(queue, 'VisibilityTimeout')).toBeGreaterThanOrEqual(6 * timeout + window);
});

test('gives a message up after five faults, and keeps it for longer than the queue would', () => {
  expect(redrive.maxReceiveCount).toBe(5);
  expect(secondsOf(queue, 'MessageRetentionPeriod')).toBe(4 * 86_400);
  expect(secondsOf(deadLetters, 'MessageRetentionPeriod')).toBe(14 * 86_400);
});

test('keeps a message for longer than there is time to decide', () => {
  expect(secondsOf(queue, 'MessageRetentionPeriod')).toBeGreaterThan(635 * 60);
});

test('feeds five messages at a time to ten workers at most, and hears which of them failed', () => {
  expect(source.Properties).toMatchObject({
    BatchSize: 5,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 10 },
  });
  // Throttling by reserved concurrency would push healthy messages to the dead letters.
  expect(fromQueue[1].Properties).not.toHaveProperty('ReservedConcurrentExecutions');
});

test('five messages of five seconds each fit into the time of their worker', () => {
  const batchSeconds = Number(source.Properties['BatchSize']) * 5;
  expect(batchSeconds).toBeLessThan(secondsOf(fromQueue[1], 'Timeout') - 1);
});

test('may be fed by its own worker for as long as an application waits', () => {
  expect(fromQueue[1].Properties['RecursiveLoop']).toBe('Allow');
  const others = dev.all('AWS::Lambda::Function').filter(([id]) => id !== fromQueue[0]);
  for (const [, other] of others) expect(other.Properties).not.toHaveProperty('RecursiveLoop');
});
