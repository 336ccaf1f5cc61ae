import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';

/** What whoever is woken by an alarm wants to know. It is part of the alarm, and so of its e-mail. */
export interface Explanation {
  /** What it means to partners. */
  readonly impact: string;
  /** Where to look first. */
  readonly lookAt: string;
  /** The paragraph of the runbook. */
  readonly steps: string;
}

/** CloudWatch cuts off nothing: it refuses a description that is longer. */
const maxDescription = 1_024;

/** @throws {Error} when the text is too long for an alarm */
export function describeAlarm({ impact, lookAt, steps }: Explanation): string {
  const text = `Impact: ${impact}\nLook at: ${lookAt}\nRunbook: ${steps}`;
  if (text.length > maxDescription) {
    throw new Error(`${text.length} characters are too many for an alarm: ${text}`);
  }
  return text;
}

/** Alarms begin with the stack's name: their topic and its key let in no others. */
export function nameAlarm(scope: Construct, ...parts: readonly string[]): string {
  return [Stack.of(scope).stackName, ...parts].join('-');
}

/** What an alarm cannot do without. */
export interface ExplainedAlarmProps extends Explanation {
  /** What it is called, after the stack: what it tells of, then what of. */
  readonly named: readonly string[];
  readonly metric: AlarmProps['metric'];
  /** It is raised by values above this, or below, if `when` says so. */
  readonly threshold: number;
  readonly when?: 'above' | 'below';
  /** How many periods are looked at, and how many of them must be bad: all unless told otherwise. */
  readonly periods?: number;
  readonly badPeriods?: number;
  /** Never left to a default: no value may mean that all is well, or that nothing runs any more. */
  readonly noValue: TreatMissingData;
  readonly topic: AlarmTopic;
}

/** An alarm that says what it means, where to look and what to do, and tells somebody. */
export class ExplainedAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: ExplainedAlarmProps) {
    const { named, metric, threshold, when = 'above', periods = 1, badPeriods = periods } = props;
    super(scope, id, {
      alarmName: nameAlarm(scope, ...named),
      alarmDescription: describeAlarm(props),
      metric,
      threshold,
      comparisonOperator:
        when === 'above'
          ? ComparisonOperator.GREATER_THAN_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: badPeriods,
      treatMissingData: props.noValue,
    });
    props.topic.notifyOf(this);
  }
}
