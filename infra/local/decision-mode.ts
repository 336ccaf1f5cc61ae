import * as z from 'zod/mini';

/** How the local decision service can be told to behave, and what each word means. */
export const decisionModes = {
  approve: 'approves everything, as it does at first',
  reject: 'rejects everything',
  pending: 'cannot say yet: the application waits and is asked about again',
  slow: 'takes five seconds, longer than it is waited for',
  down: 'drops every connection',
  wrong: 'approves in ways that must not count: unsigned, by another key, of another application',
  flapping: 'is down every other time, and otherwise approves',
} as const;

/** One of those words. */
export type DecisionMode = keyof typeof decisionModes;

/** Where the service is told, below its own address. */
export const decisionModePath = '/mode';

/** Reads such a word. */
export const decisionModeSchema = z.enum([
  'approve',
  'reject',
  'pending',
  'slow',
  'down',
  'wrong',
  'flapping',
] satisfies readonly DecisionMode[]);

/** What the service says of itself. */
export const decisionServiceState = z.object({ mode: decisionModeSchema, asked: z.int() });
/** That, parsed. */
export type DecisionServiceState = z.output<typeof decisionServiceState>;
