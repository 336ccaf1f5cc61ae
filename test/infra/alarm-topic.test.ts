import { describe, expect, test } from 'vitest';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';
import { secondsOf, textOf } from './template-values.ts';

const prod = new StackTemplate(stackOf('prod'));

describe('where alarms go', () => {
  const [[topicId, topic]] = prod.all('AWS::SNS::Topic') as [[string, Resource]];

  test('is encrypted under the key of what passes by', () => {
    const key = textOf(topic.Properties['KmsMasterKeyId']).replace('.Arn', '');
    expect(key).toContain('KeysMessages');
    expect(prod.byId('AWS::KMS::Key', key)).toBeDefined();
  });

  test("takes what comes over TLS, from this stack's alarms alone", () => {
    const { PolicyDocument } = prod.one('AWS::SNS::TopicPolicy').Properties;
    const { Statement } = PolicyDocument as { Statement: Record<string, unknown>[] };
    expect(Statement.map(({ Sid: _, ...statement }) => statement)).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: { Ref: topicId },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: topicId },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': expect.anything() },
        },
      },
    ]);
    expect(JSON.stringify(Statement)).toContain(':alarm:quotaline-prod-*');
  });

  test('an e-mail address may be given, and is kept by deployments that do not mention it', () => {
    const { Default, AllowedPattern } = prod.parameters()['AlarmEmail'] ?? {};
    expect(Default).toBe('');
    const pattern = new RegExp(`^(?:${AllowedPattern})$`);
    for (const [text, can] of [
      ['', true],
      ['on-call@lender.example', true],
      ['on-call', false],
      ['a@b c', false],
    ] as const) {
      expect([text, pattern.test(text)]).toEqual([text, can]);
    }
    const subscription = prod.one('AWS::SNS::Subscription');
    expect(subscription.Properties).toMatchObject({
      Protocol: 'email',
      TopicArn: { Ref: topicId },
    });
    const { RedrivePolicy } = subscription.Properties;
    const { deadLetterTargetArn } = RedrivePolicy as { deadLetterTargetArn: unknown };
    const letters = prod.queueOf(deadLetterTargetArn);
    expect(secondsOf(letters, 'MessageRetentionPeriod')).toBe(14 * 86_400);
    expect(prod.conditions()[`${subscription.Condition}`]).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AlarmEmail' }, ''] }],
    });
  });
});
