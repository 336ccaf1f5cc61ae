import type { Command } from './command.ts';
import { historyLines } from './history-lines.ts';
import { nameOf, operatorBounds } from './place.ts';
import { type RefusedEvent, readRefusedEvents } from './refused-events.ts';
import { readSubjects } from './subjects.ts';
import { instantText, textTable } from './text-table.ts';
import { tenantOfCommand } from './whereabouts.ts';
import { exitCodes } from './world.ts';

/** Tells how a tenant's numbers came about: its ledger in time order, with running balances. */
export const history: Command = {
  words: ['history'],
  purpose: 'Tell how the numbers of a customer came about, event by event.',
  operands: [{ name: 'customer', optional: true }],
  options: [
    {
      flag: 'subject',
      takes: '<text>',
      about: 'only of this product code, or quota as method#id#currency#tradeType',
    },
  ],
  example: 'history C-7 --subject AMAZON_VC_FACTORING_LOAN',
  async run(given, place, world) {
    const tenant = tenantOfCommand(given, place, given.operands[0] ?? given.value('customer'));
    const bounds = operatorBounds();
    const all = await readSubjects(place.table, tenant, bounds);
    const subject = given.value('subject');
    const refused =
      subject === undefined ? await readRefusedEvents(place.table, tenant, undefined, bounds) : [];
    const wanted = all.filter(({ name }) => subject === undefined || name === subject);
    if (wanted.length === 0 && refused.length === 0) {
      const known = all.map(({ name }) => `\n  ${name}`).join('');
      const others = known === '' ? '' : ` There are events of:${known}`;
      const what = subject === undefined ? 'no ledger event' : `no ledger event of ${subject}`;
      world.print(`There is ${what} for ${nameOf(tenant)}.${others}`);
      return exitCodes.refused;
    }
    const sections = wanted.map(({ name, events, stored, differences }) =>
      historyLines(name, events, stored, differences).join('\n'),
    );
    const title = `The ledger of ${nameOf(tenant)}`;
    world.print([title, ...sections, ...refusedSection(refused)].join('\n\n'));
    const agree = wanted.every(({ differences }) => differences.length === 0);
    return agree ? exitCodes.done : exitCodes.refused;
  },
};

/** What was refused changed nothing, and is otherwise seen only in a log. */
function refusedSection(refused: readonly RefusedEvent[]): string[] {
  if (refused.length === 0) return [];
  const rows = refused.map(({ at, type, actor, reason, eventId }) => [
    instantText(at),
    type,
    actor,
    reason,
    eventId,
  ]);
  const header = ['when', 'type', 'who', 'refused since', 'event id'];
  return [['Refused, and without effect', ...textTable([header, ...rows])].join('\n')];
}
