import { bodyVariants } from './doctor-bodies.ts';
import type { Finding, Variant } from './doctor-finding.ts';
import { clientVariants, methodVariants, pathVariants } from './doctor-parts.ts';
import { contractForm, type Form, formVariants, type TextParts } from './doctor-texts.ts';
import { timesNearby, timeVariants } from './doctor-times.ts';

/** What is known of a request beside the parts of its text. */
export interface Surroundings {
  readonly query: string;
  readonly host: string | undefined;
  readonly date: string | undefined;
  readonly clientIds: readonly string[];
}

/** Says whether a text is the one that was signed, and what else is odd about it; else undefined. */
export type Matches = (text: readonly Buffer[]) => readonly Finding[] | undefined;

/** What explains a signature: nothing at all, where the text is the contract's. */
export interface Explanation {
  readonly findings: readonly Finding[];
  /** How many texts were tried. */
  readonly tried: number;
}

/** One change to a text. */
interface Step {
  readonly finding: Finding;
  readonly group: string;
  apply(parts: TextParts, form: Form): { readonly parts: TextParts; readonly form: Form };
}

/** Longer bodies are not tried with two changes at once: each try reads all of them. */
const longBody = 65_536;

/**
 * Finds what was signed in the place of what came: nothing changed, one thing, two things, the
 * simplest first.
 */
export function searchText(
  parts: TextParts,
  around: Surroundings,
  matches: Matches,
  mostSteps = 2,
): Explanation | { readonly findings: undefined; readonly tried: number } {
  let tried = 0;
  const attempt = (steps: readonly Step[]): readonly Finding[] | undefined => {
    tried += 1;
    const made = steps.reduce((from, step) => step.apply(from.parts, from.form), {
      parts,
      form: contractForm,
    });
    const odd = matches(made.form(made.parts));
    return odd && [...steps.map(({ finding }) => finding), ...odd];
  };
  for (const steps of candidates(parts, around, mostSteps)) {
    const findings = attempt(steps);
    if (findings !== undefined) return { findings, tried };
  }
  return { findings: undefined, tried };
}

function* candidates(
  parts: TextParts,
  around: Surroundings,
  mostSteps: number,
): Generator<readonly Step[]> {
  yield [];
  const singles = [...stepsOf(parts, around)];
  for (const step of singles) yield [step];
  const nearby = timesNearby(parts.time).map((variant) => timeStep(variant));
  for (const step of nearby) yield [step];
  if (mostSteps < 2 || parts.body.length > longBody) return;
  for (const [index, one] of singles.entries()) {
    for (const other of singles.slice(index + 1)) {
      if (other.group !== one.group) yield [one, other];
    }
  }
  // A body is written anew and then given a line end: two changes of one part.
  for (const one of singles.filter(({ group }) => group === 'body')) {
    const { body } = one.apply(parts, contractForm).parts;
    for (const other of bodyVariants(body)) yield [one, bodyStep(other)];
  }
}

function* stepsOf(
  parts: TextParts,
  { query, host, date, clientIds }: Surroundings,
): Generator<Step> {
  for (const variant of bodyVariants(parts.body)) yield bodyStep(variant);
  for (const variant of pathVariants(parts.path, query, host)) {
    yield textStep('path', variant, (from, path) => ({ ...from, path }));
  }
  for (const variant of timeVariants(parts.time, date)) yield timeStep(variant);
  for (const { part, ...finding } of formVariants) {
    yield { finding, group: 'form', apply: (from) => ({ parts: from, form: part }) };
  }
  for (const variant of methodVariants(parts.method)) {
    yield textStep('method', variant, (from, method) => ({ ...from, method }));
  }
  for (const variant of clientVariants(parts.clientId, clientIds)) {
    yield textStep('client', variant, (from, clientId) => ({ ...from, clientId }));
  }
}

function textStep(
  group: string,
  { part, ...finding }: Variant<string>,
  change: (parts: TextParts, part: string) => TextParts,
): Step {
  return { finding, group, apply: (parts, form) => ({ parts: change(parts, part), form }) };
}

function timeStep(variant: Variant<string>): Step {
  return textStep('time', variant, (from, time) => ({ ...from, time }));
}

function bodyStep({ part: body, ...finding }: Variant<Buffer>): Step {
  return { finding, group: 'body', apply: (parts, form) => ({ parts: { ...parts, body }, form }) };
}
