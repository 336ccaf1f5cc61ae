import { newApplication, type Picks, pick, wireOf } from './model-application.ts';
import { remember, same, verifyInquiry } from './model-check.ts';
import { claimKeys, fateAt, type ModelApplication } from './model-grant.ts';
import type { ModelTenant } from './model-tenant.ts';
import { headersOf, note, type Sent, type Sides } from './model-world.ts';

/** The tenant that a step is about. */
export function tenantFor({ tenants }: Sides, [at]: Picks): ModelTenant {
  return pick(tenants, at);
}

/** A new application, or one with a reference or an invoice used before. */
export async function applyNew(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const tenant = tenantFor(sides, picks);
  const application = newApplication(sides, tenant, picks);
  await send(sides, tenant, application, picks[7] !== undefined && picks[7] % 16 === 15);
  return [tenant];
}

/** The same application again: key order and the order of its invoices do not count. */
export async function applyAgain(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const tenant = tenantFor(sides, picks);
  const grant = [...tenant.grants.values()][(picks[1] ?? 0) % tenant.grants.size];
  if (grant === undefined) return [tenant];
  const { application } = grant;
  const other = pick([false, true], picks[2]);
  if (!other) {
    const invoices = [...application.invoices].reverse();
    await send(sides, tenant, { ...application, invoices }, false);
    return [tenant];
  }
  const [first, ...rest] = application.invoices;
  const changes: Partial<ModelApplication>[] = [
    { vendorName: 'Vendor' },
    { vcCode: 'VC_9' },
    { payeeCode: 'PAYEE_9' },
    { invoiceDay: application.invoiceDay - 1 },
    { fileKey: 'ATT_9' },
    { zone: application.zone === 'UTC' ? '-05:00' : 'UTC', invoiceDay: application.invoiceDay - 1 },
    { invoices: [...application.invoices, { no: 'INV_MORE', value: 1n }] },
    ...(first ? [{ invoices: [{ ...first, value: first.value + 1n }, ...rest] }] : []),
  ];
  await send(sides, tenant, { ...application, ...pick(changes, picks[3]) }, false);
  return [tenant];
}

/** Two applications at once: what becomes of them is what would become of one after the other. */
export async function applyTogether(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const tenant = tenantFor(sides, picks);
  const one = newApplication(sides, tenant, picks);
  const [invoice] = one.invoices;
  if (invoice === undefined || tenant.grants.has(one.referenceNo)) return [tenant];
  const no = pick([invoice.no, `${invoice.no}_2`, `${invoice.no}_2`], picks[7]);
  const { headroom } = tenant.counters();
  const share = pick([1n, 2n, 3n], picks[2]);
  const value = (headroom > 0n ? headroom : 1n) / share + 1n;
  const bounded = { value: value < invoice.value ? invoice.value : value };
  const first = { ...one, invoices: [{ ...invoice, ...bounded }] };
  const other = {
    ...first,
    referenceNo: `${one.referenceNo}_2`,
    invoices: [{ ...invoice, ...bounded, no }],
  };
  if (tenant.grants.has(other.referenceNo)) return [tenant];
  const { ms } = sides.world.clock;
  const wasFree = no === invoice.no && !tenant.isHeld(`${one.vcCode}#${no}`, ms);
  // Too much even before the other: unless what holds its own invoices is over, and so ends.
  const tooMuchAnyway = (application: ModelApplication) =>
    tenant.amountOf(application) > tenant.seenAt(ms).headroom &&
    !claimKeys(application).some((key) => tenant.claims.has(key) && !tenant.isHeld(key, ms));
  const tooMuch: readonly ModelApplication[] = [first, other].filter(tooMuchAnyway);
  const answers = await Promise.all([call(sides, tenant, first), call(sides, tenant, other)]);
  // Too much anyway came first; who lost to what was there before may have come first; who lost to
  // the other came after it.
  const placeOf = ({ application, answer: { body } }: Answered): number => {
    const { creditGrantStatus, failCode } = body;
    if (creditGrantStatus === 'ACCEPTED') return 2;
    if (failCode === 'QUOTA_NOT_ENOUGH') return tooMuch.includes(application) ? 0 : 3;
    return failCode === 'INVOICE_ALREADY_FINANCED' && wasFree ? 3 : 1;
  };
  const order = [...answers].sort((a, b) => placeOf(a) - placeOf(b));
  for (const answer of order) hold(sides, answer, false);
  return [tenant];
}

interface Answered {
  readonly tenant: ModelTenant;
  readonly application: ModelApplication;
  readonly body: string;
  readonly time: string;
  readonly answer: Awaited<ReturnType<Sides['world']['api']['call']>>;
}

/** Sends an application, and holds the answer to what the model says. */
async function send(
  sides: Sides,
  tenant: ModelTenant,
  application: ModelApplication,
  loseReply: boolean,
): Promise<void> {
  sides.table.loseReplies = loseReply ? 1 : 0;
  const answered = await call(sides, tenant, application);
  sides.table.loseReplies = 0;
  hold(sides, answered, loseReply);
}

async function call(
  { world }: Sides,
  tenant: ModelTenant,
  application: ModelApplication,
): Promise<Answered> {
  const time = `${new Date(world.clock.ms).toISOString().slice(0, 19)}+00:00`;
  const body = JSON.stringify(wireOf(tenant, application));
  const changes = { ...headersOf(tenant), time };
  const answer = await world.api.call('applyCreditGrant', body, changes);
  return { tenant, application, body, time, answer };
}

function hold(sides: Sides, answered: Answered, loseReply: boolean): void {
  const { tenant, application, body, time, answer } = answered;
  const { clock } = sides.world;
  const name = `${tenant.clientId} ${time} ${body}`;
  const first = sides.signatures.get(name);
  const { referenceNo } = application;
  if (first !== undefined && first !== tenant) {
    same(answer.outcome, 'F INVALID_SIGNATURE', 'S-09: a signature came for another customer');
    return;
  }
  const expected = tenant.apply(application, clock.ms, sides.opinion, loseReply);
  note(sides, `apply ${expected.outcome}`);
  same(answer.outcome, expected.outcome, `apply ${body}`);
  if (expected.outcome.startsWith('U')) {
    // Whether the signature was kept is not known: let none like it be sent in this second.
    clock.ms += 1_000;
    return;
  }
  sides.signatures.set(name, tenant);
  sides.sent.push({ tenant, referenceNo, body, time });
  const { result, creditGrantNo, failMessage, ...rest } = answer.body;
  if (expected.grant === undefined) {
    same(rest, { referenceNo }, 'M-07: told on F or U');
    return;
  }
  const { status, failCode } = fateAt(expected.grant, clock.ms);
  note(sides, `apply ${failCode ?? `${status} ${expected.grant.waitsFor}`}`);
  const creditGrantStatus = status === 'FAILED' ? 'FAILED' : 'ACCEPTED';
  same(rest, { referenceNo, creditGrantStatus, ...(failCode && { failCode }) }, 'apply');
  remember(sides, tenant, referenceNo, creditGrantNo, creditGrantStatus);
}

/** The very bytes of an earlier call, for the same customer or for another one: nothing changes. */
export async function replay(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const sent: Sent = pick(sides.sent.slice(-10), picks[1]);
  const siblings = sides.tenants.filter(({ clientId }) => clientId === sent.tenant.clientId);
  const tenant = pick([sent.tenant, ...siblings], picks[2]);
  const stale = sides.world.clock.ms - Date.parse(sent.time) > 300_000;
  const changes = { ...headersOf(tenant), time: sent.time };
  const known = sides.signatures.get(`${tenant.clientId} ${sent.time} ${sent.body}`);
  const owned = tenant.grants.get(sent.referenceNo);
  if (!stale && known === tenant && owned === undefined) return [];
  const answer = await sides.world.api.call('applyCreditGrant', sent.body, changes);
  note(sides, `replay ${answer.outcome}`);
  if (stale || known !== tenant) same(answer.outcome, 'F INVALID_SIGNATURE', 'S-09: replay');
  return [];
}

/** Asks what became of a reference number, known or not. */
export async function inquire(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const tenant = tenantFor(sides, picks);
  const referenceNo = `REF_${(picks[1] ?? 0) % (tenant.grants.size + 4)}`;
  await verifyInquiry(sides, tenant, referenceNo);
  return [];
}

/** Asks for an FX quota. */
export async function inquireQuota({ world, tenants }: Sides, picks: Picks) {
  const tenant = pick(tenants, picks[0]);
  const currency = pick(['USD', 'EUR'], picks[1]);
  const request = {
    quotaAccumulationMethod: 'USER_ID',
    quotaAccumulationId: 'USER_1',
    currency,
  };
  const answer = await world.api.call('inquiryAvailableQuota', request, headersOf(tenant));
  if (!tenant.fxAccounts.has('USER_1')) {
    same(answer.outcome, 'F ACCOUNT_NOT_EXIST', 'FX quota');
    return [];
  }
  same(answer.outcome, 'S SUCCESS', 'FX quota');
  const value = `${tenant.quotas.get(currency) ?? 0n}`;
  same(answer.body.availableQuota, { currency, value }, 'FX quota');
  return [];
}
