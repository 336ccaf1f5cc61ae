import { expect, test } from 'vitest';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));
const [logId] = auditOf(dev);
const ruleId = dev.ruleTo(logId);

function auditOf(template: StackTemplate): [string, Resource] {
  const found = template
    .all('AWS::Logs::LogGroup')
    .find(([, { Properties }]) => `${Properties['LogGroupName']}`.startsWith('/aws/events/'));
  return found ?? expect.fail('no log group of the audit');
}

test('all that operators tell the bus is kept, and for a day tried to be', () => {
  const { Properties } = dev.byId('AWS::Events::Rule', ruleId);
  expect(Properties['EventPattern']).toEqual({ source: ['quotaline.operator'] });
  expect(Properties['Targets']).toMatchObject([
    { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
  ]);
  const [target] = Properties['Targets'] as { Arn: unknown; DeadLetterConfig: { Arn: unknown } }[];
  const letters = textOf(target?.DeadLetterConfig.Arn);
  expect(letters).toContain('LostAudits');
  expect(dev.queueOf(target?.DeadLetterConfig.Arn).Properties['MessageRetentionPeriod']).toBe(
    14 * 86_400,
  );
  // Named without the `:*` that an ARN of a log group ends in elsewhere: no such target exists.
  expect(textOf(target?.Arn)).toMatch(new RegExp(`:log-group:${logId}$`));
});

test('nobody but that rule writes to it', () => {
  const policies = dev.all('AWS::Logs::ResourcePolicy');
  expect(policies).toHaveLength(1);
  const text = JSON.stringify(policies);
  expect(text).toContain(ruleId);
  expect(text).toContain('logs:PutLogEvents');
  expect(text).not.toContain('logs:*');
});

test('it outlives its stack in prod, for ten years', () => {
  const [, { Properties, DeletionPolicy }] = auditOf(prod);
  expect(Properties['RetentionInDays']).toBe(3_653);
  expect(DeletionPolicy).toBe('RetainExceptOnCreate');
  expect(auditOf(dev)[1].Properties['RetentionInDays']).toBe(14);
});
