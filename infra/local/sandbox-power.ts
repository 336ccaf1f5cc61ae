import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { ResultCode } from '../../shared/catalogue/results.ts';
import { type FailCode, failCodes } from '../../shared/domain/credit-grant.ts';
import { parseDuration } from './sandbox-duration.ts';

/** What a magic value asks for, before it is known which API it was sent to. */
export type Force =
  | { readonly kind: 'code'; readonly code: ResultCode }
  | { readonly kind: 'fail'; readonly failCode: FailCode }
  | {
      readonly kind: 'defer';
      /** Undefined: until its time to be decided is over. */
      readonly afterMs: number | undefined;
      readonly failCode: FailCode | undefined;
    }
  | { readonly kind: 'review' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'forged' }
  | { readonly kind: 'stale'; readonly backMs: number };

/** A magic value, read. */
export interface Power {
  readonly force: Force;
  /** In force for the first so many calls with this very value; for all of them if undefined. */
  readonly times: number | undefined;
  /** In force on this API alone; undefined: on all that carry the value. */
  readonly api: ApiName | undefined;
}

/** The parts that may follow a power's name, in any order and each once. */
export interface PowerArguments {
  readonly durationMs?: number;
  readonly failCode?: FailCode;
  readonly times?: number;
  readonly api?: ApiName;
}

const apiNames: Readonly<Record<ApiName, true>> = {
  queryCreditQuota: true,
  applyCreditGrant: true,
  inquiryCreditGrant: true,
  submitAttachment: true,
  inquiryAvailableQuota: true,
  queryBudgetAccountInfo: true,
};

/** Reads the parts of a magic value after its name. The first that is none of them ends them. */
export function readArguments(parts: readonly string[]): PowerArguments {
  let read: PowerArguments = {};
  for (const part of parts) {
    const found = argumentOf(part);
    const isNew = found !== undefined && Object.keys(found).every((name) => !(name in read));
    if (!isNew) return read;
    read = { ...read, ...found };
  }
  return read;
}

function argumentOf(part: string): PowerArguments | undefined {
  const durationMs = parseDuration(part);
  if (durationMs !== undefined) return { durationMs };
  const times = Number(/^([1-9]\d{0,2})x$/.exec(part)?.[1]);
  if (!Number.isNaN(times)) return { times };
  if (isFailCode(part)) return { failCode: part };
  return isApiName(part) ? { api: part } : undefined;
}

/** Whether a text is a fail code of the domain. */
export function isFailCode(text: string): text is FailCode {
  const codes: readonly string[] = failCodes;
  return codes.includes(text);
}

function isApiName(text: string): text is ApiName {
  return Object.hasOwn(apiNames, text);
}
