import type { BackOfficeEventType } from '../../shared/catalogue/back-office.ts';
import { productCodes } from '../../shared/domain/facility.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { allTenants } from './all-tenants.ts';
import { changeOptions } from './change.ts';
import type { Command } from './command.ts';
import { faultOf } from './fault.ts';
import type { Given } from './given.ts';
import { nameOf, operatorBounds, type Place } from './place.ts';
import { exitCodes, type World } from './world.ts';

const flags = ['why', 'by', 'event-id'];

/**
 * A step of a fail-over for every facility of a stage's table. Each is an event of its own, under
 * one id: repeated with that id, it goes on where it was cut short, and counts once for each.
 */
function failOverCommand(step: string, type: BackOfficeEventType, purpose: string): Command {
  return {
    words: ['fail-over', step],
    purpose,
    operands: [],
    options: changeOptions.filter(({ flag }) => flags.includes(flag)),
    example: `fail-over ${step} --event-id incident-12-${step} --why 'incident 12'`,
    async run(given, place, world) {
      await place.prepare('post');
      const counts = { done: 0, refused: 0, unknown: 0 };
      for await (const tenant of allTenants(place.table, operatorBounds())) {
        counts[await takeStep(type, tenant, given, place, world)] += 1;
      }
      const { done, refused, unknown } = counts;
      world.print(`${type}: ${done} done, ${refused} refused, ${unknown} unknown`);
      if (unknown > 0) {
        world.complain(`To go on, repeat it with --event-id ${given.value('event-id')}`);
        return exitCodes.unknown;
      }
      return refused > 0 ? exitCodes.refused : exitCodes.done;
    },
  };
}

async function takeStep(
  type: BackOfficeEventType,
  tenant: Tenant,
  given: Given,
  place: Place,
  world: World,
): Promise<'done' | 'refused' | 'unknown'> {
  try {
    const result = await place.post({
      eventId: given.value('event-id') ?? '',
      ...tenant,
      actor: given.value('by') ?? '',
      reason: given.value('why') ?? '',
      type,
      data: { productCode: productCodes[0] },
    });
    if (result.outcome !== 'refused') return 'done';
    world.print(`REFUSED   ${nameOf(tenant)}: ${result.reason}`);
    return 'refused';
  } catch (error) {
    world.print(`UNKNOWN   ${nameOf(tenant)}: ${faultOf(error)}`);
    return 'unknown';
  }
}

/** What a fail-over to another region does to the tables, in its order. */
export const failOverCommands: readonly Command[] = [
  failOverCommand(
    'fence',
    'facility.fenced',
    'In the old region: nothing reads or writes a facility there; every answer is U.',
  ),
  failOverCommand(
    'promote',
    'facility.promoted',
    'In the new region: every facility is written in its copy; what is not found there is U.',
  ),
  failOverCommand(
    'reconcile',
    'facility.reconciled',
    'In the new region: what is not found there is told of as not there.',
  ),
];
