import type { UnverifiedReason } from './verify-answer.ts';

/** The members of a JSON object, none of them checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What became of a call. Only `F` says that nothing was done; after `U` and after `unverified`
 * nobody knows, and the caller inquires or sends the same request again, with the same id.
 */
export type PartnerAnswer<Body = JsonObject> =
  | SucceededAnswer<Body>
  | FailedAnswer
  | UnknownAnswer
  | UnverifiedAnswer;

/** The call succeeded. A business no can still be inside (`creditGrantStatus` `FAILED`). */
export interface SucceededAnswer<Body = JsonObject> {
  readonly kind: 'S';
  /** The whole body, `result` included. */
  readonly body: Body;
}

/** A definitive no, said and signed by the provider: this call changed nothing and never will. */
export interface FailedAnswer {
  readonly kind: 'F';
  readonly code: string;
  readonly message: string;
  readonly body: JsonObject;
}

/** The outcome is unknown. */
export interface UnknownAnswer {
  readonly kind: 'U';
  /** The provider's code, or one of `ownUnknownCodes` where this side is the one that says it. */
  readonly code: string;
  readonly message: string;
  /** The signed body; undefined when there was none, or none that is a JSON object. */
  readonly body: JsonObject | undefined;
}

/** Something answered, but nothing shows that it was the provider: the outcome is unknown. */
export interface UnverifiedAnswer {
  readonly kind: 'unverified';
  readonly why: UnverifiedReason;
  /** The reason in a sentence, with what to do about it. */
  readonly message: string;
  readonly status: number;
  /** For a person to look at. No decision may rest on it. */
  readonly bodyText: string;
}

/** The codes of an unknown outcome that the client gives by itself. */
export const ownUnknownCodes = {
  /** No answer, or not all of one: refused, reset, cut off or too late. */
  noAnswer: 'NO_ANSWER',
  /** The provider's own answer, but not one that the catalogue describes. */
  notUnderstood: 'ANSWER_NOT_UNDERSTOOD',
} as const;

/** An unknown outcome that this side has found out. */
export function unknownOutcome(
  code: keyof typeof ownUnknownCodes,
  message: string,
  body?: JsonObject,
): UnknownAnswer {
  return { kind: 'U', code: ownUnknownCodes[code], message, body };
}

/** Whether a JSON value is an object: not null and not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
