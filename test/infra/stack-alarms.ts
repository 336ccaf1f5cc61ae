import type { StackTemplate } from './stack-template.ts';
import { textOf } from './template-values.ts';

/** One series that an alarm or a graph reads: its statistic, and how many seconds make a value. */
export interface Series {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly string[];
  readonly statistic: string;
  readonly period: number;
}

/** An alarm of a template, as far as these tests look into it. */
export interface StackAlarm {
  readonly id: string;
  /** After the stack's. */
  readonly name: string;
  readonly description: string;
  readonly isComposite: boolean;
  readonly actions: readonly string[];
  readonly series: readonly Series[];
  readonly properties: Readonly<Record<string, unknown>>;
}

type Properties = Readonly<Record<string, unknown>>;

/** All alarms of a stack by what they are called. */
export function alarmsOf(template: StackTemplate, stackName: string): Map<string, StackAlarm> {
  const found = [
    ...template.all('AWS::CloudWatch::Alarm'),
    ...template.all('AWS::CloudWatch::CompositeAlarm'),
  ].map(([id, { Properties }]): StackAlarm => {
    const fullName = `${Properties['AlarmName']}`;
    if (!fullName.startsWith(`${stackName}-`)) throw new Error(`${fullName} is of another stack`);
    return {
      id,
      name: fullName.slice(stackName.length + 1),
      description: textOf(Properties['AlarmDescription']),
      isComposite: 'AlarmRule' in Properties,
      actions: ((Properties['AlarmActions'] ?? []) as unknown[]).map(textOf),
      series: 'AlarmRule' in Properties ? [] : seriesOf(Properties),
      properties: Properties,
    };
  });
  const byName = new Map(found.map((alarm) => [alarm.name, alarm]));
  if (byName.size !== found.length) throw new Error('two alarms have one name');
  return byName;
}

function seriesOf(properties: Properties): Series[] {
  if ('MetricName' in properties) {
    return [
      seriesFrom(
        properties,
        properties['Statistic'] ?? properties['ExtendedStatistic'],
        properties['Period'],
      ),
    ];
  }
  return (properties['Metrics'] as Properties[]).flatMap(({ Expression, MetricStat, Period }) => {
    if (MetricStat !== undefined) {
      const { Metric, Stat, Period: period } = MetricStat as Properties;
      return [seriesFrom(Metric as Properties, Stat, period)];
    }
    return /^SELECT/.test(`${Expression}`) ? [queried(`${Expression}`, Number(Period))] : [];
  });
}

function seriesFrom(metric: Properties, statistic: unknown, period: unknown): Series {
  const dimensions = (metric['Dimensions'] ?? []) as { Name: string }[];
  return {
    namespace: `${metric['Namespace']}`,
    metricName: `${metric['MetricName']}`,
    dimensions: dimensions.map(({ Name }) => Name).sort(),
    statistic: `${statistic}`,
    period: Number(period),
  };
}

/** What a query of Metrics Insights reads. */
export function queried(text: string, period: number): Series {
  const shape = /^SELECT (\w+)\((\w+)\) FROM SCHEMA\("(\w+)", ([\w, ]+)\) WHERE stage = '(\w+)' /;
  const [, statistic = '', metricName = '', namespace = '', names = ''] = shape.exec(text) ?? [];
  if (metricName === '') throw new Error(`cannot read ${text}`);
  return { namespace, metricName, dimensions: names.split(', ').sort(), statistic, period };
}
