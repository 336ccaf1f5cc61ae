import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import { backOfficeRunbook } from './back-office-runbook.ts';
import { stageMetric } from './counted-metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { Stage } from './stage.ts';

const { SUM, MAXIMUM } = Stats;
/** Of what is counted only when it happens. */
const never = TreatMissingData.NOT_BREACHING;
const fiveMinutes = Duration.minutes(5);

/** What is watched where no partner waits for an answer. */
export interface BackOfficeAlarmsProps {
  readonly stage: Stage;
  readonly topic: AlarmTopic;
  readonly retryQueue: IQueue;
  /** By what they are called. */
  readonly deadLetters: ReadonlyMap<string, IQueue>;
  /** By what they are called. */
  readonly functions: ReadonlyMap<string, IFunction>;
}

/** Deferred work, and what becomes of it when nobody does it. */
export class BackOfficeAlarms extends Construct {
  constructor(scope: Construct, id: string, props: BackOfficeAlarmsProps) {
    super(scope, id);
    const { stage, topic, retryQueue } = props;
    const perFiveMinutes = { statistic: SUM, minutes: 5 };
    new ExplainedAlarm(this, 'OldMessages', {
      named: ['old-messages'],
      ...backOfficeRunbook.oldMessages,
      metric: retryQueue.metricApproximateAgeOfOldestMessage({
        statistic: MAXIMUM,
        period: fiveMinutes,
      }),
      // A message may be delayed for a quarter of an hour, and be received five times in another.
      threshold: Duration.minutes(30).toSeconds(),
      // An empty queue has no age.
      noValue: never,
      topic,
    });
    new ExplainedAlarm(this, 'DecisionService', {
      named: ['decision-service'],
      ...backOfficeRunbook.decisionService,
      metric: stageMetric(stage, 'DecisionServiceFaults', perFiveMinutes),
      threshold: 4,
      periods: 2,
      noValue: never,
      topic,
    });
    new ExplainedAlarm(this, 'UndecidedInTime', {
      named: ['undecided-in-time'],
      ...backOfficeRunbook.undecidedInTime,
      metric: stageMetric(stage, 'DecisionsEvaluationTimeout', perFiveMinutes),
      threshold: 0,
      noValue: never,
      topic,
    });
    new ExplainedAlarm(this, 'InvoicesKept', {
      named: ['invoices-kept'],
      ...backOfficeRunbook.invoicesKept,
      metric: stageMetric(stage, 'InvoicesKeptClaimed', perFiveMinutes),
      threshold: 0,
      noValue: never,
      topic,
    });
    new ExplainedAlarm(this, 'EventsRefused', {
      named: ['events-refused'],
      ...backOfficeRunbook.eventsRefused,
      metric: stageMetric(stage, 'EventsRefused', perFiveMinutes),
      threshold: 0,
      noValue: never,
      topic,
    });
    for (const [name, queue] of props.deadLetters) {
      new ExplainedAlarm(this, `DeadLetters-${name}`, {
        named: ['dead-letters', name],
        ...backOfficeRunbook.deadLetters(queue.queueName),
        metric: queue.metricApproximateNumberOfMessagesVisible({
          statistic: MAXIMUM,
          period: Duration.minutes(1),
        }),
        threshold: 0,
        // SQS stops counting a queue that nobody has used for hours; one with letters it counts.
        noValue: never,
        topic,
      });
    }
    for (const [name, lambda] of props.functions) this.#watch(name, lambda, topic);
  }

  /** A partner waits for none of them, so the gateway does not tell of their failures. */
  #watch(name: string, lambda: IFunction, topic: AlarmTopic): void {
    new ExplainedAlarm(this, `Errors-${name}`, {
      named: ['function-errors', name],
      ...backOfficeRunbook.functionErrors(name),
      metric: lambda.metricErrors({ period: fiveMinutes }),
      threshold: 0,
      // Once is tried again, by whatever handed it over.
      periods: 3,
      badPeriods: 2,
      // Not run, not failed: that it is not run is told by other alarms.
      noValue: never,
      topic,
    });
    new ExplainedAlarm(this, `Throttles-${name}`, {
      named: ['function-throttles', name],
      ...backOfficeRunbook.functionThrottles(name),
      metric: lambda.metricThrottles({ period: fiveMinutes }),
      threshold: 0,
      periods: 3,
      badPeriods: 2,
      noValue: never,
      topic,
    });
  }
}
