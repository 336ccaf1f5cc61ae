import { type ResultCode, results } from '../../shared/catalogue/results.ts';
import { type Force, isFailCode, type Power, readArguments } from './sandbox-power.ts';

/** What every magic value begins with. */
export const magicPrefix = 'SBX.';

/** How a magic value is made, for whoever shows the list. */
export const magicGrammar = {
  form: 'SBX.<POWER>[.<argument>…][.<anything>]',
  arguments: {
    duration: '250ms, 30s, 5m, 12h or 90d',
    failCode: 'a fail code, for DEFER',
    times: '2x: in force for the first two calls with the value, for each client and API',
    api: 'the name of an API: in force on that one alone',
  },
} as const;

/** The longest that an answer is held back. */
export const maxDelayMs = 60_000;
const defaultStaleMs = 86_400_000;

/** The powers that are no code, and what each does. */
export const words = {
  DEFER: 'ACCEPTED, and undecided until a person or EVALUATION_TIMEOUT ends it',
  REVIEW: 'ACCEPTED, and waits for a person: npm run operator -- grant review',
  TIMEOUT: 'nothing is done, and U comes when the function runs into its deadline',
  DELAY: 'done at once, answered late',
  LOST: 'done, and the connection is cut instead of an answer',
  UNSIGNED: 'done, and the answer has no signature, client-id and response-time',
  FORGED: 'done, and the signature of the answer does not verify',
  STALE: 'done, and the answer is signed with a response-time in the past',
} as const;

/** What a text is as a magic value: none, a power, or one that there is not. */
export type Magic = { readonly power: Power } | { readonly problem: string } | undefined;

/**
 * Reads `SBX.<POWER>[.<argument>…][.<anything>]`. The arguments are a duration, a fail code, how
 * often (`2x`) and an API's name, in any order; the first part that is none of them begins what
 * only makes the value unique.
 */
export function readMagic(text: string): Magic {
  if (!text.startsWith(magicPrefix)) return undefined;
  const [, name = '', ...parts] = text.split('.');
  const { durationMs, failCode, times, api } = readArguments(parts);
  const force = forceOf(name, durationMs, failCode);
  if (typeof force === 'string') return { problem: force };
  return { power: { force, times, api } };
}

function forceOf(
  name: string,
  durationMs: number | undefined,
  failCode: Extract<Force, { kind: 'fail' }>['failCode'] | undefined,
): Force | string {
  if (isResultCode(name)) return { kind: 'code', code: name };
  if (isFailCode(name)) return { kind: 'fail', failCode: name };
  switch (name) {
    case 'DEFER':
      return { kind: 'defer', afterMs: durationMs, failCode };
    case 'REVIEW':
      return { kind: 'review' };
    case 'TIMEOUT':
      return { kind: 'timeout' };
    case 'LOST':
      return { kind: 'lost' };
    case 'UNSIGNED':
      return { kind: 'unsigned' };
    case 'FORGED':
      return { kind: 'forged' };
    case 'STALE':
      return { kind: 'stale', backMs: durationMs ?? defaultStaleMs };
    case 'DELAY':
      if (durationMs !== undefined && durationMs <= maxDelayMs) {
        return { kind: 'delay', delayMs: durationMs };
      }
      return `DELAY: expected how long, up to ${maxDelayMs / 1_000}s: SBX.DELAY.500ms`;
    default:
      return `the sandbox has no power ${name}: GET /_sandbox/powers lists them`;
  }
}

function isResultCode(text: string): text is ResultCode {
  return Object.hasOwn(results, text);
}
