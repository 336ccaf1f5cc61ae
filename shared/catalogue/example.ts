import type * as z from 'zod/mini';
import type { Endpoint } from './endpoint.ts';
import type { ResultCode } from './results.ts';

/** A call as the demo partner may make it, and what it is answered. */
export interface CallExample<E extends Endpoint = Endpoint> {
  readonly summary: string;
  readonly request: Readonly<z.input<E['request']>>;
  /** The members beside `result`. */
  readonly answer: Readonly<z.input<E['response']>>;
}

/** A call that ends otherwise than in success. */
export interface RefusalExample {
  readonly code: ResultCode;
  /** What the answer says; the code's own message unless it can name the fault. */
  readonly message?: string;
  /** Ids that are given back. */
  readonly echoed?: Readonly<Record<string, string>>;
}

/** Examples of an endpoint; what they succeed with is what the laptop's first calls give. */
export interface Examples<E extends Endpoint = Endpoint> {
  readonly calls: readonly [CallExample<E>, ...CallExample<E>[]];
  readonly refusals: readonly RefusalExample[];
}
