import { Duration } from 'aws-cdk-lib';
import { MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { TimeBudget } from '../shared/catalogue/endpoint.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import { BurnRateAlarm } from './burn-rate-alarm.ts';
import { apiMetric, type CountedApi } from './counted-metric.ts';
import { requestRunbook } from './request-runbook.ts';
import type { Stage } from './stage.ts';

/** One answer `U` in a thousand: each costs the partner a repetition, none costs anybody money. */
const unknownBudgetPercent = 0.1;
/** One slow answer in a hundred: cold starts are slow, and some of each deployment's first are. */
const slowBudgetPercent = 1;
/** Fewer bad ones than this in a long window wake nobody, whatever share they are. */
const enough = 3;

/** What answers partners, as far as it is watched. */
export interface WatchedApi {
  readonly name: CountedApi;
  readonly time: Pick<TimeBudget, 'deadlineMs'>;
}

/** From when on an answer is slow: at a quarter of the time after which it would be `U`. */
export function slowAfterMs({ time }: Pick<WatchedApi, 'time'>): number {
  return time.deadlineMs / 4;
}

/** What an endpoint or document promises its callers, watched: that it answers, and in time. */
export class EndpointAlarms extends Construct {
  constructor(scope: Construct, id: string, stage: Stage, row: WatchedApi, topic: AlarmTopic) {
    super(scope, id);
    const { name: api } = row;
    const slowMs = slowAfterMs(row);
    const count = (of: 'Requests' | 'Unknown', minutes: number): Metric =>
      apiMetric(stage, api, of, { statistic: Stats.SUM, minutes });
    const share = (expression: string) => (minutes: number) =>
      new MathExpression({
        expression,
        label: `${api}: U of a hundred`,
        usingMetrics: { requests: count('Requests', minutes), unknown: count('Unknown', minutes) },
        period: Duration.minutes(minutes),
      });
    new BurnRateAlarm(this, 'Unknown', {
      named: ['unknown-share', api],
      ...requestRunbook.unknownShare(api),
      budgetPercent: unknownBudgetPercent,
      // U is counted only when there is one.
      badPercent: share('100 * FILL(unknown, 0) / requests'),
      badPercentOfEnough: share(
        `IF(FILL(unknown, 0) >= ${enough}, 100 * FILL(unknown, 0) / requests, 0)`,
      ),
      topic,
    });

    const slow = (minutes: number): Metric =>
      apiMetric(stage, api, 'LatencyMs', {
        // The percentage of values above it.
        statistic: `PR(${slowMs}:)`,
        minutes,
      });
    new BurnRateAlarm(this, 'Slow', {
      named: ['slow-share', api],
      ...requestRunbook.slowShare(api, slowMs),
      budgetPercent: slowBudgetPercent,
      badPercent: slow,
      badPercentOfEnough: (minutes) =>
        new MathExpression({
          expression: `IF(slow * requests / 100 >= ${enough}, slow, 0)`,
          label: `${api}: slow of a hundred`,
          usingMetrics: { requests: count('Requests', minutes), slow: slow(minutes) },
          period: Duration.minutes(minutes),
        }),
      topic,
    });
  }
}
