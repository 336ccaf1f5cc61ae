import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import { everyClient, stageMetric } from './counted-metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import { requestRunbook } from './request-runbook.ts';
import type { Stage } from './stage.ts';

const { SUM } = Stats;
/** Of what is counted only when it happens. */
const noValue = TreatMissingData.NOT_BREACHING;

/** What the gateway counts of its own, whatever the functions say. */
export function gatewayMetric(
  apiId: string,
  metricName: '4xx' | '5xx' | 'Count',
  minutes: number,
): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: apiId },
    statistic: SUM,
    period: Duration.minutes(minutes),
  });
}

/** What may go wrong before an endpoint is asked: the gateway, our keys. */
export class RequestAlarms extends Construct {
  constructor(scope: Construct, id: string, stage: Stage, apiId: string, topic: AlarmTopic) {
    super(scope, id);
    const perFiveMinutes = { statistic: SUM, minutes: 5 };
    new ExplainedAlarm(this, 'GatewayFaults', {
      named: ['gateway-faults'],
      ...requestRunbook.gatewayFaults,
      metric: gatewayMetric(apiId, '5xx', 5),
      // A single one is an instance that died; partners repeat what they got no signed answer to.
      threshold: 4,
      noValue,
      topic,
    });
    new ExplainedAlarm(this, 'GatewayRefusals', {
      named: ['gateway-refusals'],
      ...requestRunbook.gatewayRefusals,
      metric: gatewayMetric(apiId, '4xx', 5),
      // Scanners are refused all day long.
      threshold: 100,
      periods: 3,
      noValue,
      topic,
    });
    new ExplainedAlarm(this, 'UnsignedAnswers', {
      named: ['unsigned-answers'],
      ...requestRunbook.unsignedAnswers,
      metric: stageMetric(stage, 'AnsweredUnsigned', perFiveMinutes),
      threshold: 0,
      noValue,
      topic,
    });
    new ExplainedAlarm(this, 'KeyRefresh', {
      named: ['key-refresh'],
      ...requestRunbook.keyRefresh,
      metric: stageMetric(stage, 'SecretLoadFailures', perFiveMinutes),
      threshold: 0,
      // An instance loads every ten minutes: twice in half an hour is no single mishap, and leaves
      // half of the hour that keys serve on.
      periods: 6,
      badPeriods: 2,
      noValue,
      topic,
    });
    new ExplainedAlarm(this, 'RateLeases', {
      named: ['rate-leases'],
      ...requestRunbook.rateLeases,
      metric: stageMetric(stage, 'RateLeaseFailures', perFiveMinutes),
      threshold: 10,
      periods: 3,
      noValue,
      topic,
    });
  }
}

/** What single partners have trouble with; each alarm names the clients it is about. */
export class ClientAlarms extends Construct {
  constructor(scope: Construct, id: string, stage: Stage, topic: AlarmTopic) {
    super(scope, id);
    new ExplainedAlarm(this, 'SignatureFailures', {
      named: ['signature-failures'],
      ...requestRunbook.signatureFailures,
      metric: everyClient(stage, 'SignatureFailures', { of: 'SUM', minutes: 5 }),
      // More than somebody trying things out by hand.
      threshold: 20,
      noValue,
      topic,
    });
    new ExplainedAlarm(this, 'ClockSkew', {
      named: ['clock-skew'],
      ...requestRunbook.clockSkew,
      metric: everyClient(stage, 'ClockSkewSeconds', { of: 'AVG', minutes: 5 }),
      // Half of what is let through of a clock that is ahead.
      threshold: 30,
      periods: 3,
      noValue,
      topic,
    });
    new ExplainedAlarm(this, 'ThrottledClients', {
      named: ['throttled-clients'],
      ...requestRunbook.throttledClients,
      metric: everyClient(stage, 'Throttled', { of: 'SUM', minutes: 5 }),
      // One a second, for a quarter of an hour: no burst that it outlives.
      threshold: 300,
      periods: 3,
      noValue,
      topic,
    });
  }
}
