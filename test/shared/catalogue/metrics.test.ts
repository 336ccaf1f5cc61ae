import { expect, test } from 'vitest';
import {
  type Metric,
  type MetricScope,
  metricDimensions,
  metricNamespace,
  metrics,
} from '../../../shared/catalogue/metrics.ts';

const declared: readonly (readonly [string, Metric])[] = Object.entries(metrics);

test('every metric is of one stage, and only the ids of endpoints and clients split it further', () => {
  expect(metricNamespace).toBe('Quotaline');
  expect(metricDimensions).toEqual({
    stage: ['stage'],
    api: ['stage', 'api'],
    client: ['stage', 'clientId'],
  });
});

test.each<[MetricScope, readonly string[]]>([
  ['api', ['Requests', 'Refused', 'Unknown', 'LatencyMs']],
  ['client', ['SignatureFailures', 'ClockSkewSeconds', 'Throttled']],
])('an alarm finds the metrics per %s', (scope, names) => {
  expect(declared.filter(([, { per }]) => per === scope).map(([name]) => name)).toEqual(names);
});

test.each(declared)('%s bears its unit in its name where it is no count', (name, { unit }) => {
  const ending = { Count: '', Milliseconds: 'Ms', Seconds: 'Seconds' }[unit];
  expect(name.endsWith(ending)).toBe(true);
  expect(/(Ms|Seconds)$/.test(name)).toBe(unit !== 'Count');
});

test.each(declared)('%s says what it means', (_name, { meaning }) => {
  expect(meaning).toMatch(/^[A-Z].+\.$/);
});
