import type { Endpoint } from '../catalogue/endpoint.ts';
import { Refusal } from '../domain/refusal.ts';
import { type AccessToken, type Customer, type Tenant, tokenProblem } from '../domain/tenant.ts';
import { accessTokenRef, customerRef } from '../store/access-store.ts';
import { type KeyRefresh, keyRefreshRef } from '../store/key-refresh-store.ts';
import { parseRows, type Ref, type Rows } from '../store/row.ts';
import { cameOtherwise, signatureRef } from '../store/signature-store.ts';
import type { CallBounds, Table } from '../store/table.ts';
import type { Client } from './client-record.ts';
import type { ConnectedHeaders } from './connected-headers.ts';

/** Everything that authorisation goes by. */
export interface Authorisation {
  readonly row: Endpoint;
  readonly client: Client;
  readonly headers: ConnectedHeaders;
  readonly tenant: Tenant;
  /** SHA-256 of the request's signature, in hex. */
  readonly signatureHash: string;
  /**
   * Keeps the signature with the headers it came with; for endpoints that change state.
   *
   * @throws {Refusal} INVALID_SIGNATURE when it came with other ones meanwhile
   */
  readonly keepSignature: () => Promise<void>;
  /**
   * Judges the request again where the client's record must be loaded anew.
   *
   * @throws {Refusal} INVALID_CLIENT or INVALID_SIGNATURE when it no longer stands
   */
  readonly confirm: (refresh: KeyRefresh | undefined) => Promise<Client>;
  readonly nowMs: number;
}

/** Reads rows of the caller's tenant by name, in one consistent request. */
export type AuthorisedRead = <Refs extends Readonly<Record<string, Ref<unknown>>>>(
  refs: Refs,
) => Promise<Rows<Refs>>;

/**
 * The only door to the table that an operation has for reading. The rows that authorisation needs
 * travel in the same request as the rows asked for, and nothing comes back unless it holds: the
 * signature still stands and came with these headers, the customer is the client's, the token is for both, the API
 * is subscribed to and under contract.
 *
 * @see the wire contract, section 4, order of checks, 5 (uncovered headers), 8 and 9
 */
export function authorisedReader(
  table: Table,
  bounds: CallBounds,
  authorisation: Authorisation,
): AuthorisedRead {
  return async (refs) => {
    const accessRefs = accessRefsOf(authorisation);
    const wanted = { ...accessRefs, ...refs };
    const items = await table.read(
      Object.values(wanted).map(({ key }) => key),
      bounds,
    );
    const byName = new Map(Object.keys(wanted).map((name, index) => [name, items[index]]));
    const access = parseRows(accessRefs, byName);
    const client = await authorisation.confirm(access.$refresh);
    if (cameOtherwise(access.$signature, authorisation.headers.uncovered)) {
      throw new Refusal('INVALID_SIGNATURE');
    }
    const confirmed = { ...authorisation, client };
    const refusal = accessRefusal(confirmed, access.$customer, access.$token);
    if (refusal !== undefined) {
      // What was refused for one customer must not serve for another.
      if (isGuarded(authorisation.row)) await authorisation.keepSignature();
      throw refusal;
    }
    return parseRows(refs, byName);
  };
}

/** Names begin with `$`, which no operation's own names do. */
function accessRefsOf({ row, client, headers, tenant, signatureHash }: Authorisation) {
  const tokenHash = headers.token?.hash;
  return {
    $refresh: keyRefreshRef(client.clientId),
    ...(isGuarded(row) && { $signature: signatureRef(client.clientId, signatureHash) }),
    ...(headers.customerId !== undefined && { $customer: customerRef(tenant) }),
    ...(tokenHash !== undefined && { $token: accessTokenRef(client.clientId, tokenHash) }),
  };
}

function accessRefusal(
  { row, client, headers, nowMs }: Authorisation,
  customer: Customer | undefined,
  token: AccessToken | undefined,
): Refusal | undefined {
  const { accessRefusals: codes } = row;
  if (headers.problem !== undefined) return new Refusal('PARAM_ILLEGAL', headers.problem);
  if (headers.customerId === undefined && client.customersRequired) {
    return new Refusal('PARAM_ILLEGAL', 'Connected-CustomerId: required');
  }
  if (headers.customerId !== undefined && customer?.status !== 'ACTIVE') {
    return new Refusal(codes.customerUnknown);
  }
  const tokenNeeded = headers.customerId !== undefined && client.tokensRequired;
  if (headers.token !== undefined || tokenNeeded) {
    const problem = tokenProblem(token, headers.customerId, row.family, nowMs);
    if (problem === 'unknown') return new Refusal(codes.tokenUnknown);
    if (problem === 'expired') return new Refusal(codes.tokenExpired);
    if (problem === 'scope') return new Refusal(codes.tokenScope);
  }
  if (!client.apis.has(row.name)) return new Refusal(codes.notSubscribed);
  const { contractInvalid } = codes;
  if (contractInvalid !== undefined && nowMs >= (client.contractUntil[row.family] ?? 0)) {
    return new Refusal(contractInvalid);
  }
  return undefined;
}

function isGuarded({ idempotency }: Endpoint): boolean {
  return idempotency.kind === 'keyed';
}
