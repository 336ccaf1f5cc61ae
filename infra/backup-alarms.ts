import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import { backOfficeRunbook } from './back-office-runbook.ts';
import { ExplainedAlarm } from './explained-alarm.ts';

/** That the daily copies of the table are made. Of the vault: AWS knows other resources by type alone. */
export class BackupAlarms extends Construct {
  constructor(scope: Construct, id: string, vaultName: string, topic: AlarmTopic) {
    super(scope, id);
    const counted = (metricName: string, minutes: number): Metric =>
      new Metric({
        namespace: 'AWS/Backup',
        metricName,
        dimensionsMap: { BackupVaultName: vaultName },
        statistic: Stats.SUM,
        period: Duration.minutes(minutes),
      });
    new ExplainedAlarm(this, 'Failed', {
      named: ['backup-failed'],
      ...backOfficeRunbook.backupFailed,
      metric: counted('NumberOfBackupJobsFailed', 5),
      threshold: 0,
      // No failures, no value.
      noValue: TreatMissingData.NOT_BREACHING,
      topic,
    });
    const missing = new ExplainedAlarm(this, 'Missing', {
      named: ['backup-missing'],
      ...backOfficeRunbook.backupMissing,
      metric: counted('NumberOfBackupJobsCompleted', 60),
      when: 'below',
      threshold: 1,
      // A day, and two hours for one that starts late.
      periods: 26,
      // As of the full check: silence is told of, but not by a stack that has not had its first.
      noValue: TreatMissingData.MISSING,
      topic,
    });
    topic.notifyOfSilence(missing);
  }
}
