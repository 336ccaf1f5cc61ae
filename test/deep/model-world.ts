import { createHash } from 'node:crypto';
import type { BackOfficeEventInput } from '../../shared/catalogue/back-office.ts';
import { partitionOf } from '../../shared/store/item-key.ts';
import type { Item, Table } from '../../shared/store/table.ts';
import { attachmentBody } from '../builders.ts';
import { clientSecret } from '../memory-secrets.ts';
import { MemoryTable } from '../memory-table.ts';
import type { EventChanges } from '../signed-event.ts';
import { unbounded } from '../stage-rows.ts';
import type { ModelOpinion, ModelTerms } from './model-grant.ts';
import { type ModelEvent, ModelOffice } from './model-office.ts';
import { NotedTable } from './model-table.ts';
import { ModelTenant } from './model-tenant.ts';
import { newWorld } from './world.ts';

const productCode = 'AMAZON_VC_FACTORING_LOAN';

/** The provider and its model side by side. */
export interface Sides {
  readonly world: ReturnType<typeof newWorld>;
  readonly table: NotedTable;
  readonly tenants: readonly ModelTenant[];
  readonly office: ModelOffice;
  opinion: ModelOpinion;
  /** What was sent to apply, in order, to be sent again. */
  readonly sent: Sent[];
  /** Whom each signature first came for. */
  readonly signatures: Map<string, ModelTenant>;
  /** What was posted, in order, to be posted again. */
  readonly posted: Posted[];
  /** Of each application, what the partner was last told. */
  readonly told: Map<string, Told>;
  readonly tally: Map<string, number>;
  drawdowns: number;
  steps: number;
}

/** An application as it was sent. */
export interface Sent {
  readonly tenant: ModelTenant;
  readonly referenceNo: string;
  readonly body: string;
  readonly time: string;
}

/** An event as it was posted. */
export interface Posted {
  readonly tenant: ModelTenant;
  readonly eventId: string;
  readonly event: ModelEvent;
}

/** An application's identity and status as a partner was told. */
export interface Told {
  readonly creditGrantNo: string;
  readonly status: string;
}

const usual: ModelTerms = {
  currency: 'USD',
  threshold: 500_000n,
  basisPoints: 8_000n,
  termDays: 3,
  maxAgeDays: 90,
  maxDaysToDue: 180,
};
/** No float holds this, nor its half. */
const huge = 9_007_199_254_740_993n;
const facilities: readonly [string, string | undefined, bigint, ModelTerms][] = [
  ['PARTNER_A', undefined, 1_000_000n, usual],
  ['PARTNER_A', 'CUSTOMER_1', 600_001n, { ...usual, basisPoints: 10_000n, termDays: 1 }],
  [
    'PARTNER_B',
    undefined,
    huge,
    { ...usual, currency: 'JPY', threshold: huge / 2n, basisPoints: 10_000n },
  ],
  ['PARTNER_B', 'CUSTOMER_1', 1_000_000n, usual],
];

/** Opens four facilities of two clients, through the back office, on a table. */
export async function stageSides(on: Table = new MemoryTable(), suffix = ''): Promise<Sides> {
  const table = new NotedTable(on);
  const secret = clientSecret({ ratePerSecond: 1e6, burst: 1e6 });
  const named = (name: string) => `${name}${suffix}`;
  const clients = { [named('PARTNER_A')]: secret, [named('PARTNER_B')]: secret };
  const world = newWorld({ clients, store: table });
  const tenants = facilities.map(([name, ...rest]) => new ModelTenant(named(name), ...rest));
  const sides: Sides = {
    world,
    table,
    tenants,
    office: new ModelOffice(),
    opinion: 'approve',
    sent: [],
    signatures: new Map(),
    posted: [],
    told: new Map(),
    tally: new Map(),
    drawdowns: 0,
    steps: 0,
  };
  world.scripted.script = () => {
    if (sides.opinion === 'throw') throw new Error('down');
    if (sides.opinion !== 'reject') return { opinion: sides.opinion };
    return { opinion: 'reject', failCode: 'REVIEW_REJECTED' };
  };
  for (const tenant of tenants) await stage(sides, tenant);
  table.touched.clear();
  return sides;
}

async function stage(sides: Sides, tenant: ModelTenant): Promise<void> {
  const { terms } = tenant;
  const { world } = sides;
  const post = async (eventId: string, event: Pick<BackOfficeEventInput, 'type' | 'data'>) => {
    const posted = await world.post({ ...aboutOf(tenant), eventId, ...event } as never);
    if (posted.outcome !== 'posted') throw new Error(`not staged: ${JSON.stringify(posted)}`);
  };
  await post('OPEN', {
    type: 'facility.opened',
    data: {
      productCode,
      currency: terms.currency,
      creditLimitMinor: `${tenant.limit}`,
      payeeCodes: ['PAYEE_1'],
      vcCodes: ['VC_1', 'VC_2'],
      terms: {
        advanceRateBasisPoints: Number(terms.basisPoints),
        maxInvoiceAgeDays: terms.maxAgeDays,
        maxDaysToDue: terms.maxDaysToDue,
        reviewThresholdMinor: `${terms.threshold}`,
        grantTermDays: terms.termDays,
        annualPercentageRate: '0.05',
      },
    },
  });
  await post('SIGN', { type: 'contract.signed', data: { contract: 'credit' } });
  if (tenant.customerId !== undefined) {
    const tokenHash = createHash('sha256').update(tokenOf(tenant)).digest('hex');
    const data = { tokenHash, scopes: ['credit', 'fx'], expiresAt: '2999-01-01T00:00:00Z' };
    await post('TOKEN', { type: 'token.issued', data } as never);
  }
  // Of its own: the same bytes signed for another customer are refused.
  const attachment = attachmentBody({ attachmentId: `FILE_${tenant.customerId}` });
  const submitted = await world.api.call('submitAttachment', attachment, headersOf(tenant));
  if (submitted.outcome !== 'S SUCCESS') throw new Error(`not staged: ${submitted.text}`);
  tenant.fileKey = submitted.body.attachmentInfo.fileKey;
}

/** Who posts for a tenant. */
export function aboutOf({ clientId, customerId }: ModelTenant) {
  const about = { clientId, actor: 'model', reason: 'a step' };
  return customerId === undefined ? about : { ...about, customerId };
}

function tokenOf({ clientId, customerId }: ModelTenant): string {
  return `token-${clientId}-${customerId}`;
}

/** For whom a call is signed, and on whose behalf. */
export function headersOf(tenant: ModelTenant): EventChanges {
  const { clientId, customerId } = tenant;
  if (customerId === undefined) return { clientId };
  const headers = { 'connected-customerid': customerId, 'access-token': tokenOf(tenant) };
  return { clientId, headers };
}

/** Where a tenant's rows are. */
export function partitionOfTenant({ clientId, customerId }: ModelTenant): string {
  return partitionOf(customerId === undefined ? { clientId } : { clientId, customerId });
}

/** All rows of a tenant. */
export async function rowsOf({ table }: Sides, tenant: ModelTenant): Promise<Item[]> {
  const pk = partitionOfTenant(tenant);
  const kinds = ['AP', 'D', 'E', 'F', 'G', 'I', 'R'].map(async (skPrefix) => {
    const items: Item[] = [];
    let after: string | undefined;
    do {
      const page = await table.list({ pk, skPrefix, limit: 1_000, after }, unbounded);
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  });
  return (await Promise.all(kinds)).flat();
}

/** Counts what happened, so that a run can show what it went through. */
export function note({ tally }: Sides, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}
