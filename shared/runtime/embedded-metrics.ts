import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  type MetricName,
  type MetricScope,
  metricDimensions,
  metricNamespace,
  metrics,
} from '../catalogue/metrics.ts';
import type { LogLine } from './request-log.ts';

/** The part of a line that CloudWatch makes metrics of, dimensions and values beside it. */
interface Embedded {
  readonly [name: string]: unknown;
}

type Directives = ReturnType<Metrics['serializeMetrics']>['_aws']['CloudWatchMetrics'];

/**
 * Puts what a line counts into the line itself, in CloudWatch's embedded metric format: nothing is
 * sent, and what is counted cannot be lost without its line.
 */
export class EmbeddedMetrics {
  readonly #stage: string;
  /** How lines that count the same are to be read. There are as many as ways to end a request. */
  readonly #directives = new Map<string, Directives>();

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** What is added to a line; nothing to one that counts nothing. */
  of(line: LogLine): Embedded {
    const values: Record<string, number> = {};
    const names: MetricName[] = [];
    for (const [name, value] of Object.entries(line.counts ?? {})) {
      if (!isMetric(name) || !hasDimensions(line, metrics[name].per)) continue;
      names.push(name);
      values[name] = value;
    }
    if (names.length === 0) return {};
    const CloudWatchMetrics = this.#directivesOf(names);
    return { stage: this.#stage, ...values, _aws: { Timestamp: Date.now(), CloudWatchMetrics } };
  }

  #directivesOf(names: readonly MetricName[]): Directives {
    const key = names.join();
    const made = this.#directives.get(key) ?? makeDirectives(names);
    this.#directives.set(key, made);
    return made;
  }
}

function isMetric(name: string): name is MetricName {
  return Object.hasOwn(metrics, name);
}

/** A metric whose endpoint or client is not known has no place; the line is still written. */
function hasDimensions({ api, clientId }: LogLine, scope: MetricScope): boolean {
  if (scope === 'api') return api !== undefined;
  return scope === 'stage' || clientId !== undefined;
}

/** Powertools checks names, units and dimensions; the values are each line's own. */
function makeDirectives(names: readonly MetricName[]): Directives {
  const scopes = new Set(names.map((name) => metrics[name].per));
  return [...scopes].flatMap((scope) => {
    const made = new Metrics({ namespace: metricNamespace });
    made.clearDefaultDimensions();
    for (const dimension of metricDimensions[scope]) made.addDimension(dimension, 'its own');
    for (const name of names) {
      if (metrics[name].per === scope) made.addMetric(name, metrics[name].unit, 0);
    }
    return made.serializeMetrics()._aws.CloudWatchMetrics;
  });
}
