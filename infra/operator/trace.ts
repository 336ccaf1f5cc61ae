import type { Reference } from '../../shared/domain/credit-grant.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { creditGrantNoOf, referenceRef } from '../../shared/store/credit-grant-store.ts';
import { readRows } from '../../shared/store/row.ts';
import { allTenants } from './all-tenants.ts';
import type { Command } from './command.ts';
import type { Given } from './given.ts';
import { nameOf, operatorBounds, type Place } from './place.ts';
import { type RequestLine, readRequestLines } from './request-lines.ts';
import { requestText, traceLines } from './trace-lines.ts';
import { readTraced, type TracedGrant, tracedGrantRef } from './traced-rows.ts';
import { tenantOfCommand } from './whereabouts.ts';
import { exitCodes, type World } from './world.ts';

const creditGrantNoGrammar = /^CG[0-9A-F]{32}$/;

/** What an id turned out to name. */
interface Search {
  readonly searched: readonly Tenant[];
  readonly found?: { readonly tenant: Tenant; readonly grant: TracedGrant };
  /** A reference number whose calls were only ever refused. */
  readonly refused?: Reference;
}

/** Tells all that is known of one application in one timeline. */
export const trace: Command = {
  words: ['trace'],
  purpose: 'Tell all that is known of one application, in one timeline.',
  operands: [{ name: 'referenceNo|creditGrantNo|requestId' }],
  options: [],
  example: 'trace R-1 --customer C-7',
  async run(given, place, world) {
    const id = given.operands[0] ?? '';
    const byRequest = await readRequestLines(place.requestsFile, (line) => line.requestId === id);
    const [request] = byRequest;
    const search = await searchFor(request?.creditGrantNo ?? id, given, place);
    if (search.found !== undefined) return tell(search.found, place, world);
    world.print(notFound(id, search, byRequest));
    return byRequest.length > 0 || search.refused ? exitCodes.done : exitCodes.refused;
  },
};

async function searchFor(id: string, given: Given, place: Place): Promise<Search> {
  const bounds = operatorBounds();
  const searched: Tenant[] = [];
  for await (const tenant of tenantsToSearch(id, given, place)) {
    searched.push(tenant);
    const creditGrantNo = creditGrantNoGrammar.test(id) ? id : creditGrantNoOf(tenant, id);
    const refs = {
      grant: tracedGrantRef(tenant, creditGrantNo),
      reference: referenceRef(tenant, id),
    };
    const { grant, reference } = await readRows(place.table, refs, bounds);
    if (grant !== undefined) return { searched, found: { tenant, grant } };
    if (reference?.status === 'REFUSED') return { searched, refused: reference };
  }
  return { searched };
}

/** A credit grant number is one tenant's alone, so that unless one is named all can be searched. */
async function* tenantsToSearch(id: string, given: Given, place: Place): AsyncGenerator<Tenant> {
  const isNamed = ['client', 'customer'].some((flag) => given.value(flag) !== undefined);
  const everywhere = creditGrantNoGrammar.test(id) && !isNamed;
  if (everywhere) yield* allTenants(place.table, operatorBounds());
  else yield tenantOfCommand(given, place);
}

async function tell(
  { tenant, grant }: NonNullable<Search['found']>,
  place: Place,
  world: World,
): Promise<number> {
  const { creditGrantNo } = grant;
  const traced = await readTraced(place.table, tenant, grant, operatorBounds());
  const isOurs = (line: RequestLine): boolean => line.creditGrantNo === creditGrantNo;
  const requests = await readRequestLines(place.requestsFile, isOurs);
  const where =
    place.requestsFile === undefined
      ? [`Its requests are in the functions' logs: { $.creditGrantNo = "${creditGrantNo}" }`]
      : [];
  const nowMs = world.now() + place.aheadMs(tenant.clientId);
  const lines = traceLines(nameOf(tenant), traced, requests, nowMs);
  world.print([...lines, ...where].join('\n'));
  return exitCodes.done;
}

function notFound(
  id: string,
  { searched, refused }: Search,
  requests: readonly RequestLine[],
): string {
  const where = searched.map(nameOf).join(', ');
  if (refused?.status === 'REFUSED') {
    return `${id} is free: of ${where} it was refused, ${refused.attempt} times, and owns nothing.`;
  }
  if (requests.length === 0) return `${id} names nothing in the books of ${where || 'anyone'}.`;
  const about = requests.some(({ creditGrantNo }) => creditGrantNo !== undefined)
    ? `It was about an application that is not in the books of ${where || 'anyone'}.`
    : 'It was about no application, or was refused before that was known.';
  return [...requests.map(requestText), about].join('\n');
}
