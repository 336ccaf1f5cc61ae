import type { CreditGrant } from '../domain/credit-grant.ts';
import { type Facility, productCodes } from '../domain/facility.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { creditGrantNoOf, creditGrantRef } from './credit-grant-store.ts';
import { facilityRef } from './facility-store.ts';
import type { RetryMessage } from './retry-queue.ts';
import { lazily, readRows } from './row.ts';
import { applicationRef, type StoredApplication } from './stored-application.ts';
import type { CallBounds, Table } from './table.ts';

/** An undecided application as it was read. */
export interface Undecided {
  readonly tenant: Tenant;
  readonly grant: CreditGrant;
  readonly facility: Facility;
  /**
   * Its content: parsed only when it is needed, since an application can end without it.
   *
   * @throws {StoredDataFault} when it is not there, or does not parse
   */
  readonly stored: () => StoredApplication;
}

/** Finds an application that is still to be decided, unless the message is out of date. */
export async function readUndecided(
  { tenant, referenceNo, attempts }: RetryMessage,
  table: Table,
  bounds: CallBounds,
): Promise<Undecided | undefined> {
  const { grant, stored, facility } = await readRows(
    table,
    {
      grant: creditGrantRef(tenant, referenceNo),
      stored: lazily(applicationRef(tenant, creditGrantNoOf(tenant, referenceNo))),
      facility: facilityRef(tenant, productCodes[0]),
    },
    bounds,
  );
  if (grant?.state.status !== 'ACCEPTED' || grant.state.attempts > attempts) return undefined;
  if (facility === undefined)
    throw new StoredDataFault('an undecided application lacks its facility');
  return { tenant, grant, facility, stored: stored ?? noContent };
}

function noContent(): never {
  throw new StoredDataFault('an undecided application lacks its content');
}
