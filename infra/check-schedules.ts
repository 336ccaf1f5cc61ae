import { Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { checkSchedules } from '../shared/catalogue/back-office-functions.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';

/** When each check begins, and for how long its start is tried. */
const times = {
  // The next minute does what this one did not.
  minute: {
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    retryAttempts: 2,
    maxEventAge: Duration.minutes(1),
  },
  // Tried until the next one, at a time of little traffic that is not everyone's full hour.
  day: {
    schedule: ScheduleExpression.cron({ minute: '17', hour: '2', timeZone: TimeZone.ETC_UTC }),
    retryAttempts: 185,
    maxEventAge: Duration.hours(24),
  },
} as const;

/** What has `check-quotas` run. */
export class CheckSchedules extends Construct {
  readonly #group: ScheduleGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // No state, and a name that a stack of the same name would want again.
    this.#group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
  }

  /** Has a function run on every schedule; those of this group alone can take the role to do so. */
  feed(lambda: IFunction, deadLetterQueue: DeadLetterQueue): void {
    const role = this.#roleFor(lambda, deadLetterQueue);
    for (const { every, input } of checkSchedules) {
      const { schedule, retryAttempts, maxEventAge } = times[every];
      new Schedule(this, every, {
        schedule,
        scheduleGroup: this.#group,
        timeWindow: TimeWindow.off(),
        target: new LambdaInvoke(lambda, {
          input: ScheduleTargetInput.fromObject(input),
          retryAttempts,
          maxEventAge,
          deadLetterQueue,
          // The target would grant itself every version of the function.
          role: role.withoutPolicyUpdates(),
        }),
      });
    }
  }

  #roleFor(lambda: IFunction, deadLetterQueue: DeadLetterQueue): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': this.#group.scheduleGroupArn,
          },
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [lambda.functionArn],
      }),
    );
    deadLetterQueue.grantSend(role);
    return role;
  }
}
