import { describe, expect, test } from 'vitest';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';
import { isCall, secondsOf, textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const onSchedule = dev.functionFedBy('AWS::Scheduler::Schedule');
const fromBus = dev.functionFedBy('AWS::Events::Rule');

describe('every queue', () => {
  test('is encrypted under the key of the messages, and refuses what does not come over TLS', () => {
    for (const [id, { Properties }] of dev.all('AWS::SQS::Queue')) {
      expect(dev.keyNameOf(Properties['KmsMasterKeyId'])).toBe('messages');
      expect(policyOf(id)).toContainEqual({
        Effect: 'Deny',
        Action: 'sqs:*',
        Principal: { AWS: '*' },
        Resource: { 'Fn::GetAtt': [id, 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    }
  });

  test('lets nobody in by its own policy but bus, rules and topic whose letters it keeps', () => {
    const allowed = dev
      .all('AWS::SQS::Queue')
      .flatMap(([id]) => policyOf(id))
      .filter(({ Effect }) => Effect === 'Allow');
    const senders = ['AWS::Events::EventBus', 'AWS::Events::Rule'].flatMap((type) => dev.all(type));
    const topics = dev.all('AWS::SNS::Topic').map(([id]) => ['sns', { Ref: id }] as const);
    const arns = senders.map(([id]) => ['events', { 'Fn::GetAtt': [id, 'Arn'] }] as const);
    const expected = [...arns, ...topics].map(([service, arn]) => ({
      Action: 'sqs:SendMessage',
      Principal: { Service: `${service}.amazonaws.com` },
      Condition: { ArnEquals: { 'aws:SourceArn': arn } },
    }));
    expect(allowed).toHaveLength(expected.length);
    for (const one of expected) expect(allowed).toContainEqual(expect.objectContaining(one));
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

  test('nothing but gateway, queue, bus, schedules and a deployment starts a function', () => {
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
    expect(dev.all('Custom::ServerKey')).toHaveLength(1);
    expect(dev.all('AWS::Lambda::Url')).toEqual([]);
  });

  test('whoever leaves one without an identity of ours may use the key of the messages', () => {
    const [, key] = dev.keys().find(([name]) => name === 'messages') as [string, Resource];
    const { Statement } = key.Properties['KeyPolicy'] as {
      Statement: { Action: unknown; Principal: unknown; Condition: unknown }[];
    };
    const [ofEvents, ...others] = Statement.filter(({ Principal }) => {
      return JSON.stringify(Principal) === '{"Service":"events.amazonaws.com"}';
    });
    expect(others).toEqual([]);
    expect(ofEvents).toMatchObject({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] });
    const { StringEquals, ArnLike } = (ofEvents as { Condition: Record<string, object> }).Condition;
    expect(StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    const sources = Object.values(ArnLike ?? {}).flatMap((arns) => arns.map(textOf));
    expect(sources.map((arn) => arn.replace(/^.*:AWS::AccountId:/, ''))).toEqual([
      'event-bus/quotaline-dev',
      'rule/quotaline-dev/*',
    ]);
  });

  test('events that cannot be read are kept too, under another key than the events themselves', () => {
    const { Properties } = dev.one('AWS::Events::EventBus');
    expect(dev.keyNameOf(Properties['KmsKeyIdentifier'])).toBe('data');
    const letters = dev.queueOf((Properties['DeadLetterConfig'] as { Arn: unknown }).Arn);
    expect(dev.keyNameOf(letters.Properties['KmsMasterKeyId'])).toBe('messages');
  });

  test('every queue that is worked on has a queue for them', () => {
    const withRedrive = dev
      .all('AWS::SQS::Queue')
      .filter(([, { Properties }]) => 'RedrivePolicy' in Properties);
    expect(withRedrive).toHaveLength(1);
    expect(dev.all('AWS::SQS::Queue')).toHaveLength(6);
  });

  test.each([
    ['a check', onSchedule, 'AWS::Scheduler::Schedule'],
    ['an event', fromBus, 'AWS::Events::Rule'],
  ] as const)('%s is kept, whether it was not delivered or failed', (_, [id, lambda], feed) => {
    const [, retries] = dev
      .all('AWS::Lambda::EventInvokeConfig')
      .find(([, { Properties }]) => textOf(Properties['FunctionName']) === id) as [
      string,
      Resource,
    ];
    const { OnFailure } = retries.Properties['DestinationConfig'] as {
      OnFailure: { Destination: unknown };
    };
    const targets = dev
      .all(feed)
      .flatMap(([, { Properties }]) => [Properties['Target'] ?? Properties['Targets']].flat())
      .filter(isCall);
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets)
      expect(deadLetterArnOf(target)).toBe(textOf(OnFailure.Destination));
    const letters = dev.queueOf(OnFailure.Destination);
    expect(letters.Properties['MessageRetentionPeriod']).toBe(14 * 86_400);
    expect(retries.Properties).toMatchObject({ MaximumRetryAttempts: 2 });
    // Lambda waits one minute, then two, between three runs.
    const threeRuns = 3 * secondsOf(lambda, 'Timeout') + 180;
    expect(secondsOf(retries, 'MaximumEventAgeInSeconds')).toBeGreaterThanOrEqual(threeRuns);
  });
});
