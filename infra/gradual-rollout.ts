import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import {
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, type Node } from 'constructs';
import { ContextMistake } from './context-mistake.ts';
import { type EndpointFunction, liveAliasName } from './endpoint-function.ts';
import { describeAlarm, nameAlarm } from './explained-alarm.ts';
import { requestRunbook } from './request-runbook.ts';

/** How new code takes over: `-c rollout=all-at-once` is for the hotfix that ends the very alarm. */
type Pace = 'canary' | 'all-at-once';

/** Of a hundred calls, more bad ones than this take the new version back. */
const badPercent = 2;

/**
 * Moves the alias of a function from one version to the next by way of a tenth of its calls for
 * five minutes, and back again if calls go wrong meanwhile. The first version of all is live at
 * once: there is nothing to move from.
 */
export class GradualRollout extends Construct {
  readonly #application: LambdaApplication;
  readonly #role: Role;
  readonly #isCanary: boolean;

  /** @throws {ContextMistake} when the toolkit's `-c rollout=…` is none */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#isCanary = paceOf(this.node) === 'canary';
    this.#application = new LambdaApplication(this, 'Application');
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
  }

  /**
   * Has a function roll out so.
   *
   * @param unknown how many `U` it answers a minute: a fault is an answer
   */
  add(id: string, { alias, lambda }: EndpointFunction, unknown: IMetric): void {
    const alarm = new Alarm(this, `${id}-alarm`, {
      alarmName: nameAlarm(this, 'rollback', id),
      alarmDescription: describeAlarm(requestRunbook.rollback(id)),
      metric: badShare(
        alias.metricErrors.bind(alias),
        alias.metricInvocations.bind(alias),
        unknown,
      ),
      threshold: badPercent,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // Two minutes of the five that the new version has its tenth.
      evaluationPeriods: 5,
      datapointsToAlarm: 2,
      // No calls, no bad ones.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.#allow(lambda.functionArn, alarm.alarmArn);
    const group = new LambdaDeploymentGroup(this, id, {
      application: this.#application,
      alias,
      alarms: [alarm],
      deploymentConfig: this.#isCanary
        ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
        : LambdaDeploymentConfig.ALL_AT_ONCE,
      autoRollback: { deploymentInAlarm: true, failedDeployment: true, stoppedDeployment: true },
      ignoreAlarmConfiguration: !this.#isCanary,
      // Its construct would attach a policy of AWS that holds for every function of the account.
      role: this.#role.withoutPolicyUpdates(),
    });
    group.node.addDependency(this.#role);
  }

  /**
   * What AWS's own policy for this permits, `AWSCodeDeployRoleForLambdaLimited`, but for topics and
   * hooks, of which there are none, and for these functions and alarms alone. Provisioned
   * concurrency is asked about though nothing here has any: a refusal would fail the deployment.
   * Alarms can be narrowed to their ARNs because these are no composite ones, which only a star
   * would show.
   */
  #allow(functionArn: string, alarmArn: string): void {
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: [
          'lambda:GetAlias',
          'lambda:GetProvisionedConcurrencyConfig',
          'lambda:UpdateAlias',
        ],
        resources: [functionArn, `${functionArn}:${liveAliasName}`],
      }),
    );
    this.#role.addToPolicy(
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [alarmArn] }),
    );
  }
}

type MetricOf = (options: { readonly statistic: string; readonly period: Duration }) => IMetric;

function badShare(errors: MetricOf, calls: MetricOf, unknown: IMetric): IMetric {
  const perMinute = { statistic: Stats.SUM, period: Duration.minutes(1) };
  return new MathExpression({
    expression: '100 * (errors + FILL(unknown, 0)) / calls',
    label: 'bad of a hundred',
    usingMetrics: {
      errors: errors(perMinute),
      calls: calls(perMinute),
      unknown,
    },
    period: perMinute.period,
  });
}

function paceOf(node: Node): Pace {
  const said: unknown = node.tryGetContext('rollout') ?? 'canary';
  if (said === 'canary' || said === 'all-at-once') return said;
  throw new ContextMistake(
    `-c rollout=${JSON.stringify(said)} is no way to roll out: it is canary or all-at-once.`,
  );
}
