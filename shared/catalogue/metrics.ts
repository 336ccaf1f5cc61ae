/** Where CloudWatch keeps what we count. */
export const metricNamespace = 'Quotaline';

/**
 * The dimensions a metric is kept under, in this order. Each has few values: stages and endpoints
 * are ours, and a client id is one of the client index, never one that somebody merely sent.
 */
export const metricDimensions = {
  stage: ['stage'],
  api: ['stage', 'api'],
  client: ['stage', 'clientId'],
} as const;

/** What one value of a metric speaks of: a whole stage, one endpoint, or one client. */
export type MetricScope = keyof typeof metricDimensions;

/** One metric: stack, runtime and tests read it. */
export interface Metric {
  readonly per: MetricScope;
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds';
  readonly meaning: string;
}

/**
 * Everything that is counted, by its name. What happens during a request is sent only when it
 * happened: an alarm on a share fills the gaps of its numerator with zero. What a check sums up is
 * sent at each check, zero included.
 */
export const metrics = {
  Requests: { per: 'api', unit: 'Count', meaning: 'Requests answered, whatever the answer.' },
  Refused: { per: 'api', unit: 'Count', meaning: 'Answers F: a definitive no.' },
  Unknown: {
    per: 'api',
    unit: 'Count',
    meaning: 'Answers U for a fault or a deadline of ours. A client over its own rate is none.',
  },
  LatencyMs: {
    per: 'api',
    unit: 'Milliseconds',
    meaning: 'From the start of the handler until the answer is signed.',
  },

  SignatureFailures: {
    per: 'client',
    unit: 'Count',
    meaning: 'Answers INVALID_SIGNATURE to whoever named this client, itself or an impostor.',
  },
  ClockSkewSeconds: {
    per: 'client',
    unit: 'Seconds',
    meaning: 'How far the clock of a genuine signature is from ours, either way, stale ones too.',
  },
  Throttled: {
    per: 'client',
    unit: 'Count',
    meaning: 'Verified requests over the rate of the client, answered U.',
  },

  UnknownClients: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Answers INVALID_CLIENT: no such client, or one that is not active.',
  },
  AnsweredUnsigned: {
    per: 'stage',
    unit: 'Count',
    meaning: 'HTTP 503 without a signature: the server key could never be loaded.',
  },
  SecretLoadFailures: {
    per: 'stage',
    unit: 'Count',
    meaning: 'A key or a client record could not be loaded; what was held before may still serve.',
  },
  RateLeaseFailures: {
    per: 'stage',
    unit: 'Count',
    meaning: 'No lease of a client rate could be had; the instance went by its own count alone.',
  },
  DecisionServiceFaults: {
    per: 'stage',
    unit: 'Count',
    meaning: 'The decision service was down, slow or wrong; the application waits.',
  },
  RetrySendFaults: {
    per: 'stage',
    unit: 'Count',
    meaning: 'A message for deferred work was not sent; the scheduled check sends for it.',
  },
  RetryFaults: {
    per: 'stage',
    unit: 'Count',
    meaning: 'A message of deferred work failed and comes again, in the end to the dead letters.',
  },
  DecisionsEvaluationTimeout: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Applications failed because nobody decided on them in time.',
  },
  InvoicesKeptClaimed: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Applications that failed and cannot be read: a person must release their invoices.',
  },
  EventsRefused: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Events of the back office that were not posted, and will not be.',
  },

  CheckRuns: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Checks that got to their end, one a minute at least: none means none was made.',
  },
  CheckFaults: {
    per: 'stage',
    unit: 'Count',
    meaning: 'What a check could not do, of one grant, tenant or index: the next one tries again.',
  },
  GrantsPastDue: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Undecided applications whose work was found more than two minutes overdue.',
  },
  GrantsRequeued: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Of those, applications that were sent for again.',
  },
  ExpiredGrants: { per: 'stage', unit: 'Count', meaning: 'Grants noted as expired.' },
  FullCheckRuns: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Full checks that got to the end of the books, one a day.',
  },
  TenantsRecounted: { per: 'stage', unit: 'Count', meaning: 'Tenants whose books were recounted.' },
  TenantsBusy: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Tenants whose books moved while they were counted; the next full check counts them.',
  },
  TenantsPassedOver: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Tenants whose books could not be counted, or not in the time of two checks.',
  },
  BooksIncomplete: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Runs of a full check that did not get to the end of the books; the next goes on.',
  },
  LedgerDrift: {
    per: 'stage',
    unit: 'Count',
    meaning:
      'Tenants whose books do not add up, or cannot be read: as found, and of all at the end of a check.',
  },
  OverdueFacilities: { per: 'stage', unit: 'Count', meaning: 'Facilities found overdue.' },
  QuotaLow: {
    per: 'stage',
    unit: 'Count',
    meaning: 'Facilities found with less than a tenth of their limit as headroom.',
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** The name of a metric that is declared; no other can be counted. */
export type MetricName = keyof typeof metrics;

/** The metrics of one scope. */
export type MetricNameOf<Scope extends MetricScope> = {
  [Name in MetricName]: (typeof metrics)[Name]['per'] extends Scope ? Name : never;
}[MetricName];
