import { isDeepStrictEqual } from 'node:util';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { refreshEverywhere } from './client-refresh.ts';
import { type KeyOutcome, type KeyWork, keyChangeCommand } from './key-change.ts';
import { partnerIdIn, partnerOperand } from './partner-id.ts';
import { changedTermOptions, changedTermsIn, type Terms } from './partner-terms.ts';

/** Terms by name, as an audit tells them: null is what is nowhere said, so that a default holds. */
type ToldTerms = Readonly<Record<string, unknown>>;

/** Changes a partner's terms. What is given replaces what was there, all APIs by all that are given. */
export const partnerChange = keyChangeCommand({
  words: ['partner', 'change'],
  purpose: 'Change what a partner may do: what is given replaces what was, the rest stays.',
  type: 'partner.changed',
  operands: [partnerOperand],
  options: changedTermOptions,
  example: "partner change P-7 --rate 80 --burst 160 --why 'ticket 12'",
  make: changePartner,
});

/** What is another now; without the old where it was so before. */
interface Changed {
  readonly names: readonly (keyof Terms)[];
  readonly old?: ToldTerms;
}

async function changePartner(work: KeyWork): Promise<KeyOutcome> {
  const { given, safe } = work;
  const clientId = partnerIdIn(given);
  const terms = changedTermsIn(given);
  const found = await safe.changeClient<Changed | undefined>(clientId, (there) => {
    if (there === undefined || there.status === 'deleted') return { told: undefined };
    const names = namesOf(terms).filter((name) => !isDeepStrictEqual(there[name], terms[name]));
    if (names.length === 0) return { told: { names: namesOf(terms) } };
    return { record: { ...there, ...terms }, told: { names, old: told(there, names) } };
  });
  if (found === undefined) return { refusedBecause: 'there is no such partner' };
  // Also when it was so before: a command that was cut short is repeated for the sake of this.
  await refreshEverywhere(clientId, work);
  const { old, names } = found;
  const now = told(terms, names);
  const lines = names.map((name) => {
    const before = old === undefined ? '' : `${said(old[name])} -> `;
    return `${name}: ${before}${said(now[name])}`;
  });
  return {
    changed: old !== undefined,
    clientId,
    data: { ...(old !== undefined && { old }), new: now },
    notes: [...lines, 'From now on every instance goes by this.'],
  };
}

function namesOf(terms: Partial<Terms>): (keyof Terms)[] {
  const names: readonly (keyof Terms)[] = [
    'apis',
    'contracts',
    'customers',
    'tokensRequired',
    'freshnessSeconds',
    'ratePerSecond',
    'burst',
  ];
  return names.filter((name) => terms[name] !== undefined);
}

function told(terms: Partial<Terms> | ClientSecret, names: readonly (keyof Terms)[]): ToldTerms {
  return Object.fromEntries(names.map((name) => [name, terms[name] ?? null]));
}

function said(value: unknown): string {
  return value === null ? 'the default' : JSON.stringify(value);
}
