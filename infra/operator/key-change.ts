import { UsageError } from '../local/call-options.ts';
import { type Accountable, type AuditType, accountable } from './audit.ts';
import { changeOptions } from './change.ts';
import type { Command, CommandOption, Operand } from './command.ts';
import { faultOf } from './fault.ts';
import type { Given } from './given.ts';
import type { KeySafe } from './key-safe.ts';
import type { Place } from './place.ts';
import { repeatLine } from './repeat-line.ts';
import { exitCodes, type World } from './world.ts';

/** What became of a change of partners or keys. */
export type KeyOutcome =
  | { readonly refusedBecause: string }
  | {
      readonly changed: boolean;
      readonly clientId?: string;
      /** What was changed, for the audit: fingerprints, never a key. */
      readonly data: Readonly<Record<string, unknown>>;
      /** What a person should know now. */
      readonly notes: readonly string[];
      /** What is wrong in spite of it. */
      readonly problem?: string | undefined;
    };

/** All that a change works with. */
export interface KeyWork {
  readonly given: Given;
  readonly safe: KeySafe;
  readonly place: Place;
  readonly world: World;
  readonly by: Accountable;
}

/** A command that changes partners or keys, and tells the bus. */
export interface KeyChange {
  readonly words: readonly string[];
  readonly purpose: string;
  readonly type: AuditType;
  readonly operands: readonly Operand[];
  readonly options: readonly CommandOption[];
  readonly example: string;
  /** Made again, it changes nothing more. @throws when nobody knows whether it was made */
  make(work: KeyWork): Promise<KeyOutcome>;
}

const accountOptions = changeOptions.filter(({ flag }) => flag !== 'via-bus');

/**
 * Makes a command of a change. The change comes first and its audit after: were it the other way,
 * the bus would tell of what was never done. What the bus did not take is said, and repeating the
 * command changes nothing but the audit.
 */
export function keyChangeCommand(change: KeyChange): Command {
  const { words, purpose, operands, options, example } = change;
  return {
    words,
    purpose,
    operands,
    options: [...options, ...accountOptions],
    example,
    async run(given, place, world) {
      const by = accountable(given);
      const safe = await place.keys();
      await place.prepare('send');
      const about = `${[...words, ...given.operands].join(' ')}, event id ${by.eventId}`;
      const repeat = `  ${repeatLine(words, given, false)}`;
      try {
        const outcome = await change.make({ given, safe, place, world, by });
        if ('refusedBecause' in outcome) {
          world.print(`REFUSED   ${about}: ${outcome.refusedBecause}`);
          return exitCodes.refused;
        }
        return await told(change.type, outcome, { place, world, by, about, repeat });
      } catch (error) {
        if (error instanceof UsageError) throw error;
        world.print(`UNKNOWN   ${about}: ${faultOf(error)}`);
        world.complain(
          `It may have been done, in whole or in part. Repeat it as it was:\n${repeat}`,
        );
        return exitCodes.unknown;
      }
    },
  };
}

async function told(
  type: AuditType,
  outcome: Exclude<KeyOutcome, { refusedBecause: string }>,
  { place, world, by, about, repeat }: Told,
): Promise<number> {
  const { changed, notes, problem, clientId, data } = outcome;
  const at = new Date(world.now()).toISOString();
  const word = changed ? 'DONE' : 'REPEATED';
  const more = changed ? '' : ': it was so before, nothing changed now';
  const lines = [`${word.padEnd(10)}${about}${more}`, ...notes.map((note) => `  ${note}`)];
  world.print(lines.join('\n'));
  if (problem !== undefined) world.complain(`BUT ${problem}`);
  const said = { ...by, type, at, data, ...(clientId !== undefined && { clientId }) };
  try {
    await place.audit({ ...said, outcome: changed ? 'changed' : 'unchanged' });
  } catch (error) {
    const made = changed ? 'The change is made' : 'Nothing was changed';
    const why = `${made}, but not audited: the bus did not take it (${faultOf(error)}).`;
    world.complain(`${why} Repeat it as it was; that changes nothing else:\n${repeat}`);
    return exitCodes.unknown;
  }
  return problem === undefined ? exitCodes.done : exitCodes.refused;
}

interface Told extends Pick<KeyWork, 'place' | 'world' | 'by'> {
  readonly about: string;
  readonly repeat: string;
}
