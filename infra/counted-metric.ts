import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { unknownApi } from '../shared/catalogue/catalogue.ts';
import type { documents } from '../shared/catalogue/documents.ts';
import type { ApiName } from '../shared/catalogue/endpoint.ts';
import {
  type MetricNameOf,
  metricDimensions,
  metricNamespace,
} from '../shared/catalogue/metrics.ts';
import type { Stage } from './stage.ts';

/**
 * What is counted as an `api`: endpoints by the protocol's name, and what else answers partners by
 * that of its function, since the protocol has none for it.
 */
export type CountedApi =
  | ApiName
  | (typeof documents)[number]['functionName']
  | (typeof unknownApi)['functionName'];

/** How the values of a period become one. */
export interface Sampling {
  readonly statistic: string;
  readonly minutes: number;
}

/** What the functions count for a whole stage. */
export function stageMetric(stage: Stage, name: MetricNameOf<'stage'>, sampling: Sampling): Metric {
  return metricOf(name, { stage }, sampling);
}

/** What the functions count for one endpoint, or what answers beside them. */
export function apiMetric(
  stage: Stage,
  api: CountedApi,
  name: MetricNameOf<'api'>,
  sampling: Sampling,
): Metric {
  return metricOf(name, { stage, api }, sampling);
}

/**
 * What the functions count for each client, the worst first: one series a client, so that an alarm
 * names those it is about, and a new client needs no new alarm.
 */
export function everyClient(
  stage: Stage,
  name: MetricNameOf<'client'>,
  sampling: { readonly of: 'SUM' | 'AVG'; readonly minutes: number },
): MathExpression {
  const { of, minutes } = sampling;
  const schema = [`"${metricNamespace}"`, ...metricDimensions.client].join(', ');
  return new MathExpression({
    expression: `SELECT ${of}(${name}) FROM SCHEMA(${schema}) WHERE stage = '${stage}' GROUP BY clientId ORDER BY ${of}() DESC`,
    label: name,
    period: Duration.minutes(minutes),
  });
}

function metricOf(
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  { statistic, minutes }: Sampling,
): Metric {
  const period = Duration.minutes(minutes);
  return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, statistic, period });
}
