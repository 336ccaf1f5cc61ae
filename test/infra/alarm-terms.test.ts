import { describe, expect, test } from 'vitest';
import { slowAfterMs } from '../../infra/endpoint-alarms.ts';
import { checkSchedules, retryQueueTerms } from '../../shared/catalogue/back-office-functions.ts';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { alarmsOf, type StackAlarm } from './stack-alarms.ts';
import { StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const prod = new StackTemplate(stackOf('prod'));
const alarms = alarmsOf(prod, 'quotaline-prod');

function alarm(name: string): StackAlarm {
  return alarms.get(name) ?? expect.fail(`there is no alarm ${name}`);
}

/** When an alarm is raised: `1 of 1 x 300 s > 4, none: good`. */
function termsOf({ properties, series }: StackAlarm): string {
  const [{ period } = { period: 0 }] = series;
  const { ComparisonOperator, Threshold, EvaluationPeriods, DatapointsToAlarm } = properties;
  const than = ComparisonOperator === 'GreaterThanThreshold' ? '>' : '<';
  const of = `${DatapointsToAlarm ?? EvaluationPeriods} of ${EvaluationPeriods}`;
  return `${of} x ${period} s ${than} ${Threshold}, none: ${properties['TreatMissingData']}`;
}

test.each([
  ['gateway-faults', '1 of 1 x 300 s > 4, none: notBreaching'],
  ['gateway-refusals', '3 of 3 x 300 s > 100, none: notBreaching'],
  ['unsigned-answers', '1 of 1 x 300 s > 0, none: notBreaching'],
  ['key-refresh', '2 of 6 x 300 s > 0, none: notBreaching'],
  ['rate-leases', '3 of 3 x 300 s > 10, none: notBreaching'],
  ['signature-failures', '1 of 1 x 300 s > 20, none: notBreaching'],
  ['clock-skew', '3 of 3 x 300 s > 30, none: notBreaching'],
  ['throttled-clients', '3 of 3 x 300 s > 300, none: notBreaching'],
  ['old-messages', '1 of 1 x 300 s > 1800, none: notBreaching'],
  ['decision-service', '2 of 2 x 300 s > 4, none: notBreaching'],
  ['undecided-in-time', '1 of 1 x 300 s > 0, none: notBreaching'],
  ['invoices-kept', '1 of 1 x 300 s > 0, none: notBreaching'],
  ['events-refused', '1 of 1 x 300 s > 0, none: notBreaching'],
  ['function-errors-check-quotas', '2 of 3 x 300 s > 0, none: notBreaching'],
  ['function-throttles-check-quotas', '2 of 3 x 300 s > 0, none: notBreaching'],
  // A check that is not made counts nothing.
  ['checks-stopped', '1 of 1 x 300 s < 1, none: breaching'],
  ['full-checks-stopped', '26 of 26 x 3600 s < 1, none: missing'],
  ['backup-failed', '1 of 1 x 300 s > 0, none: notBreaching'],
  ['backup-missing', '26 of 26 x 3600 s < 1, none: missing'],
  // Until a check has looked again.
  ['ledger-drift', '1 of 1 x 300 s > 0, none: ignore'],
  ['past-due', '10 of 10 x 60 s > 0, none: ignore'],
  ['rollback-query-credit-quota', '2 of 5 x 60 s > 2, none: notBreaching'],
])('%s is raised by %s', (name, terms) => {
  expect(termsOf(alarm(name))).toBe(terms);
});

test('that nothing is done daily any more is told by silence, which no new stack begins with', () => {
  const daily = ['full-checks-stopped', 'backup-missing'];
  for (const { properties, actions } of daily.map(alarm)) {
    expect((properties['InsufficientDataActions'] as unknown[]).map(textOf)).toEqual(actions);
  }
  const others = [...alarms.values()].filter(({ name }) => !daily.includes(name));
  for (const other of others)
    expect(other.properties).not.toHaveProperty('InsufficientDataActions');
});

test('the checks are made more often than is asked whether they are', () => {
  expect(checkSchedules.map(({ every }) => every)).toEqual(['minute', 'day']);
});

test('a message is old when it has been delayed and received as often as it may be', () => {
  const { visibilityTimeoutSeconds, maxReceiveCount } = retryQueueTerms;
  expect(900 + visibilityTimeoutSeconds * maxReceiveCount).toBe(1_800);
});

describe('the share of U of an endpoint', () => {
  test('is burning when both windows of a pace say so', () => {
    const ids = ['1-hour', '5-minutes', '6-hours', '30-minutes'].map((window) => {
      return alarm(`unknown-share-applyCreditGrant-${window}`).id;
    });
    const [hour, minutes, hours, half] = ids;
    const { AlarmRule } = alarm('unknown-share-applyCreditGrant').properties;
    expect(textOf(AlarmRule)).toBe(
      `((ALARM("${hour}.Arn") AND ALARM("${minutes}.Arn")) OR (ALARM("${hours}.Arn") AND ALARM("${half}.Arn")))`,
    );
  });

  test.each([
    ['1-hour', 3_600, 1.44],
    ['5-minutes', 300, 1.44],
    ['6-hours', 21_600, 0.6],
    ['30-minutes', 1_800, 0.6],
  ])('over %s: %i s, above %f %%', (window, seconds, threshold) => {
    const { properties, series } = alarm(`unknown-share-applyCreditGrant-${window}`);
    expect(properties).toMatchObject({
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(series.map(({ metricName }) => metricName).sort()).toEqual(['Requests', 'Unknown']);
    for (const one of series) expect(one).toMatchObject({ period: seconds, statistic: 'Sum' });
  });

  test('is none while there are fewer than three', () => {
    expect(expressionOf('unknown-share-applyCreditGrant-1-hour')).toBe(
      'IF(FILL(unknown, 0) >= 3, 100 * FILL(unknown, 0) / requests, 0)',
    );
    expect(expressionOf('unknown-share-applyCreditGrant-5-minutes')).toBe(
      '100 * FILL(unknown, 0) / requests',
    );
  });
});

describe('the share of slow answers of an endpoint', () => {
  test.each([
    ['queryCreditQuota', 700],
    ['applyCreditGrant', 2_500],
    ['inquiryCreditGrant', 700],
    ['submitAttachment', 5_000],
    ['inquiryAvailableQuota', 700],
    ['queryBudgetAccountInfo', 700],
  ])('%s is slow after %i ms', (api, slowMs) => {
    const row = endpoints.find(({ name }) => name === api) ?? expect.fail();
    expect(slowAfterMs(row)).toBe(slowMs);
    const statistics = ['1-hour', '5-minutes', '6-hours', '30-minutes'].map((window) => {
      const { series, properties } = alarm(`slow-share-${api}-${window}`);
      const [latency] = series.filter(({ metricName }) => metricName === 'LatencyMs');
      return [latency?.statistic, properties['Threshold']];
    });
    const rank = `PR(${slowMs}:)`;
    expect(statistics).toEqual([
      [rank, 14.4],
      [rank, 14.4],
      [rank, 6],
      [rank, 6],
    ]);
  });

  test('published-keys is slow after 700 ms', () => {
    const { series } = alarm('slow-share-published-keys-1-hour');
    expect(series.map(({ statistic }) => statistic)).toContain('PR(700:)');
  });

  test('is none while there are fewer than three', () => {
    expect(expressionOf('slow-share-queryCreditQuota-6-hours')).toBe(
      'IF(slow * requests / 100 >= 3, slow, 0)',
    );
  });
});

function expressionOf(name: string): unknown {
  const found = alarm(name).properties['Metrics'] as { Expression?: string }[];
  return found.find(({ Expression }) => Expression !== undefined)?.Expression;
}
