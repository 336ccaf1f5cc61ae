import type { BackOfficeEventType } from '../../shared/catalogue/back-office.ts';
import { assertSound, changeEvent } from './change-event.ts';
import type { Command, CommandOption, Operand } from './command.ts';
import { faultOf } from './fault.ts';
import type { Given } from './given.ts';
import { nameOf, type OperatorEvent, type Place } from './place.ts';
import { repeatLine } from './repeat-line.ts';
import { exitCodes, type World } from './world.ts';

/** An option that becomes a member of the event's data: `terms.grantTermDays`, say. */
export interface ChangeOption extends CommandOption {
  readonly member: string;
  /** What the member is, unless it is a text. */
  readonly as?: 'number' | 'list';
}

/** What an event says beside its options and operands. */
export interface Addition {
  readonly data: Readonly<Record<string, unknown>>;
  /** Shown once, and nowhere kept. */
  readonly secret?: string;
}

/** A command that posts one event. */
export interface Change {
  readonly words: readonly string[];
  readonly purpose: string;
  readonly type: BackOfficeEventType;
  /** Operands, by the member of the data that each becomes. */
  readonly operands?: readonly Operand[];
  readonly options: readonly ChangeOption[];
  /** Options that the addition alone reads. */
  readonly ownOptions?: readonly CommandOption[];
  readonly example: string;
  readonly add?: (given: Given, world: World) => Addition | Promise<Addition>;
}

/** The options of every change. */
export const changeOptions: readonly CommandOption[] = [
  { flag: 'why', takes: '<text>', about: 'the reason, up to 256 characters', required: true },
  {
    flag: 'by',
    takes: '<name>',
    about: 'who does it, up to 64 characters; otherwise your user name',
    preset: ({ user }) => user,
  },
  {
    flag: 'event-id',
    takes: '<id>',
    about: 'to repeat a change: what it was called; otherwise a new one',
    preset: ({ newEventId }) => newEventId(),
  },
  { flag: 'via-bus', about: 'put it on the event bus instead of waiting for the outcome' },
];

const idTaken = 'another event came before with this id';
const idTakenHelp =
  'Nothing was changed. A repeat says all as it was, --by and --why included, and of a token\n' +
  'itself (--token -): see history. Another change needs another --event-id, or none.';

/** Makes a command of a change: it posts its event once and says in one line what became of it. */
export function changeCommand(change: Change): Command {
  const { words, purpose, operands = [], ownOptions = [], example } = change;
  const options = [...change.options, ...ownOptions, ...changeOptions];
  return {
    words,
    purpose,
    operands,
    options,
    example,
    async run(given, place, world) {
      const { data = {}, secret } = (await change.add?.(given, world)) ?? {};
      const event = changeEvent(change, given, place, data);
      assertSound(event, [...change.options, ...changeOptions]);
      await place.prepare(given.has('via-bus') ? 'send' : 'post');
      const about = `${event.type} of ${nameOf(event)}, event id ${event.eventId}`;
      const secretLines = secret === undefined ? '' : `\ntoken  ${secret}`;
      try {
        const { word, more = '', code } = await outcomeOf(event, given, place);
        const kept = code === exitCodes.done ? secretLines : '';
        world.print(`${word.padEnd(10)}${about}${more}${kept}`);
        if (more.endsWith(idTaken)) world.complain(idTakenHelp);
        return code;
      } catch (error) {
        const repeat = repeatLine(change.words, given, secret !== undefined);
        world.print(`UNKNOWN   ${about}: ${faultOf(error)}${secretLines}`);
        world.complain(`It may have been posted. To be sure, repeat it as it was:\n  ${repeat}`);
        return exitCodes.unknown;
      }
    },
  };
}

async function outcomeOf(
  event: OperatorEvent,
  given: Given,
  place: Place,
): Promise<{ readonly word: string; readonly more?: string; readonly code: number }> {
  if (given.has('via-bus')) {
    await place.send(event);
    const then = 'repeat it with this --event-id and without --via-bus to learn what became of it';
    return { word: 'SENT', more: `; ${then}`, code: exitCodes.done };
  }
  const result = await place.post(event);
  switch (result.outcome) {
    case 'posted':
      return { word: 'POSTED', code: exitCodes.done };
    case 'repeated':
      return {
        word: 'REPEATED',
        more: ': posted before, nothing changed now',
        code: exitCodes.done,
      };
    case 'refused':
      return { word: 'REFUSED', more: `: ${result.reason}`, code: exitCodes.refused };
  }
}
