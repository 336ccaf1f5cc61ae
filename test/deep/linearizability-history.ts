import type { Scheduler } from 'fast-check';
import { creditGrantNoOf } from '../../shared/store/credit-grant-store.ts';
import type { Table } from '../../shared/store/table.ts';
import { own } from '../stage-rows.ts';
import {
  bodyOf,
  callOn,
  eventOf,
  granted,
  postOn,
  productCode,
  staged,
  type Told,
} from './crash-stage.ts';
import { inTurns, portsInTurns } from './interleaving.ts';
import {
  applied,
  drawn,
  failed,
  repaid,
  type Sequential,
  type Step,
  sums,
} from './linearizability.ts';
import { newWorld } from './world.ts';

/** What one of several callers does. */
export type Deed =
  | { readonly deed: 'apply'; readonly ref: number; readonly value: number }
  | { readonly deed: 'inquire'; readonly ref: number }
  | { readonly deed: 'query' }
  | { readonly deed: 'draw'; readonly ref: number; readonly minor: number }
  | { readonly deed: 'repay'; readonly minor: number };

/** Every reply of a write that is counted here is lost. */
export type LostReplies = readonly number[];

/** Every history begins with a grant that a loan is drawn on. */
export const atFirst: Sequential = {
  headroomMinor: 520_000n,
  grants: { REF_0: 320_000n },
  drawdowns: { D0: 160_000n },
};

/** Lets several callers do their deeds at once, and gives what each was called and answered. */
export async function historyOf(
  scheduler: Scheduler,
  callers: readonly (readonly Deed[])[],
  lost: LostReplies,
): Promise<Step[]> {
  const world = newWorld();
  const key = await staged(world);
  const loan = { creditGrantNo: await granted(world, 'REF_0', '600000'), drawdownNo: 'D0' };
  const first = { ...loan, amountMinor: '160000', dueDate: '20270120', timeZone: 'UTC' };
  await world.post(eventOf('E-0', 'loan.drawn', first));
  let writes = 0;
  const ports = portsInTurns(scheduler);
  const losing = (table: Table): Table => ({
    ...inTurns(table, scheduler),
    async write(parts, bounds) {
      const outcome = await inTurns(table, scheduler).write(parts, bounds);
      if (lost.includes(writes++)) throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
      return outcome;
    },
  });
  Object.assign(ports, { table: losing });
  const steps: Step[] = [];
  let clock = 0;
  async function act(deed: Deed, id: string): Promise<void> {
    await scheduler.schedule(Promise.resolve(), deed.deed);
    const calledAt = clock++;
    const [told, toSteps] = await carryOut(deed, id);
    const answeredAt = clock++;
    for (const step of toSteps(told, steps.length)) steps.push({ calledAt, answeredAt, ...step });
  }
  type ToSteps = (told: Told, at: number) => readonly Omit<Step, 'calledAt' | 'answeredAt'>[];
  async function carryOut(deed: Deed, id: string): Promise<[Told, ToSteps]> {
    switch (deed.deed) {
      case 'apply': {
        const ref = `REF_${deed.ref}`;
        const body = bodyOf(key, ref, `${deed.value}`);
        const told = await callOn(world, ports, 'applyCreditGrant', body);
        return [told, (found, at) => applySteps(found, ref, (BigInt(deed.value) * 8n) / 10n, at)];
      }
      case 'inquire': {
        const ref = `REF_${deed.ref}`;
        const told = await callOn(world, ports, 'inquiryCreditGrant', { referenceNo: ref });
        return [
          told,
          (found) => [
            observed(`inquire ${ref}`, (state) => {
              const grant = state.grants[ref];
              const status = found.answer?.body.creditGrantStatus ?? 'NONE';
              return (
                status === (grant === undefined ? 'NONE' : grant === 'FAILED' ? grant : 'SUCCESS')
              );
            }),
          ],
        ];
      }
      case 'query': {
        const told = await callOn(world, ports, 'queryCreditQuota', { productCode });
        const { grantTotalAmount, unpaidTotalAmount } = told.answer?.body ?? {};
        const seen = `${grantTotalAmount?.value},${unpaidTotalAmount?.value}`;
        return [told, () => [observed('query', (state) => sums(state).join() === seen)]];
      }
      case 'draw': {
        const [ref, no] = [`REF_${deed.ref}`, `D-${id}`];
        const creditGrantNo = creditGrantNoOf(own, ref);
        const loan = { creditGrantNo, drawdownNo: no, amountMinor: `${deed.minor}` };
        const data = { ...loan, dueDate: '20270120', timeZone: 'UTC' };
        const told = await postOn(world, ports, eventOf(id, 'loan.drawn', data));
        return [
          told,
          (found) =>
            posted(found, `draw ${no} on ${ref}`, (state) =>
              drawn(state, ref, no, BigInt(deed.minor)),
            ),
        ];
      }
      case 'repay': {
        const no = 'D0';
        const data = { drawdownNo: no, amountMinor: `${deed.minor}` };
        const told = await postOn(world, ports, eventOf(id, 'loan.repaid', data));
        return [
          told,
          (found) => posted(found, `repay ${no}`, (state) => repaid(state, no, BigInt(deed.minor))),
        ];
      }
    }
  }
  const running = callers.map(async (deeds, caller) => {
    for (const [index, deed] of deeds.entries()) await act(deed, `${caller}-${index}`);
  });
  await scheduler.waitFor(Promise.all(running));
  return steps.map((step) => (step.optional ? { ...step, answeredAt: Infinity } : step));
}

function applySteps({ answer }: Told, ref: string, amountMinor: bigint, at: number) {
  const status = answer?.body.creditGrantStatus;
  if (answer?.result.resultStatus === 'U') {
    const next = (state: Sequential) => [
      ...applied(state, ref, amountMinor),
      ...failed(state, ref),
    ];
    return [{ name: `apply ${ref}: U`, optional: true, next }];
  }
  if (answer?.result.resultStatus === 'F') {
    return [observed(`apply ${ref}: F`, (state) => ref in state.grants)];
  }
  const had = (state: Sequential, as: boolean) =>
    ref in state.grants && (state.grants[ref] === 'FAILED') === as ? [state] : [];
  if (status === 'ACCEPTED') {
    const next = (state: Sequential) => [...applied(state, ref, amountMinor), ...had(state, false)];
    return [{ name: `apply ${ref} ${amountMinor}: ACCEPTED`, optional: false, next }];
  }
  // It fails by what it saw, and has failed once that is committed: two moments of one call.
  const judged = (state: Sequential) => state.headroomMinor < amountMinor || ref in state.grants;
  const next = (state: Sequential) => [...failed(state, ref), ...had(state, true)];
  return [
    observed(`apply ${ref} ${amountMinor}: too much`, judged),
    { name: `apply ${ref}: FAILED`, optional: false, after: at, next },
  ];
}

function observed(name: string, holds: (state: Sequential) => boolean) {
  return { name, optional: false, next: (state: Sequential) => (holds(state) ? [state] : []) };
}

function posted({ outcome }: Told, name: string, next: (state: Sequential) => Sequential[]) {
  if (outcome === 'refused') return [observed(`${name}: no`, (state) => next(state).length === 0)];
  return [{ name: `${name}: ${outcome}`, optional: outcome !== 'posted', next }];
}
