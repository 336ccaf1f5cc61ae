import type { BackOfficeEventInput } from '../../shared/catalogue/back-office.ts';
import { checkQuotas, retryCreditGrant } from '../../shared/catalogue/back-office-functions.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { BackOffice } from '../../shared/runtime/back-office.ts';
import { checkHandler } from '../../shared/runtime/check-handler.ts';
import { postHandler } from '../../shared/runtime/post-handler.ts';
import { retryHandler } from '../../shared/runtime/retry-handler.ts';
import type { WireAnswer } from '../http/wire-partner.ts';
import { answerOf, contextOf, type Instance, rows } from '../instance.ts';
import { clientId, signedEvent } from '../signed-event.ts';
import { application, invoice, submitFile } from '../stage-rows.ts';
import type { CrashPorts } from './crash-ports.ts';
import type { World } from './world.ts';

export const productCode = 'AMAZON_VC_FACTORING_LOAN';
const dayMs = 86_400_000;
/** Past the expiry of all that is granted when a world begins. */
export const termMs = 31 * dayMs;

/** What an execution told whoever caused it; only partners are told in so many words. */
export interface Told {
  readonly outcome: string;
  readonly answer?: WireAnswer;
}

/** An event of the back office without what is the same in all of them. */
export function eventOf<Type extends BackOfficeEventInput['type']>(
  eventId: string,
  type: Type,
  data: Extract<BackOfficeEventInput, { type: Type }>['data'],
): BackOfficeEventInput {
  const about = { eventId, clientId, actor: 'test', reason: 'a stage' };
  return { ...about, type, data } as BackOfficeEventInput;
}

/** The facility of `newFacility`, as an event. */
export const facilityOpened = eventOf('E-FACILITY', 'facility.opened', {
  productCode,
  currency: 'USD',
  creditLimitMinor: '1000000',
  payeeCodes: ['PAYEE_1'],
  vcCodes: ['VC_1'],
  terms: {
    advanceRateBasisPoints: 8_000,
    maxInvoiceAgeDays: 90,
    maxDaysToDue: 180,
    reviewThresholdMinor: '500000',
    grantTermDays: 30,
    annualPercentageRate: '0.05',
  },
});

/** Opens the facility, signs for it and submits a file, all past the faults. */
export async function staged(world: World): Promise<string> {
  await world.post(facilityOpened);
  await world.post(eventOf('E-CONTRACT', 'contract.signed', { contract: 'credit' }));
  return submitFile(world.api);
}

/** An application on one invoice; 80 % of its value is applied for. */
export function bodyOf(fileKey: string, referenceNo = 'REF_1', value = '100000') {
  const invoiceInfoList = [invoice(`INV-${referenceNo}`, value)];
  return application(fileKey, { referenceNo, invoiceInfoList });
}

/** Applies past the faults, and gives the number of the grant. */
export async function granted(world: World, referenceNo = 'REF_1', value = '100000') {
  const fileKey = await submitFile(world.api);
  const { body } = await world.api.call('applyCreditGrant', bodyOf(fileKey, referenceNo, value));
  return String(body.creditGrantNo);
}

/** A partner's call to an instance of its own that stands on these ports. */
export async function callOn(
  world: World,
  ports: CrashPorts,
  api: ApiName,
  body: unknown,
): Promise<Told> {
  const row = rows[api];
  const event = signedEvent(row.path, body, world.clock.ms);
  // Middy's timer is a real one: an execution that is to run into its deadline has a near one.
  const context = contextOf(row, ports.mode?.startsWith('timeout') ? 5 : undefined);
  const result = await instanceOn(world, ports).handlers[api](event, context);
  const answer = answerOf(result, 'POST', row.path);
  return { outcome: answer.outcome, answer };
}

function instanceOn(world: World, ports: CrashPorts): Instance {
  const made = world.instance(ports.table(world.memory));
  const { bucket, retryQueue, decisions } = made.deps;
  Object.assign(made.deps, {
    bucket: ports.bucket(bucket),
    retryQueue: ports.queue(retryQueue),
    decisions: ports.decisions(decisions),
  });
  return made;
}

function officeOn(world: World, ports: CrashPorts): BackOffice {
  const office = world.backOffice(ports.table(world.memory));
  return {
    ...office,
    queue: ports.queue(office.queue),
    decisions: ports.decisions(office.decisions),
    notices: ports.notices(office.notices),
  };
}

/** Posts an event on these ports; a fault is what the sender hears of it. */
export async function postOn(
  world: World,
  ports: CrashPorts,
  event: BackOfficeEventInput,
): Promise<Told> {
  const handler = postHandler(() => officeOn(world, ports));
  return toldOf(async () => (await handler(event, contextFor(15_000))).outcome);
}

/** One poll of the queue by a worker on these ports. */
export async function workOn(world: World, ports: CrashPorts): Promise<Told> {
  const batch = world.queue.receive();
  const handler = retryHandler(() => officeOn(world, ports));
  const timeoutMs = retryCreditGrant.time.lambdaTimeoutSeconds * 1_000;
  return toldOf(async () => {
    const { batchItemFailures } = await handler({ Records: batch }, contextFor(timeoutMs));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId } of batch) if (!failed.has(messageId)) world.queue.delete(messageId);
    return failed.size === 0 ? 'worked' : 'failed';
  });
}

/** A scheduled check on these ports. */
export async function checkOn(
  world: World,
  ports: CrashPorts,
  check: 'due' | 'full',
): Promise<Told> {
  const handler = checkHandler(() => officeOn(world, ports));
  const timeoutMs = checkQuotas.time.lambdaTimeoutSeconds * 1_000;
  return toldOf(async () => {
    await handler({ check }, contextFor(timeoutMs));
    return 'checked';
  });
}

async function toldOf(execution: () => Promise<string>): Promise<Told> {
  try {
    return { outcome: await execution() };
  } catch (error) {
    return { outcome: `thrown ${String(error)}` };
  }
}

/** The context of an invocation that has all its time. */
function contextFor(timeoutMs: number) {
  return contextOf({ time: { deadlineMs: timeoutMs, lambdaTimeoutSeconds: timeoutMs / 1_000 } });
}
