import { accountChanges } from './account-commands.ts';
import { amountChanges } from './amount-commands.ts';
import type { Command } from './command.ts';
import { facilityChanges } from './facility-commands.ts';
import { facilityShow } from './facility-show.ts';
import { failOverCommands } from './fail-over.ts';
import { history } from './history.ts';
import { keyCommands } from './key-commands.ts';
import { ledgerVerify } from './ledger-verify.ts';
import { lostEventCommands } from './lost-events.ts';
import { partnerChanges } from './partner-commands.ts';
import { partnerList, partnerShow } from './partner-show.ts';
import { serverKeyCommands } from './server-key-commands.ts';
import { smoke } from './smoke.ts';
import { tokenChanges } from './token-commands.ts';
import { trace } from './trace.ts';

/** All that an operator can have done. */
export const commands: readonly Command[] = [
  ...facilityChanges,
  facilityShow,
  ...amountChanges,
  ...accountChanges,
  ...tokenChanges,
  ...partnerChanges,
  partnerShow,
  partnerList,
  ...keyCommands,
  ...serverKeyCommands,
  ledgerVerify,
  history,
  trace,
  ...lostEventCommands,
  ...failOverCommands,
  smoke,
];
