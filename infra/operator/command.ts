import type { Given } from './given.ts';
import type { Place } from './place.ts';
import type { World } from './world.ts';

/** An option of a command line. */
export interface CommandOption {
  /** Its name there, without dashes. */
  readonly flag: string;
  /** What it takes, for the help: `<digits>`. A switch takes nothing. */
  readonly takes?: string;
  /** What that is; said again when it is not. */
  readonly about: string;
  /** The command cannot do without. */
  readonly required?: true;
  /** It can be given more than once. */
  readonly repeats?: true;
  /** What it is when it is not given. */
  readonly preset?: string | ((world: World) => string);
}

/** A word of a command line that stands for itself. */
export interface Operand {
  readonly name: string;
  readonly optional?: true;
}

/** Something that an operator can have done. */
export interface Command {
  /** What it is called by: `facility`, `open`. */
  readonly words: readonly string[];
  readonly purpose: string;
  readonly operands: readonly Operand[];
  readonly options: readonly CommandOption[];
  /** A command line that works, without `npm run operator --`. */
  readonly example: string;
  /** @returns the exit code; what it throws is a fault, or a `UsageError` */
  run(given: Given, place: Place, world: World): Promise<number>;
}

/** The options of every command: where it works, and on whom. */
export const commonOptions: readonly CommandOption[] = [
  { flag: 'client', takes: '<id>', about: 'the client; on a laptop the demo partner' },
  { flag: 'customer', takes: '<id>', about: "the client's customer; without, its own account" },
  { flag: 'profile', takes: '<name>', about: 'work in AWS, with this profile' },
  { flag: 'stack', takes: '<name>', about: 'work in AWS, on this stack (quotaline-dev)' },
  { flag: 'table', takes: '<name>', about: "in AWS: another table than the stack's" },
  { flag: 'function', takes: '<name>', about: 'in AWS: another post-ledger-event than its own' },
  { flag: 'bus', takes: '<name>', about: 'in AWS: another event bus than its own' },
  { flag: 'secret', takes: '<name>', about: 'in AWS: another server-key secret than its own' },
  { flag: 'help', about: 'say what there is to say' },
];
