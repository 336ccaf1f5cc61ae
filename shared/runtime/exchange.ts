import type { Context } from 'aws-lambda';
import { TrafficExceeded } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { SigningKey } from '../signing/sign.ts';
import type { CallBounds } from '../store/table.ts';
import type { Envelope } from './envelope.ts';
import type { ReceivedRequest } from './gateway-event.ts';
import type { Suspect, VerifiedRequest } from './verify-request.ts';

/** One request on its way through the chain: what is known of it so far. */
export interface Exchange {
  readonly request: ReceivedRequest;
  /** Epoch milliseconds; every judgement of this request is made as of this instant. */
  readonly startedAt: number;
  /** No commit is begun after this instant. */
  readonly deadlineAt: number;
  /** What the answer is signed with; without it nothing is begun. */
  signingKey?: SigningKey;
  envelope?: Envelope;
  verified?: VerifiedRequest;
  /** Whom a request that was not verified named, and how it failed; for the log alone. */
  suspect?: Suspect;
  /** Whether the verified client has used its rate up. */
  isOverRate?: boolean;
  /** The request, parsed; only the endpoint's schema knows its shape. */
  parsed?: unknown;
  /** For whom the operation works. */
  tenant?: Tenant;
}

const exchanges = new WeakMap<Context, Exchange>();

/** Begins the exchange of an invocation; each invocation has a context of its own. */
export function beginExchange(context: Context, exchange: Exchange): Exchange {
  exchanges.set(context, exchange);
  return exchange;
}

/** The exchange of an invocation, once it has begun. */
export function exchangeOf(context: Context): Exchange | undefined {
  return exchanges.get(context);
}

/** The handler ran into its deadline. What it had sent may still land. */
export class DeadlinePassed extends Error {
  constructor() {
    super('the deadline has passed');
    this.name = 'DeadlinePassed';
  }
}

/** The bounds of a request's calls: its abort signal and its deadline. */
export function boundsOf(exchange: Exchange, signal: AbortSignal, now: () => number): CallBounds {
  return {
    signal,
    assertInTime() {
      if (now() >= exchange.deadlineAt) throw new DeadlinePassed();
    },
  };
}

/**
 * What a step before must have found.
 *
 * @throws {Error} when the chain is put together wrongly
 */
export function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the chain has not established ${what}`);
  return value;
}

/** Whether the fault says that there was too much at once, ours or DynamoDB's. */
export function isTrafficFault(error: unknown): boolean {
  if (error instanceof TrafficExceeded) return true;
  return error instanceof Error && trafficFaultNames.has(error.name);
}

const trafficFaultNames: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);
