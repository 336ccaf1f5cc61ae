import { describe, expect, test } from 'vitest';
import {
  backOfficeFunctions,
  checkQuotas,
  postLedgerEvent,
  retryCreditGrant,
} from '../../shared/catalogue/back-office-functions.ts';
import { environmentNames } from '../../shared/catalogue/environment.ts';
import { loadConfig, loadDeferralConfig, loadEventBusName } from '../../shared/runtime/config.ts';
import { type Resource, StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));
const fromQueue = dev.functionFedBy('AWS::Lambda::EventSourceMapping');
const onSchedule = dev.functionFedBy('AWS::Scheduler::Schedule');
const fromBus = dev.functionFedBy('AWS::Events::Rule');
const feeds = [
  { row: retryCreditGrant, lambda: fromQueue },
  { row: checkQuotas, lambda: onSchedule },
  { row: postLedgerEvent, lambda: fromBus },
].map((each) => ({ ...each, functionName: each.row.functionName }));

describe('the bus', () => {
  const rule = dev.byId('AWS::Events::Rule', dev.ruleTo(fromBus[0]));

  test("is the stack's own, and no other account can put events on it", () => {
    expect(dev.one('AWS::Events::EventBus').Properties['Name']).toBe('quotaline-dev');
    expect(dev.all('AWS::Events::EventBusPolicy')).toEqual([]);
    const [[busId]] = dev.all('AWS::Events::EventBus') as [[string, Resource]];
    expect(rule.Properties['EventBusName']).toEqual({ Ref: busId });
  });

  test('hands on what can be posted, from whoever it is but ourselves', () => {
    expect(rule.Properties['EventPattern']).toEqual({
      'detail-type': [
        'facility.opened',
        'facility.limit-changed',
        'facility.fenced',
        'facility.promoted',
        'facility.reconciled',
        'loan.drawn',
        'loan.repaid',
        'fx-quota.credited',
        'fx-quota.debited',
        'contract.signed',
        'budget-account.opened',
        'grant.reviewed',
        'token.issued',
        'token.revoked',
      ],
      source: [{ 'anything-but': ['quotaline'] }],
    });
  });

  test('keeps what came in for as long as the table can be taken back, in prod', () => {
    const { Properties } = prod.one('AWS::Events::Archive');
    expect(Properties['RetentionDays']).toBe(35);
    expect(Properties['EventPattern']).toEqual(rule.Properties['EventPattern']);
    expect(prod.keyNameOf(Properties['KmsKeyIdentifier'])).toBe('data');
    expect(dev.all('AWS::Events::Archive')).toEqual([]);
  });

  test('tries for a day, as often as EventBridge can', () => {
    expect(rule.Properties['Targets']).toMatchObject([
      { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
    ]);
  });

  test('can start nothing but the function that posts', () => {
    const ruleId = dev.ruleTo(fromBus[0]);
    const permissions = dev
      .all('AWS::Lambda::Permission')
      .filter(([, { Properties }]) => Properties['Principal'] === 'events.amazonaws.com');
    const may = permissions.map(
      ([
        ,
        {
          Properties: { FunctionName, ...rest },
        },
      ]) => {
        return { ...rest, functionId: dev.functionLiveAs(FunctionName)[0] };
      },
    );
    expect(may).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        functionId: fromBus[0],
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [ruleId, 'Arn'] },
      },
    ]);
  });
});

describe('the schedules', () => {
  test('ask for due work every minute and for the full check every day, on time', () => {
    const schedules = dev.all('AWS::Scheduler::Schedule').map(([, { Properties }]) => {
      const { Input, RetryPolicy } = Properties['Target'] as Record<string, unknown>;
      const { ScheduleExpression, ScheduleExpressionTimezone, State, GroupName } = Properties;
      expect(Properties['FlexibleTimeWindow']).toEqual({ Mode: 'OFF' });
      expect(State).toBe('ENABLED');
      expect(ScheduleExpressionTimezone).toBe('Etc/UTC');
      expect(GroupName).toBe(dev.one('AWS::Scheduler::ScheduleGroup').Properties['Name']);
      return { ScheduleExpression, Input, RetryPolicy };
    });
    expect(schedules).toEqual([
      {
        ScheduleExpression: 'rate(1 minute)',
        Input: '{"check":"due"}',
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 },
      },
      {
        ScheduleExpression: 'cron(17 2 * * ? *)',
        Input: '{"check":"full"}',
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
      },
    ]);
  });
});

describe.each(feeds)('$functionName', ({ row, lambda: [, { Properties }] }) => {
  test('runs on Node 24 and arm64, with the memory and the time of its row', () => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: row.memoryMb,
      Timeout: row.time.lambdaTimeoutSeconds,
    });
  });

  test('is told all that its configuration asks for, and of nothing that it may not use', () => {
    const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
    const { retryQueueUrl, eventBusName, decisionUrl, explorerOrigin, ...everywhere } =
      environmentNames;
    const expected = [
      ...Object.values(everywhere),
      ...(row.retryQueue === 'send' ? [retryQueueUrl] : []),
      ...(row.decisionService === 'ask' ? [decisionUrl] : []),
      ...(row.eventBus === 'put' ? [eventBusName] : []),
    ];
    expect(Object.keys(Variables)).not.toContain(explorerOrigin);
    expect(Object.keys(Variables).sort()).toEqual(expected.sort());
    const entries = Object.entries(Variables).map(([name, value]) => [name, textOf(value)]);
    const texts = Object.fromEntries(entries);
    expect(loadConfig(texts).stage).toBe('dev');
    if (row.retryQueue === 'send') loadDeferralConfig(texts);
    if (row.eventBus === 'put') loadEventBusName(texts);
  });
});

test('every row of the back office is fed by something', () => {
  expect(feeds.map(({ functionName }) => functionName).sort()).toEqual(
    backOfficeFunctions.map(({ functionName }) => functionName).sort(),
  );
  expect(new Set(feeds.map(({ lambda: [id] }) => id)).size).toBe(3);
});

test('the outputs lead the operator to the queue, its dead letters, the bus and its door', () => {
  const [queueId] = dev.all('AWS::SQS::Queue').find(([, { Properties }]) => {
    return 'RedrivePolicy' in Properties;
  }) as [string, Resource];
  expect(dev.outputs()['RetryQueueUrl']).toEqual({ Value: { Ref: queueId } });
  const { Value } = dev.outputs()['PostLedgerEventFunctionName'] as { Value: unknown };
  expect(dev.functionLiveAs(Value)[0]).toBe(fromBus[0]);
  expect(dev.outputs()['EventBusName']).toMatchObject({ Value: { Ref: expect.any(String) } });
});
