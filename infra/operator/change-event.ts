import { backOfficeEvent } from '../../shared/catalogue/back-office.ts';
import { UsageError } from '../local/call-options.ts';
import type { Addition, Change, ChangeOption } from './change.ts';
import type { CommandOption } from './command.ts';
import type { Given } from './given.ts';
import type { OperatorEvent, Place } from './place.ts';
import { tenantOfCommand } from './whereabouts.ts';

/** Members of the envelope by the option that says them. */
const envelopeFlags: Readonly<Record<string, string>> = {
  eventId: 'event-id',
  clientId: 'client',
  customerId: 'customer',
  actor: 'by',
  reason: 'why',
};

/** The event that a command line says, as it will be sent. */
export function changeEvent(
  { type, operands = [], options }: Change,
  given: Given,
  place: Place,
  added: Addition['data'],
): OperatorEvent {
  const members = [
    ...operands.map(({ name }, at) => [name, given.operands[at]] as const),
    ...options.map((option) => [option.member, memberOf(option, given)] as const),
  ];
  return {
    eventId: given.value('event-id') ?? '',
    ...tenantOfCommand(given, place),
    actor: given.value('by') ?? '',
    reason: given.value('why') ?? '',
    type,
    data: { ...nested(members), ...added },
  };
}

function memberOf({ flag, as }: ChangeOption, given: Given): unknown {
  if (as === 'list') return given.list(flag);
  const value = given.value(flag);
  return as === 'number' && value !== undefined && /^\d+$/.test(value) ? Number(value) : value;
}

/** Puts members with a dotted name into an object of their own. */
function nested(members: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const given = members.filter(([, value]) => value !== undefined);
  const groups = Map.groupBy(given, ([name]) => name.split('.')[0] ?? name);
  return Object.fromEntries(
    [...groups].map(([name, inGroup]) => {
      const parts = inGroup.map(([full, value]) => [full.slice(name.length + 1), value] as const);
      const [[inner, value] = ['', undefined]] = parts;
      return [name, inner === '' ? value : Object.fromEntries(parts)];
    }),
  );
}

/**
 * Holds an event to its schema before anything is sent.
 *
 * @throws {UsageError} naming the flag that says what cannot be
 */
export function assertSound(
  event: OperatorEvent,
  options: readonly (CommandOption & { readonly member?: string })[],
): void {
  const parsed = backOfficeEvent.safeParse(event);
  if (parsed.success) return;
  const [first = '', ...rest] = (parsed.error.issues[0]?.path ?? []).map(String);
  const member = first === 'data' ? rest.join('.').replace(/\.\d+$/, '') : first;
  const option = options.find((each) =>
    first === 'data' ? each.member === member : each.flag === envelopeFlags[member],
  );
  if (option === undefined) throw new UsageError(`${member} is not valid.`);
  throw new UsageError(`--${option.flag} ${option.takes} is not valid: ${option.about}.`);
}
