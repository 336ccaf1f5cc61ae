import type { Item } from '../../shared/store/table.ts';
import type { World } from './world.ts';

const kept = ['FACILITY', 'DRAWDOWN', 'FX', 'BUDGET', 'TOKEN', 'CUSTOMER', 'BOOKS', 'INVOICE'];
const volatile = ['attempts', 'nextDueAt', 'createdAt', 'openedAt', 'decideBy', 'status'];

/** Counters, grants, rights and posted events, without what depends on when and how often. */
export function essenceOf(items: readonly Item[], { notices }: World): string {
  const lines = items.flatMap((item) => {
    const sk = String(item['sk']);
    const without = Object.entries(item).filter(([name]) => !volatile.includes(name));
    const text = JSON.stringify(without.sort(), (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    if (sk.startsWith('GRANT#')) return [`${text} ${item['status']}`];
    if (sk.startsWith('REF#')) return item['status'] === 'OWNED' ? [text] : [];
    if (sk.startsWith('EVENT#')) return /#CG/.test(sk) ? [] : [sk];
    if (sk.startsWith('ATTACHMENT#')) return [text];
    if (sk.startsWith('REFUSED-EVENT#')) return [text];
    return kept.some((kind) => sk.startsWith(kind)) ? [text] : [];
  });
  const told = new Set(notices.filter(({ type }) => type !== 'QuotaLow').map(({ id }) => id));
  return [...lines, ...[...told].sort()].join('\n');
}
