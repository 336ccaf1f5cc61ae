import type { Tenant } from '../domain/tenant.ts';
import type { Notice } from './back-office.ts';

/**
 * A notice about a tenant.
 *
 * @param cause what makes its id, with the tenant: the same for one cause, another for the next
 */
export function noticeAbout(
  tenant: Tenant,
  type: Notice['type'],
  cause: string,
  detail: Notice['detail'],
): Notice {
  const id = `${tenant.clientId}:${tenant.customerId ?? ''}:${cause}`;
  return { type, id, detail: { ...tenant, ...detail } };
}
