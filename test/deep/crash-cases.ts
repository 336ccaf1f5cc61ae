import { attachmentBody } from '../builders.ts';
import { bendFacility, submitFile } from '../stage-rows.ts';
import type { Act } from './crash-act.ts';
import { drawn, eventCases, quota } from './crash-event-cases.ts';
import type { CrashPorts } from './crash-ports.ts';
import {
  bodyOf,
  callOn,
  checkOn,
  eventOf as event,
  granted,
  staged,
  termMs,
  workOn,
} from './crash-stage.ts';
import type { World } from './world.ts';

/** Each use case brings a world up to its act. */
export const useCases: Readonly<Record<string, (world: World) => Promise<Act>>> = {
  'apply, approved': (world) => applying(world),
  'apply, deferred': async (world) => ({
    ...(await applying(world, { pending: true })),
    later: () => approve(world),
  }),
  'apply, for review': (world) => applying(world, { value: '700000' }),
  'apply, failed': (world) => applying(world, { value: '1300000' }),
  'apply, refused': async (world) => {
    const fileKey = await staged(world);
    const body = { ...bodyOf(fileKey), payeeCode: 'PAYEE_9' };
    return partner(world, body);
  },
  'apply, expired amounts in the way': async (world) => {
    const fileKey = await staged(world);
    await granted(world, 'OLD_1', '600000');
    await granted(world, 'OLD_2', '600000');
    world.clock.ms += termMs;
    const body = { ...bodyOf(fileKey, 'REF_1', '600000'), invoiceDate: '20261219' };
    return partner(world, body);
  },
  'apply, invoice financed': async (world) => {
    const fileKey = await staged(world);
    await granted(world, 'OLD_1');
    const { invoiceInfoList } = bodyOf(fileKey, 'OLD_1');
    return partner(world, { ...bodyOf(fileKey), invoiceInfoList });
  },
  'apply, refused meanwhile': async (world) => ({
    ...(await applying(world)),
    meanwhile: closing(world),
  }),
  'apply, refused before and meanwhile': async (world) => {
    const act = await applying(world);
    await refusedOnce(world);
    return { ...act, meanwhile: closing(world) };
  },
  'apply, refused before': async (world) => {
    const act = await applying(world);
    await refusedOnce(world);
    return act;
  },
  'submit an attachment': async (world) => {
    await staged(world);
    const body = attachmentBody({ attachmentId: 'A9' });
    const run = (ports: CrashPorts) => callOn(world, ports, 'submitAttachment', body);
    return { run, deadlineMs: 30_000 };
  },
  'retry, approved': (world) => retrying(world, () => approve(world)),
  'retry, rejected': (world) =>
    retrying(world, () => {
      world.scripted.script = () => ({ opinion: 'reject', failCode: 'REVIEW_REJECTED' });
    }),
  'retry, postponed': async (world) => ({
    ...(await retrying(world, () => undefined)),
    later: () => approve(world),
  }),
  'retry, too late': (world) =>
    retrying(world, () => {
      world.clock.ms += 635 * 60_000;
    }),
  'check due, lost message': async (world) => {
    world.queue.refuseSends = () => new Error('no sends');
    await deferred(world);
    world.queue.refuseSends = undefined;
    approve(world);
    world.clock.ms += 10 * 60_000;
    return checking(world, 'due');
  },
  'check due, expiry': async (world) => {
    await staged(world);
    await granted(world);
    await granted(world, 'REF_2');
    world.clock.ms += termMs;
    return checking(world, 'due');
  },
  'check due, expiry while outstanding': async (world) => {
    await staged(world);
    await world.post(drawn(await granted(world)));
    world.clock.ms += termMs;
    return checking(world, 'due');
  },
  'check full': async (world) => {
    await staged(world);
    await world.post(drawn(await granted(world), '20261123'));
    await world.post(event('FX', 'fx-quota.credited', { ...quota, amountMinor: '500' }));
    world.clock.ms += 3 * 86_400_000;
    return checking(world, 'full');
  },
  ...eventCases,
};

/** The facility is closed for a while: whoever applies then is refused. */
function closing({ memory }: World): readonly [() => void, () => void] {
  return [
    () => bendFacility(memory, { status: 'CLOSED' }),
    () => bendFacility(memory, { status: 'ACTIVE' }),
  ];
}

/** The reference of the act to come has been refused, so that its row is there. */
async function refusedOnce(world: World): Promise<void> {
  const [close, open] = closing(world);
  close();
  const body = bodyOf(await submitFile(world.api));
  const { outcome } = await world.api.call('applyCreditGrant', body);
  if (outcome !== 'F PROCESS_FAIL') throw new Error(`not refused: ${outcome}`);
  open();
}

function approve(world: World): void {
  world.scripted.script = () => ({ opinion: 'approve' });
}

async function applying(world: World, { value = '100000', pending = false } = {}): Promise<Act> {
  const fileKey = await staged(world);
  if (pending) world.scripted.script = () => ({ opinion: 'pending' });
  return partner(world, bodyOf(fileKey, 'REF_1', value));
}

function partner(world: World, body: ReturnType<typeof bodyOf>): Act {
  const run = (ports: CrashPorts) => callOn(world, ports, 'applyCreditGrant', body);
  return { run, deadlineMs: 10_000, referenceNo: 'REF_1' };
}

/** An application that waits for the decision service. */
async function deferred(world: World): Promise<void> {
  await staged(world);
  world.scripted.script = () => ({ opinion: 'pending' });
  const fileKey = await submitFile(world.api);
  await world.api.call('applyCreditGrant', bodyOf(fileKey));
}

async function retrying(world: World, change: () => void): Promise<Act> {
  await deferred(world);
  world.clock.ms += 5_000;
  change();
  return { run: (ports) => workOn(world, ports), deadlineMs: 30_000, referenceNo: 'REF_1' };
}

function checking(world: World, check: 'due' | 'full'): Act {
  return { run: (ports) => checkOn(world, ports, check), deadlineMs: 300_000 };
}
