import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import { backOfficeRunbook } from './back-office-runbook.ts';
import { stageMetric } from './counted-metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import type { Stage } from './stage.ts';

const { SUM, MAXIMUM } = Stats;

/** That the checks are made, and what they find. */
export class BooksAlarms extends Construct {
  constructor(scope: Construct, id: string, stage: Stage, topic: AlarmTopic) {
    super(scope, id);
    new ExplainedAlarm(this, 'ChecksStopped', {
      named: ['checks-stopped'],
      ...backOfficeRunbook.checksStopped,
      metric: stageMetric(stage, 'CheckRuns', { statistic: SUM, minutes: 5 }),
      when: 'below',
      threshold: 1,
      // The very thing it is about: a check that is not made counts nothing.
      noValue: TreatMissingData.BREACHING,
      topic,
    });
    const fullChecks = new ExplainedAlarm(this, 'FullChecksStopped', {
      named: ['full-checks-stopped'],
      ...backOfficeRunbook.fullChecksStopped,
      metric: stageMetric(stage, 'FullCheckRuns', { statistic: SUM, minutes: 60 }),
      when: 'below',
      threshold: 1,
      // A day, and two hours for a check that takes long.
      periods: 26,
      // Bad, it would be raised by every new stack until its first night. Nothing at all within the
      // periods is a state of its own, entered only by what has run before, and told of too.
      noValue: TreatMissingData.MISSING,
      topic,
    });
    topic.notifyOfSilence(fullChecks);
    new ExplainedAlarm(this, 'LedgerDrift', {
      named: ['ledger-drift'],
      ...backOfficeRunbook.ledgerDrift,
      metric: stageMetric(stage, 'LedgerDrift', { statistic: MAXIMUM, minutes: 5 }),
      threshold: 0,
      // It lasts until a check has come to its end and found none: only then is a zero counted.
      noValue: TreatMissingData.IGNORE,
      topic,
    });
    new ExplainedAlarm(this, 'PastDue', {
      named: ['past-due'],
      ...backOfficeRunbook.pastDue,
      metric: stageMetric(stage, 'GrantsPastDue', { statistic: MAXIMUM, minutes: 1 }),
      threshold: 0,
      // Each check sends for them anew: ten in a row say that sending does not help.
      periods: 10,
      // No check, no news; that there is none is an alarm of its own.
      noValue: TreatMissingData.IGNORE,
      topic,
    });
  }
}
