import { accountChanges } from './account-commands.ts';
import { amountChanges } from './amount-commands.ts';
import type { Command } from './command.ts';
import { facilityChanges } from './facility-commands.ts';
import { facilityShow } from './facility-show.ts';
import { history } from './history.ts';
import { ledgerVerify } from './ledger-verify.ts';
import { lostEventCommands } from './lost-events.ts';
import { tokenChanges } from './token-commands.ts';
import { trace } from './trace.ts';

/** All that an operator can have done. */
export const commands: readonly Command[] = [
  ...facilityChanges,
  facilityShow,
  ...amountChanges,
  ...accountChanges,
  ...tokenChanges,
  ledgerVerify,
  history,
  trace,
  ...lostEventCommands,
];
