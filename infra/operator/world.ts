/** All that a command of the operator's has from outside; tests bring their own. */
export interface World {
  /** Where it was called: the project whose laptop provider is meant. */
  readonly cwd: string;
  /** The name that the operating system knows its user by. */
  readonly user: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A new id of an event. */
  readonly newEventId: () => string;
  /** A new access token: opaque, and beyond guessing. */
  readonly newToken: () => string;
  /** Results. */
  readonly print: (text: string) => void;
  /** Why there are none. */
  readonly complain: (text: string) => void;
  /** All of the standard input. */
  readonly readInput: () => Promise<string>;
  /** The variables that lead to the running engines of a `.quotaline` folder, if they run. */
  readonly readLocalEnvironment: (home: string) => LocalEnvironment | Promise<LocalEnvironment>;
}

/** Environment variables, or undefined when nothing runs there. */
export type LocalEnvironment = Readonly<Record<string, string>> | undefined;

/** What a command's exit says. */
export const exitCodes = {
  /** Done, or done before; with `verify` and `history`: the books agree. */
  done: 0,
  /** Refused, not found, or the books do not agree. */
  refused: 1,
  /** A fault: nobody knows whether it was done. */
  unknown: 2,
  /** The command line cannot be followed, and nothing was begun: EX_USAGE of sysexits.h. */
  usage: 64,
} as const;
