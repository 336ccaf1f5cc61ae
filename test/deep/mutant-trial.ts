import { Refusal } from '../../shared/domain/refusal.ts';
import { readEnvelope } from '../../shared/runtime/envelope.ts';
import { readGatewayEvent } from '../../shared/runtime/gateway-event.ts';
import { verifyRequest } from '../../shared/runtime/verify-request.ts';
import { contextOf, type Instance, rows } from '../instance.ts';
import { eventOf, type Mutant } from './mutant.ts';

/** What refuses a request before anybody's rate is charged or any body is read. */
const refusals: ReadonlySet<string> = new Set([
  'F INVALID_API',
  'F METHOD_NOT_SUPPORTED',
  'F PARAM_ILLEGAL',
  'F INVALID_CLIENT',
  'F INVALID_SIGNATURE',
]);

/** Whether the steps up to the signature let a mutant in: what the signing middleware calls. */
export async function isAdmitted({ deps }: Instance, mutant: Mutant): Promise<boolean> {
  try {
    const request = readGatewayEvent(eventOf(mutant));
    const envelope = readEnvelope(request, rows[mutant.api]);
    await verifyRequest(deps.keyRing, envelope, request, deps.now());
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** What the whole function answers to the raw event: `S SUCCESS` and the like. */
export async function outcomeOf(instance: Instance, mutant: Mutant): Promise<string> {
  const { handlers } = instance;
  const answer = await handlers[mutant.api](eventOf(mutant), contextOf(rows[mutant.api]));
  if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`);
  // An answer to HEAD has no body; only what was refused can be one.
  if (answer.body === '' && mutant.method === 'HEAD') return 'F METHOD_NOT_SUPPORTED';
  const { result } = JSON.parse(answer.body);
  return `${result.resultStatus} ${result.resultCode}`;
}

/** Whether an outcome says that the request did not get past its signature. */
export function isRefused(outcome: string): boolean {
  return refusals.has(outcome);
}
