import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import { describeAlarm, type Explanation, nameAlarm } from './explained-alarm.ts';

/**
 * How fast a month's budget of bad requests may go. At 14.4 times its pace 2 % of it are gone in an
 * hour, at 6 times 5 % in six. The long window says that it is worth waking someone, the short one
 * that it is still going on, so that the alarm ends soon after its cause.
 *
 * @see https://sre.google/workbook/alerting-on-slos/
 */
const paces = [
  { times: 14.4, longMinutes: 60, shortMinutes: 5 },
  { times: 6, longMinutes: 360, shortMinutes: 30 },
] as const;

/** A share of requests that must stay small. */
export interface BurnRateAlarmProps extends Explanation {
  readonly named: readonly string[];
  /** Of a hundred requests, how many may be bad. */
  readonly budgetPercent: number;
  /** How many are, in windows of so many minutes. */
  badPercent(minutes: number): IMetric;
  /** The same, but none while there were too few to call them a share. */
  badPercentOfEnough(minutes: number): IMetric;
  readonly topic: AlarmTopic;
}

/** One alarm of four windows, which alone tells somebody. */
export class BurnRateAlarm extends Construct {
  readonly #props: BurnRateAlarmProps;

  constructor(scope: Construct, id: string, props: BurnRateAlarmProps) {
    super(scope, id);
    this.#props = props;
    const burning = paces.map(({ times, longMinutes, shortMinutes }) =>
      AlarmRule.allOf(
        this.#window(times, longMinutes, props.badPercentOfEnough(longMinutes)),
        this.#window(times, shortMinutes, props.badPercent(shortMinutes)),
      ),
    );
    const alarm = new CompositeAlarm(this, 'Burning', {
      compositeAlarmName: nameAlarm(this, ...props.named),
      alarmDescription: describeAlarm(props),
      alarmRule: AlarmRule.anyOf(...burning),
    });
    props.topic.notifyOf(alarm);
  }

  #window(times: number, minutes: number, metric: IMetric): ReturnType<typeof AlarmRule.fromAlarm> {
    const { named, budgetPercent } = this.#props;
    const window = Duration.minutes(minutes).toHumanString().replace(' ', '-');
    const whole = nameAlarm(this, ...named);
    const alarm = new Alarm(this, window, {
      alarmName: `${whole}-${window}`,
      alarmDescription: `A part of ${whole}, which says what it means.`,
      metric,
      // Rounded, as a product of decimals is not what it looks like.
      threshold: Number((budgetPercent * times).toFixed(3)),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // No requests, no bad ones.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    return AlarmRule.fromAlarm(alarm, AlarmState.ALARM);
  }
}
