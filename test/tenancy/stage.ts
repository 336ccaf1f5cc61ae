import { generateKeyPairSync } from 'node:crypto';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { AccessToken, Tenant } from '../../shared/domain/tenant.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { addAccessToken, addCustomer, hashToken } from '../../shared/store/access-store.ts';
import { fileKeyOf } from '../../shared/store/attachment-store.ts';
import { itemKeys, partitionOf } from '../../shared/store/item-key.ts';
import { exists, type Item, type Table } from '../../shared/store/table.ts';
import { attachmentBody } from '../builders.ts';
import type { WireAnswer } from '../http/wire-partner.ts';
import { newInstance, startMs } from '../instance.ts';
import { clientSecret, MemorySecrets } from '../memory-secrets.ts';
import { MemoryTable } from '../memory-table.ts';
import type { EventChanges } from '../signed-event.ts';
import { application, openOwnFacility, write } from '../stage-rows.ts';

const strangersKeys = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const strangersPublicKey = strangersKeys.publicKey
  .export({ type: 'spki', format: 'pem' })
  .toString();
const unhurried: Partial<ClientSecret> = { ratePerSecond: 1_000_000, burst: 1_000_000 };

/** Two clients, each on its own account and with customers, some of the same name. */
export const clients = {
  PARTNER_1: clientSecret(unhurried),
  PARTNER_2: clientSecret({ ...unhurried, keys: { 1: { publicKey: strangersPublicKey } } }),
} as const;
export const account: Tenant = { clientId: 'PARTNER_1' };
export const customer: Tenant = { clientId: 'PARTNER_1', customerId: 'CUSTOMER_1' };
export const sibling: Tenant = { clientId: 'PARTNER_1', customerId: 'CUSTOMER_2' };
export const stranger: Tenant = { clientId: 'PARTNER_2' };
export const namesake: Tenant = { clientId: 'PARTNER_2', customerId: 'CUSTOMER_1' };
export const strangersCustomer: Tenant = { clientId: 'PARTNER_2', customerId: 'CUSTOMER_3' };
export const tenants = [account, customer, sibling, stranger, namesake, strangersCustomer];

/** A tenant as test names tell it. */
export function nameOf({ clientId, customerId = 'its own account' }: Tenant): string {
  return `${clientId}, ${customerId}`;
}

/** The token that speaks for a tenant; for a client's own account none is needed. */
export function tokenOf({ clientId, customerId }: Tenant): string {
  return `TOKEN_OF_${clientId}_${customerId}`;
}

/** The headers that a request for a tenant has beside those that are signed. */
export function headersOf(tenant: Tenant): Readonly<Record<string, string>> {
  if (tenant.customerId === undefined) return {};
  return { 'connected-customerid': tenant.customerId, 'access-token': tokenOf(tenant) };
}

/** Records a tenant: its customer and its token, where it is not the client itself. */
export async function enrol(table: Table, tenant: Tenant): Promise<void> {
  if (tenant.customerId === undefined) return;
  await write(table, { customer: addCustomer(tenant, { status: 'ACTIVE' }) });
  await addToken(table, tenant, tokenOf(tenant));
}

/** Records a token that opens everything to a tenant, unless it is said to be otherwise. */
export function addToken(
  table: Table,
  { clientId, customerId }: Tenant,
  token: string,
  changes: Partial<AccessToken> = {},
): Promise<void> {
  const record = addAccessToken(clientId, hashToken(token), {
    ...(customerId !== undefined && { customerId }),
    scopes: ['credit', 'fx', 'worldcard'],
    expiresAt: startMs + 86_400_000,
    status: 'ACTIVE',
    ...changes,
  });
  return write(table, { token: record });
}

/** All functions on one table, to be called as any tenant. */
export type Stage = ReturnType<typeof stageOn>;

const secrets = new MemorySecrets(clients);

/** A stage on a copy of a table, so that what happens on one stage is seen on no other. */
export function stageOn(base: MemoryTable, store?: Table) {
  const memory = new MemoryTable();
  for (const item of base.items()) memory.place(keyOf(item), item);
  const instance = newInstance({ clients, memory, secrets, ...(store && { store }) });
  /** Calls as a tenant; no two calls have the same signature. */
  function call(
    tenant: Tenant,
    api: ApiName,
    body: unknown,
    changes: EventChanges = {},
  ): Promise<WireAnswer> {
    instance.clock.ms += 1_000;
    const { clientId } = tenant;
    const headers = { ...headersOf(tenant), ...changes.headers };
    const signer = clientId === 'PARTNER_2' ? { privateKey: strangersKeys.privateKey } : {};
    return instance.call(api, body, { clientId, ...signer, ...changes, headers });
  }
  const rows: Table = store ?? memory;
  return { ...instance, rows, call };
}

/** Makes a tenant able to do everything on its own. */
export async function makeAble(stage: Stage, tenant: Tenant): Promise<void> {
  // So much that no number of applications uses it up.
  await openOwnFacility(stage.rows, { creditLimitMinor: 10n ** 15n }, tenant);
  await submit(stage, tenant, 'FILE');
}

/** Submits a file as a tenant. */
export function submit(
  stage: Stage,
  tenant: Tenant,
  attachmentId: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<WireAnswer> {
  return succeed(stage, tenant, 'submitAttachment', attachmentBody({ attachmentId, ...changes }));
}

/** Applies as a tenant, resting on the file that it was made able with. */
export function apply(
  stage: Stage,
  tenant: Tenant,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<WireAnswer> {
  return succeed(stage, tenant, 'applyCreditGrant', applicationOf(tenant, changes));
}

/** An application that is granted to a tenant that was made able. */
export function applicationOf(tenant: Tenant, changes: Readonly<Record<string, unknown>> = {}) {
  return application(fileKeyOf(tenant, 'FILE'), changes);
}

async function succeed(stage: Stage, tenant: Tenant, api: ApiName, body: unknown) {
  const answer = await stage.call(tenant, api, body);
  if (answer.outcome !== 'S SUCCESS') throw new Error(`${api} as staged: ${answer.text}`);
  return answer;
}

/** Changes what a facility knows, as its owner's operator would. */
export function setFacility(table: Table, owner: Tenant, to: Readonly<Record<string, string[]>>) {
  const key = itemKeys.facility(owner, 'AMAZON_VC_FACTORING_LOAN');
  const changes = Object.entries(to).map(
    ([path, value]) => ({ change: 'set', path, value }) as const,
  );
  return write(table, { facility: { action: 'update', key, changes, when: [exists] } });
}

/** Enrols every tenant, and makes them able, or none of them. */
export async function enrolAll(stage: Stage, able: boolean): Promise<void> {
  for (const tenant of tenants) {
    await enrol(stage.rows, tenant);
    if (able) await makeAble(stage, tenant);
  }
}

/** A table with every tenant enrolled, and either all of them able or none. */
export async function newBase(able: boolean): Promise<MemoryTable> {
  const stage = stageOn(new MemoryTable());
  await enrolAll(stage, able);
  return stage.memory;
}

/** Whether an item is the tenant's own, or its client's where that keeps tokens and signatures. */
export function isOf({ clientId, ...tenant }: Tenant, pk: unknown): boolean {
  return pk === partitionOf({ clientId, ...tenant }) || pk === `CLIENT#${clientId}`;
}

function keyOf(item: Item): { pk: string; sk: string } {
  return { pk: String(item['pk']), sk: String(item['sk']) };
}
