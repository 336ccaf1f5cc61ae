import { type Picks, pick } from './model-application.ts';
import { same } from './model-check.ts';
import type { ModelOpinion } from './model-grant.ts';
import { edgesOf, expireIn, requeueIn } from './model-office.ts';
import type { ModelTenant } from './model-tenant.ts';
import { note, type Sides } from './model-world.ts';
import { maxReceives } from './virtual-queue.ts';

const minuteMs = 60_000;

/** The decision service changes its mind, or goes down. */
export async function decide(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const opinions: ModelOpinion[] = ['approve', 'approve', 'reject', 'pending', 'pending', 'throw'];
  sides.opinion = pick(opinions, picks[0]);
  return [];
}

/** Sends fail from now on, or work again. */
export async function refuseSends({ world }: Sides, picks: Picks): Promise<ModelTenant[]> {
  const refuses = pick([true, false, false], picks[0]);
  world.queue.refuseSends = refuses ? () => new Error('no queue') : undefined;
  return [];
}

/** Messages get lost, come twice, late, out of order, or were never ours. */
export async function disturbQueue({ world }: Sides, picks: Picks): Promise<ModelTenant[]> {
  const { queue } = world;
  const waiting = queue.waiting.length;
  const at = (picks[1] ?? 0) % Math.max(1, waiting);
  const message = queue.waiting[at];
  const kinds = ['drop', 'twice', 'twice', 'old', 'old', 'old', 'first', 'reverse', 'foreign'];
  switch (pick(kinds, picks[0])) {
    case 'drop':
      if (message) queue.delete(message.id);
      break;
    case 'twice':
      if (message) queue.put(message.body);
      break;
    case 'old':
      if (message) queue.put(message.body.replace(/"attempts":\d+/, '"attempts":0'));
      break;
    case 'first':
      if (message) queue.deliverAgain(message.id);
      break;
    case 'reverse':
      queue.waiting.reverse();
      break;
    default:
      queue.put(pick(['poison', '{"clientId":"X","referenceNo":"REF_0","attempts":0}'], picks[2]));
  }
  return [];
}

/** One poll of the queue; the table may be down meanwhile, or the reply to one write get lost. */
export async function work(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const { world, table } = sides;
  const now = world.clock.ms;
  const visible = world.queue.waiting.filter(({ visibleAt }) => visibleAt <= now);
  const batch = visible.filter(({ receives }) => receives < maxReceives).slice(0, 5);
  const mood = pick(['well', 'well', 'well', 'well', 'well', 'lost', 'down'], picks[0]);
  const bodies = batch.map(({ body }) => body);
  const touched: ModelTenant[] = [];
  table.down = mood === 'down';
  table.loseReplies = mood === 'lost' ? 1 : 0;
  await world.work();
  table.down = false;
  table.loseReplies = 0;
  if (mood === 'down') return [];
  let toLose = mood === 'lost';
  for (const body of bodies) {
    const message = body.startsWith('{') ? JSON.parse(body) : {};
    const { clientId, customerId, referenceNo, attempts } = message;
    const tenant = sides.tenants.find(
      (one) => one.clientId === clientId && one.customerId === customerId,
    );
    if (tenant === undefined) continue;
    if (tenant.work(referenceNo, attempts, now, sides.opinion, toLose)) toLose = false;
    touched.push(tenant);
    note(sides, 'worked on a message');
  }
  return touched;
}

/** Dead messages come back. */
export async function redrive(sides: Sides): Promise<ModelTenant[]> {
  if (sides.world.queue.redrive() > 0) note(sides, 'redriven');
  return [];
}

/** Time passes: a moment, minutes, days, or until just about something falls due. */
export async function wait({ world, tenants }: Sides, picks: Picks): Promise<ModelTenant[]> {
  const [kind, at = 0, near] = picks;
  const now = world.clock.ms;
  const tenant = pick(tenants, at);
  const [edge = now + 1] = pick(edgesOf(tenant, now), (near ?? 0) >> 2);
  const waits: Record<string, number> = {
    moment: 1 + (at % 900),
    seconds: 1_000 * (1 + (at % 30)),
    minutes: minuteMs * (1 + (at % 12)),
    hours: 60 * minuteMs * (1 + (at % 14)),
    days: 24 * 60 * minuteMs * (1 + (at % 3)),
    edge: Math.max(1, edge + pick([-1, 0, 0, 1], near) - now),
  };
  const kinds = ['moment', 'seconds', 'seconds', 'seconds', 'minutes', 'minutes', 'minutes'];
  world.clock.ms += waits[pick([...kinds, 'hours', 'edge', 'edge', 'edge', 'days'], kind)] ?? 1;
  return [tenant];
}

/** The minute's check: a send that fails ends nothing else, and the next check sends again. */
export async function checkDue(sides: Sides): Promise<ModelTenant[]> {
  const { world } = sides;
  const outcome = await world.checkDue().catch(() => 'failed' as const);
  const { expired, requeued, failed } = dueIn(sides);
  same(outcome, failed ? 'failed' : { expired, requeued }, 'check');
  return [...sides.tenants];
}

/** What falls due by now happens in the model; what it was told of is compared. */
function dueIn(sides: Sides) {
  const { world, tenants } = sides;
  const now = world.clock.ms;
  const refuses = world.queue.refuseSends !== undefined;
  let expired = 0;
  let requeued = 0;
  for (const tenant of tenants) {
    expired += expireIn(tenant, now);
    requeued += requeueIn(tenant, now, refuses);
  }
  if (expired > 0) note(sides, 'expired');
  if (requeued > 0) note(sides, 'requeued');
  const noted = new Set(
    world.notices.filter(({ type }) => type === 'GrantExpired').map((n) => n.id),
  );
  const all = tenants.flatMap(({ grants }) => [...grants.values()].filter((grant) => grant.noted));
  same(noted.size, all.length, 'notices of expired grants');
  return { expired, requeued, failed: refuses && requeued > 0 };
}

/** The day's check: it finds every tenant, and nothing that does not add up. */
export async function checkFull(sides: Sides): Promise<ModelTenant[]> {
  const { world, tenants } = sides;
  const books = await world.checkFull().catch(() => 'failed' as const);
  const sound = { tenants: tenants.length, drifting: 0, complete: true };
  same(books, dueIn(sides).failed ? 'failed' : sound, 'M-04: books');
  same(world.counts.get('LedgerDrift'), 0, 'M-04: drift');
  return [...tenants];
}
