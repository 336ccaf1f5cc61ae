import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import type { Command } from './command.ts';
import { keyLines } from './key-lines.ts';
import { partnerIdIn, partnerOperand } from './partner-id.ts';
import { textTable } from './text-table.ts';
import { exitCodes } from './world.ts';

const unlisted = 'NOT LISTED: adding it was cut short; repeat partner add as it was';

/** Shows a partner's record, with fingerprints for keys. */
export const partnerShow: Command = {
  words: ['partner', 'show'],
  purpose: 'Show what a partner may do, and its keys.',
  operands: [partnerOperand],
  options: [],
  example: 'partner show P-7',
  async run(given, place, world) {
    const clientId = partnerIdIn(given);
    const safe = await place.keys();
    const [record, listed] = await Promise.all([safe.client(clientId), safe.clientIds()]);
    if (record === undefined) {
      world.print(`There is no partner ${clientId}.`);
      return exitCodes.refused;
    }
    const lines = [
      `${clientId}: ${record.status}${listed.includes(clientId) ? '' : `, ${unlisted}`}`,
      ...termLines(record),
      ...keyLines(record, world.now()),
    ];
    world.print(lines.join('\n'));
    return exitCodes.done;
  },
};

/** Lists all partners. */
export const partnerList: Command = {
  words: ['partner', 'list'],
  purpose: 'List all partners.',
  operands: [],
  options: [],
  example: 'partner list',
  async run(_given, place, world) {
    const safe = await place.keys();
    const [clients, listed] = await Promise.all([safe.clients(), safe.clientIds()]);
    const ids = [...new Set([...listed, ...clients.keys()])].sort();
    const rows = ids.map((clientId) => {
      const record = clients.get(clientId);
      if (record === undefined) return [clientId, 'LISTED, BUT WITHOUT A RECORD'];
      const { status, keys, apis } = record;
      const counts = [`${Object.keys(keys).length} keys`, `${apis.length} APIs`];
      return [clientId, status, ...counts, listed.includes(clientId) ? '' : unlisted];
    });
    world.print(rows.length === 0 ? 'There are no partners.' : textTable(rows).join('\n'));
    return exitCodes.done;
  },
};

function termLines(record: ClientSecret): string[] {
  const { apis, contracts, customers, tokensRequired, ...bounds } = record;
  const { freshnessSeconds = 300, ratePerSecond = 50, burst = 100 } = bounds;
  const families = Object.entries(contracts).map(([family, contract]) => {
    const until = contract?.validUntil;
    return `${family} ${contract?.status}${until === undefined ? '' : ` until ${until}`}`;
  });
  return [
    `  APIs ${apis.join(', ') || 'none'}`,
    `  API contracts ${families.join(', ') || 'none'}`,
    `  customers ${customers}, tokens ${tokensRequired ? 'required' : 'optional'}`,
    `  requests up to ${freshnessSeconds} s old, ${ratePerSecond}/s, ${burst} at once`,
  ];
}
