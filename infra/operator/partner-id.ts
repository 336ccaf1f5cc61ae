import { UsageError } from '../local/call-options.ts';
import type { Operand } from './command.ts';
import type { Given } from './given.ts';

const clientIdGrammar = /^[A-Za-z0-9_-]{1,64}$/;

/** The partner that a command is about. */
export const partnerOperand: Operand = { name: 'clientId' };

/** Its id. @throws {UsageError} when it is none that a header could carry */
export function partnerIdIn(given: Given): string {
  const [clientId = ''] = given.operands;
  if (clientIdGrammar.test(clientId)) return clientId;
  throw new UsageError('<clientId> is 1 to 64 letters, digits, _ and -.');
}
