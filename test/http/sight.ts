import { isDeepStrictEqual } from 'node:util';
import type { TestProvider } from './provider.ts';
import type { WirePartner } from './wire-partner.ts';

/** What partners can see of their credit quotas, and every row, at one moment. */
export interface Sight {
  readonly partners: readonly WirePartner[];
  readonly quotas: readonly string[];
  readonly rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** Looks at the quotas of these partners, the demo's unless others are named, and at all rows. */
export async function see(
  provider: TestProvider,
  partners: readonly WirePartner[] = [provider.partner],
): Promise<Sight> {
  const body = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  const quotas: string[] = [];
  for (const as of partners)
    quotas.push((await provider.call('queryCreditQuota', body, { as })).text);
  const items = await provider.items();
  const rows = new Map(items.map((item) => [`${item['pk']} ${item['sk']}`, item]));
  return { partners, quotas, rows };
}

/** What is no longer as it was, but for what refusals may leave: their counts, and signatures. */
export async function changesSince(before: Sight, provider: TestProvider): Promise<string[]> {
  const now = await see(provider, before.partners);
  const quotas = now.quotas.filter((quota, index) => quota !== before.quotas[index]);
  const changed = [...now.rows].filter(
    ([key, row]) => !isLeftByRefusal(row) && !isDeepStrictEqual(row, before.rows.get(key)),
  );
  const gone = [...before.rows.keys()].filter((key) => !now.rows.has(key));
  return [...quotas, ...changed.map(([key]) => key), ...gone];
}

function isLeftByRefusal({ sk, status }: Readonly<Record<string, unknown>>): boolean {
  return `${sk}`.startsWith('SIG#') || (`${sk}`.startsWith('REF#') && status === 'REFUSED');
}
