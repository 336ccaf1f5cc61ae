import { describe, expect, test } from 'vitest';
import { type Resource, StackTemplate, secondsOf, stackOf, textOf } from './stack-template.ts';

const dev = new StackTemplate(stackOf('dev'));
const onSchedule = dev.functionFedBy('AWS::Scheduler::Schedule');
const fromBus = dev.functionFedBy('AWS::Events::Rule');

describe('every queue', () => {
  test('is encrypted and refuses what does not come over TLS', () => {
    for (const [id, { Properties }] of dev.all('AWS::SQS::Queue')) {
      expect(Properties['SqsManagedSseEnabled']).toBe(true);
      expect(policyOf(id)).toContainEqual({
        Effect: 'Deny',
        Action: 'sqs:*',
        Principal: { AWS: '*' },
        Resource: { 'Fn::GetAtt': [id, 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    }
  });

  test('lets nobody in by its own policy but the rules whose letters it keeps', () => {
    const allowed = dev
      .all('AWS::SQS::Queue')
      .flatMap(([id]) => policyOf(id))
      .filter(({ Effect }) => Effect === 'Allow');
    const ofRules = dev.all('AWS::Events::Rule').map(([ruleId]) => ({
      Action: 'sqs:SendMessage',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } },
    }));
    expect(ofRules).toHaveLength(2);
    expect(allowed).toHaveLength(2);
    for (const ofRule of ofRules) {
      expect(allowed).toContainEqual(expect.objectContaining(ofRule));
    }
  });

  function policyOf(queueId: string): Record<string, unknown>[] {
    const policies = dev.all('AWS::SQS::QueuePolicy').filter(([, { Properties }]) => {
      return (Properties['Queues'] as unknown[]).map(textOf).includes(queueId);
    });
    return policies.flatMap(([, { Properties }]) => {
      return (Properties['PolicyDocument'] as { Statement: Record<string, unknown>[] }).Statement;
    });
  }
});

describe('dead letters', () => {
  const deadLetterArnOf = (holder: unknown): string =>
    textOf((holder as { DeadLetterConfig: { Arn: unknown } }).DeadLetterConfig.Arn);

  test('nothing but the gateway, the queue, the bus and the schedules starts a function', () => {
    const principals = dev
      .all('AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties['Principal']);
    expect([...new Set(principals)].sort()).toEqual([
      'apigateway.amazonaws.com',
      'events.amazonaws.com',
    ]);
    expect(dev.all('AWS::Lambda::EventSourceMapping')).toHaveLength(1);
    expect(dev.all('AWS::Events::Rule')).toHaveLength(2);
    expect(dev.all('AWS::Scheduler::Schedule')).toHaveLength(2);
    expect(dev.all('AWS::Lambda::Url')).toEqual([]);
  });

  test('every queue that is worked on has a queue for them', () => {
    const withRedrive = dev
      .all('AWS::SQS::Queue')
      .filter(([, { Properties }]) => 'RedrivePolicy' in Properties);
    expect(withRedrive).toHaveLength(1);
    expect(dev.all('AWS::SQS::Queue')).toHaveLength(5);
  });

  test.each([
    ['a check', onSchedule, 'AWS::Scheduler::Schedule'],
    ['an event', fromBus, 'AWS::Events::Rule'],
  ] as const)('%s is kept, whether it was not delivered or failed', (_, [id, lambda], feed) => {
    const { TargetArn } = lambda.Properties['DeadLetterConfig'] as { TargetArn: unknown };
    const targets = dev
      .all(feed)
      .flatMap(([, { Properties }]) => [Properties['Target'] ?? Properties['Targets']].flat())
      .filter((target) => textOf((target as { Arn: unknown }).Arn) === `${id}.Arn`);
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets) expect(deadLetterArnOf(target)).toBe(textOf(TargetArn));
    const letters = dev.queueOf(TargetArn);
    expect(letters.Properties['MessageRetentionPeriod']).toBe(14 * 86_400);
    const [, retries] = dev
      .all('AWS::Lambda::EventInvokeConfig')
      .find(([, { Properties }]) => textOf(Properties['FunctionName']) === id) as [
      string,
      Resource,
    ];
    expect(retries.Properties).toMatchObject({ MaximumRetryAttempts: 2 });
    // Lambda waits one minute, then two, between three runs.
    const threeRuns = 3 * secondsOf(lambda, 'Timeout') + 180;
    expect(secondsOf(retries, 'MaximumEventAgeInSeconds')).toBeGreaterThanOrEqual(threeRuns);
  });
});
