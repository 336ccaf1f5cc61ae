import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  CompositeAlarm,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Endpoint } from '../shared/catalogue/endpoint.ts';
import { apiMetric, everyClient, stageMetric } from './counted-metric.ts';
import { ExplainedAlarm } from './explained-alarm.ts';
import { gatewayMetric } from './request-alarms.ts';
import type { Stage } from './stage.ts';

const { SUM, MAXIMUM } = Stats;
const minutes = 5;
const perFiveMinutes = { statistic: SUM, minutes };
const period = Duration.minutes(minutes);

/** What the dashboard shows. */
export interface StageDashboardProps {
  readonly stage: Stage;
  readonly endpoints: readonly Endpoint[];
  readonly apiId: string;
  readonly retryQueue: IQueue;
  readonly deadLetters: ReadonlyMap<string, IQueue>;
  readonly functions: ReadonlyMap<string, IFunction>;
}

/** One row a concern, in the order in which whoever is on call asks. */
export class StageDashboard extends Construct {
  readonly url: string;
  readonly #dashboard: Dashboard;
  readonly #props: StageDashboardProps;

  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    this.#props = props;
    const { stackName, region } = Stack.of(this);
    this.#dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: stackName,
      defaultInterval: Duration.hours(6),
    });
    this.#dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: alarmsOf(this), width: 24, height: 6 }),
    );
    this.#addRequests();
    this.#addClients();
    this.#addBackOffice();
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${stackName}`;
  }

  #addRequests(): void {
    const { stage, endpoints, apiId } = this.#props;
    const each = (name: 'Requests' | 'Unknown' | 'Refused') =>
      endpoints.map(({ name: api }) =>
        apiMetric(stage, api, name, perFiveMinutes).with({ label: api }),
      );
    const time = (statistic: string) =>
      endpoints.map(({ name: api }) =>
        apiMetric(stage, api, 'LatencyMs', { statistic, minutes }).with({ label: api }),
      );
    this.#row('Answers: do partners learn what became of their requests?', [
      graph('U: faults of ours', each('Unknown')),
      graph('F: refusals', each('Refused')),
      graph("the gateway's own, unsigned", [
        gatewayMetric(apiId, '5xx', minutes),
        gatewayMetric(apiId, '4xx', minutes),
        stageMetric(stage, 'AnsweredUnsigned', perFiveMinutes),
      ]),
      graph('requests', each('Requests')),
    ]);
    this.#row('Times: milliseconds until the answer is signed', [
      graph('half of the answers', time('p50')),
      graph('all but one in a hundred', time('p99')),
    ]);
  }

  #addClients(): void {
    const { stage } = this.#props;
    this.#row('Partners: who has trouble?', [
      graph('invalid signatures', [
        everyClient(stage, 'SignatureFailures', { of: 'SUM', minutes }),
      ]),
      graph('clocks, seconds off', [
        everyClient(stage, 'ClockSkewSeconds', { of: 'AVG', minutes }),
      ]),
      graph('over their rate', [everyClient(stage, 'Throttled', { of: 'SUM', minutes })]),
    ]);
    this.#row('Keys and rates', [
      graph('not loaded', [stageMetric(stage, 'SecretLoadFailures', perFiveMinutes)]),
      graph('unknown clients', [stageMetric(stage, 'UnknownClients', perFiveMinutes)]),
      graph('leases not had', [stageMetric(stage, 'RateLeaseFailures', perFiveMinutes)]),
    ]);
  }

  #addBackOffice(): void {
    const { stage, retryQueue, deadLetters, functions } = this.#props;
    const summed = (...names: Parameters<typeof stageMetric>[1][]) =>
      names.map((name) => stageMetric(stage, name, perFiveMinutes));
    const highest = (...names: Parameters<typeof stageMetric>[1][]) =>
      names.map((name) => stageMetric(stage, name, { statistic: MAXIMUM, minutes }));
    this.#row('Deferred work', [
      graph('age of the oldest message, seconds', [
        retryQueue.metricApproximateAgeOfOldestMessage({ statistic: MAXIMUM, period }),
      ]),
      graph('past due', highest('GrantsPastDue', 'GrantsRequeued')),
      graph(
        'faults',
        summed(
          'DecisionServiceFaults',
          'RetryFaults',
          'RetrySendFaults',
          'DecisionsEvaluationTimeout',
        ),
      ),
      graph(
        'dead letters',
        [...deadLetters].map(([label, queue]) =>
          queue.metricApproximateNumberOfMessagesVisible({ label, statistic: MAXIMUM, period }),
        ),
      ),
    ]);
    this.#row('Books', [
      graph('checks made', summed('CheckRuns', 'FullCheckRuns', 'TenantsRecounted')),
      graph(
        'not counted',
        highest('TenantsBusy', 'TenantsPassedOver', 'BooksIncomplete', 'CheckFaults'),
      ),
      graph('drift', highest('LedgerDrift')),
      graph('facilities', highest('OverdueFacilities', 'QuotaLow')),
      graph('events', summed('ExpiredGrants', 'EventsRefused', 'InvoicesKeptClaimed')),
    ]);
    const each = (metricOf: (lambda: IFunction, label: string) => IMetric) =>
      [...functions].map(([label, lambda]) => metricOf(lambda, label));
    this.#row('Functions that no partner waits for', [
      graph(
        'errors',
        each((lambda, label) => lambda.metricErrors({ label, period })),
      ),
      graph(
        'throttles',
        each((lambda, label) => lambda.metricThrottles({ label, period })),
      ),
      graph(
        'milliseconds',
        each((lambda, label) => lambda.metricDuration({ label, period, statistic: MAXIMUM })),
      ),
    ]);
  }

  #row(title: string, graphs: readonly Graph[]): void {
    this.#dashboard.addWidgets(new TextWidget({ markdown: `## ${title}`, width: 24, height: 1 }));
    const width = 24 / graphs.length;
    this.#dashboard.addWidgets(
      ...graphs.map(({ title, metrics }) => {
        return new GraphWidget({ title, left: metrics, width, leftYAxis: { min: 0 } });
      }),
    );
  }
}

/** All that tell somebody, and so not the parts of others. */
function alarmsOf(scope: Construct): IAlarm[] {
  return Stack.of(scope)
    .node.findAll()
    .filter((one) => one instanceof ExplainedAlarm || one instanceof CompositeAlarm);
}

interface Graph {
  readonly title: string;
  readonly metrics: IMetric[];
}

function graph(title: string, metrics: IMetric[]): Graph {
  return { title, metrics };
}
