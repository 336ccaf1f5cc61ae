import { describe, expect, test } from 'vitest';
import { backOfficeRunbook } from '../../infra/back-office-runbook.ts';
import { describeAlarm, type Explanation } from '../../infra/explained-alarm.ts';
import { requestRunbook } from '../../infra/request-runbook.ts';
import { type MetricName, metricDimensions, metrics } from '../../shared/catalogue/metrics.ts';
import { alarmsOf, type StackAlarm } from './stack-alarms.ts';
import { StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));
const prod = new StackTemplate(stackOf('prod'));
const devAlarms = alarmsOf(dev, 'quotaline-dev');
const prodAlarms = alarmsOf(prod, 'quotaline-prod');
const every = [...devAlarms.values(), ...prodAlarms.values()];
const isPart = ({ name }: StackAlarm): boolean => /-(minutes|hours?)$/.test(name);
const isRollback = ({ name }: StackAlarm): boolean => name.startsWith('rollback-');
const everywhere = [
  'checks-stopped',
  'dead-letters-BackOffice-Audit-LostAudits',
  'dead-letters-BackOffice-LostChecks',
  'dead-letters-BackOffice-LostEvents',
  'dead-letters-Retry-DeadLetters',
  'dead-letters-Watch-Topic-Undelivered',
  'decision-service',
  'events-refused',
  'full-checks-stopped',
  'function-errors-check-quotas',
  'function-errors-post-ledger-event',
  'function-errors-retry-credit-grant',
  'function-throttles-check-quotas',
  'function-throttles-post-ledger-event',
  'function-throttles-retry-credit-grant',
  'gateway-faults',
  'gateway-refusals',
  'invoices-kept',
  'key-refresh',
  'ledger-drift',
  'old-messages',
  'past-due',
  'rate-leases',
  'undecided-in-time',
  'unsigned-answers',
];

describe('what is watched', () => {
  test('in every stage: whatever is wrong however few requests there are', () => {
    expect([...devAlarms.keys()].sort()).toEqual(everywhere);
  });

  test('with partners also shares of requests, single clients and new versions', () => {
    const apis = [
      'queryCreditQuota',
      'applyCreditGrant',
      'inquiryCreditGrant',
      'submitAttachment',
      'inquiryAvailableQuota',
      'queryBudgetAccountInfo',
      'published-keys',
    ];
    const told = [...prodAlarms.values()].filter((alarm) => !isPart(alarm) && !isRollback(alarm));
    expect(told.map(({ name }) => name).sort()).toEqual(
      [
        ...everywhere,
        'backup-failed',
        'backup-missing',
        'signature-failures',
        'clock-skew',
        'throttled-clients',
        ...apis.flatMap((api) => [`unknown-share-${api}`, `slow-share-${api}`]),
      ].sort(),
    );
  });

  test('each queue of dead letters, and so each edge that nobody waits at', () => {
    for (const template of [dev, prod]) {
      const letters = template
        .all('AWS::SQS::Queue')
        .filter(([, { Properties }]) => !('RedrivePolicy' in Properties))
        .map(([id]) => `${id}.QueueName`);
      const alarms = alarmsOf(template, template === dev ? 'quotaline-dev' : 'quotaline-prod');
      const watched = [...alarms.values()]
        .filter(({ name }) => name.startsWith('dead-letters-'))
        .map(({ properties, series }) => {
          expect(series).toMatchObject([{ metricName: 'ApproximateNumberOfMessagesVisible' }]);
          expect(properties).toMatchObject({ Threshold: 0, Period: 60, EvaluationPeriods: 1 });
          const [{ Value }] = properties['Dimensions'] as [{ Value: unknown }];
          return textOf(Value);
        });
      expect(watched.sort()).toEqual(letters.sort());
      expect(letters).toHaveLength(5);
    }
  });
});

describe('every alarm', () => {
  test('tells somebody, or is a part of one that does, or takes a deployment back', () => {
    for (const template of [dev, prod]) {
      const [[topicId]] = template.all('AWS::SNS::Topic') as [[string, unknown]];
      const rules = template
        .all('AWS::CloudWatch::CompositeAlarm')
        .map(([, { Properties }]) => textOf(Properties['AlarmRule']));
      const groups = JSON.stringify(template.all('AWS::CodeDeploy::DeploymentGroup'));
      const alarms = alarmsOf(template, template === dev ? 'quotaline-dev' : 'quotaline-prod');
      for (const alarm of alarms.values()) {
        if (isPart(alarm)) {
          expect(rules.filter((rule) => rule.includes(`${alarm.id}.Arn`))).toHaveLength(1);
        } else if (isRollback(alarm)) {
          expect(groups).toContain(`"Name":{"Ref":"${alarm.id}"}`);
        } else {
          expect([alarm.name, alarm.actions]).toEqual([alarm.name, [topicId]]);
        }
      }
    }
  });

  test('says what it means to partners, where to look and what to do, as the runbook does', () => {
    const whole = every.filter((alarm) => !isPart(alarm));
    const entries = Object.values({ ...requestRunbook, ...backOfficeRunbook });
    const used = new Set<string>();
    for (const { description } of whole) {
      const shape = /^Impact: (.{40,})\nLook at: (.{20,})\nRunbook: (.{100,})$/;
      const [, , , steps = ''] = shape.exec(description) ?? [];
      expect(description.length).toBeLessThanOrEqual(1_024);
      expect(steps).not.toBe('');
      used.add(steps);
    }
    const known = entries.map((entry: Explanation | ((...of: never[]) => Explanation)) => {
      const explained = typeof entry === 'function' ? (entry as () => Explanation)() : entry;
      return explained.steps;
    });
    expect([...used].sort()).toEqual(known.sort());
  });

  test('reads what is counted, under the dimensions that it is counted under', () => {
    const own = every
      .flatMap(({ series }) => series)
      .filter((one) => one.namespace === 'Quotaline');
    expect(own.length).toBeGreaterThan(50);
    for (const { metricName, dimensions } of own) {
      expect(metrics).toHaveProperty(metricName);
      const { per } = metrics[metricName as MetricName];
      expect([metricName, dimensions]).toEqual([metricName, [...metricDimensions[per]].sort()]);
    }
  });

  test('reads nothing else but what AWS counts', () => {
    const theirs = every
      .flatMap(({ series }) => series)
      .filter((one) => {
        return one.namespace !== 'Quotaline';
      });
    const names = theirs.map(({ namespace, metricName, dimensions }) => {
      return `${namespace} ${metricName} ${dimensions.join(' ')}`;
    });
    expect([...new Set(names)].sort()).toEqual([
      'AWS/ApiGateway 4xx ApiId',
      'AWS/ApiGateway 5xx ApiId',
      'AWS/Backup NumberOfBackupJobsCompleted BackupVaultName',
      'AWS/Backup NumberOfBackupJobsFailed BackupVaultName',
      'AWS/Lambda Errors FunctionName Resource',
      'AWS/Lambda Invocations FunctionName Resource',
      'AWS/Lambda Throttles FunctionName Resource',
      'AWS/SQS ApproximateAgeOfOldestMessage QueueName',
      'AWS/SQS ApproximateNumberOfMessagesVisible QueueName',
    ]);
  });

  test('looks back no further than CloudWatch does', () => {
    for (const { isComposite, properties, series } of every) {
      if (isComposite) continue;
      const period = Math.max(...series.map((one) => one.period));
      const seconds = period * Number(properties['EvaluationPeriods']);
      expect(seconds).toBeLessThanOrEqual(period < 3_600 ? 86_400 : 7 * 86_400);
      // All of one expression by the same clock, and no more than ten.
      expect(new Set(series.map((one) => one.period)).size).toBe(1);
      expect(series.length).toBeLessThanOrEqual(10);
    }
  });
});

test('a text that is too long for an alarm is not cut, but refused', () => {
  const lengthWith = (steps: number): number =>
    describeAlarm({ impact: 'a', lookAt: 'b', steps: 'c'.repeat(steps) }).length;
  expect(lengthWith(993)).toBe(1_023);
  expect(lengthWith(994)).toBe(1_024);
  expect(() => lengthWith(995)).toThrow('1025 characters are too many for an alarm');
});

test('what the alarms cost stays in view: ten cents a series, fifty a composite alarm', () => {
  const bill = (alarms: ReadonlyMap<string, StackAlarm>) => ({
    series: [...alarms.values()].reduce((sum, { series }) => sum + series.length, 0),
    composite: [...alarms.values()].filter(({ isComposite }) => isComposite).length,
  });
  // 2.50 $ a month.
  expect(bill(devAlarms)).toEqual({ series: 25, composite: 0 });
  // 22.20 $ a month, and 0.30 $ more for each client: three of the series are queries, which are
  // charged by what they read.
  expect(bill(prodAlarms)).toEqual({ series: 155, composite: 14 });
});
