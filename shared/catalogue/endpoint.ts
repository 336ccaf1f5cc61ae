import type * as z from 'zod/mini';
import type { RefusalCode } from '../domain/refusal.ts';
import type { IndexName } from './environment.ts';

/** The product families: subscriptions, API contracts and token scopes go by them. */
export type ApiFamily = 'credit' | 'fx' | 'worldcard';

/** The protocol's name of each endpoint. */
export type ApiName =
  | 'queryCreditQuota'
  | 'applyCreditGrant'
  | 'inquiryCreditGrant'
  | 'submitAttachment'
  | 'inquiryAvailableQuota'
  | 'queryBudgetAccountInfo';

/** How an endpoint spells each no about customer, token, subscription and API contract. */
export interface AccessRefusals {
  /** The customer is unknown, suspended, or another client's. */
  readonly customerUnknown: RefusalCode;
  /** The token is missing, malformed, unknown, revoked, or of another client or customer. */
  readonly tokenUnknown: RefusalCode;
  readonly tokenExpired: RefusalCode;
  readonly tokenScope: RefusalCode;
  readonly notSubscribed: RefusalCode;
  /** The client's API contract for the family is not valid; undefined where none is asked for. */
  readonly contractInvalid?: RefusalCode;
}

/** How a repeated call is recognised, or `query` where repeating is harmless by nature. */
export type Idempotency =
  | { readonly kind: 'query' }
  | { readonly kind: 'keyed'; readonly key: 'referenceNo' | 'attachmentId' };

/** What a function's role may do; the stack grants exactly this. */
export interface TableAccess {
  readonly reads: boolean;
  readonly writes: boolean;
  /** Gives invoices back; nothing else is ever deleted. */
  readonly deletes?: boolean;
  /** What is read page by page rather than by key. */
  readonly queries?: readonly ('table' | IndexName)[];
}

/** What a function's role may do beside the table; the stack tells it where, too. */
export interface DeferralAccess {
  /** Sends for deferred applications to be worked on. */
  readonly retryQueue: 'none' | 'send';
  /** Asks the deployment's own decision service, where there is one. */
  readonly decisionService: 'none' | 'ask';
}

/**
 * How long each thing may take. The order holds for every row: attempts of one AWS call, with
 * their backoff, end before the deadline; the deadline ends a second or more before the Lambda
 * timeout; and that before the gateway's 30 s. A test holds the rows to it.
 */
export interface TimeBudget {
  /** When the caller gets `U`, counted from the function's start; nothing commits after it. */
  readonly deadlineMs: number;
  readonly lambdaTimeoutSeconds: number;
}

/** One partner API, declared once; stack, runtime, local server and tests read it. */
export interface Endpoint<
  Request extends z.ZodMiniType = z.ZodMiniType,
  Response extends z.ZodMiniType = z.ZodMiniType,
> extends DeferralAccess {
  readonly name: ApiName;
  /** The file in `functions/` that answers it, without its ending. */
  readonly functionName: string;
  readonly path: string;
  readonly purpose: string;
  readonly family: ApiFamily;
  readonly request: Request;
  /** The members of an `S` answer beside `result`. */
  readonly response: Response;
  /** Whether an empty body is read as `{}`. */
  readonly emptyBodyAllowed: boolean;
  readonly bodyLimitBytes: number;
  /** The definitive codes it may give beyond the common ones. */
  readonly refusals: readonly RefusalCode[];
  readonly accessRefusals: AccessRefusals;
  readonly idempotency: Idempotency;
  readonly table: TableAccess;
  readonly bucket: 'none' | 'put';
  readonly time: TimeBudget;
  readonly memoryMb: number;
}

/** What the operation of an endpoint is given: the request, parsed. */
export type RequestOf<E extends Endpoint> = z.output<E['request']>;
/** What the operation of an endpoint gives back: the answer's members beside `result`. */
export type ResponseOf<E extends Endpoint> = z.input<E['response']>;

/** Keeps a row's exact types while holding it to the shape of an endpoint. */
export function defineEndpoint<const E extends Endpoint>(row: E): E {
  return row;
}
