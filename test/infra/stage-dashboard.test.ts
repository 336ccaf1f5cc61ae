import { expect, test } from 'vitest';
import { type MetricName, metricDimensions, metrics } from '../../shared/catalogue/metrics.ts';
import { queried, type Series } from './stack-alarms.ts';
import { StackTemplate, stackOf } from './stack-template.ts';
import { textOf } from './template-values.ts';

const dev = new StackTemplate(stackOf('dev'));

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

const { widgets } = JSON.parse(
  textOf(dev.one('AWS::CloudWatch::Dashboard').Properties['DashboardBody']),
) as { widgets: Widget[] };

test('has a row for each thing to ask, in the order in which they are asked', () => {
  const titles = widgets.flatMap(({ properties }) => properties.markdown ?? []);
  expect(titles).toEqual([
    '## Answers: do partners learn what became of their requests?',
    '## Times: milliseconds until the answer is signed',
    '## Partners: who has trouble?',
    '## Keys and rates',
    '## Deferred work',
    '## Books',
    '## Functions that no partner waits for',
  ]);
});

test('begins with the state of every alarm', () => {
  expect(widgets[0]?.properties.alarms).toHaveLength(dev.all('AWS::CloudWatch::Alarm').length);
});

test('shows everything that is counted, under the dimensions that it is counted under', () => {
  const shown = widgets.flatMap(({ properties }) => (properties.metrics ?? []).flatMap(seriesOf));
  const own = shown.filter(({ namespace }) => namespace === 'Quotaline');
  for (const { metricName, dimensions } of own) {
    const { per } = metrics[metricName as MetricName];
    expect([metricName, dimensions]).toEqual([metricName, [...metricDimensions[per]].sort()]);
  }
  const names = new Set(own.map(({ metricName }) => metricName));
  expect([...names].sort()).toEqual(Object.keys(metrics).sort());
});

test('is named as the stack, and its address is an output', () => {
  expect(dev.one('AWS::CloudWatch::Dashboard').Properties['DashboardName']).toBe('quotaline-dev');
  const { Value } = dev.outputs()['DashboardUrl'] as { Value: unknown };
  expect(textOf(Value)).toBe(
    'https://AWS::Region.console.aws.amazon.com/cloudwatch/home?region=AWS::Region#dashboards/dashboard/quotaline-dev',
  );
});

/** A row of a graph: a metric with its dimensions by turns, or an expression. */
function seriesOf(row: readonly unknown[]): Series[] {
  const [first] = row;
  if (typeof first === 'object' && first !== null && 'expression' in first) {
    return [queried(`${first.expression}`, 0)];
  }
  const [namespace, metricName, ...rest] = row.filter((one) => typeof one === 'string');
  const dimensions = rest.filter((_, index) => index % 2 === 0).sort();
  return [
    {
      namespace: `${namespace}`,
      metricName: `${metricName}`,
      dimensions,
      statistic: '',
      period: 0,
    },
  ];
}
