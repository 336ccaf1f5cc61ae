import { applyCreditGrant } from '../../functions/apply-credit-grant.ts';
import { queryCreditQuota } from '../../functions/query-credit-quota.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { endpointHandler, type GatewayHandler } from '../../shared/runtime/endpoint-handler.ts';
import { logWriter } from '../../shared/runtime/log-writer.ts';
import { day } from '../builders.ts';
import { contextOf, newInstance, rows } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import { clientId } from '../signed-event.ts';
import { application, invoice, openOwnFacility, submitFile } from '../stage-rows.ts';
import { heldTable } from './held-table.ts';
import { type BenchRequest, benchRequest } from './requests.ts';
import type { Variant } from './rounds.ts';

const unlimited = { [clientId]: clientSecret({ ratePerSecond: 100_000, burst: 100_000 }) };

/** Handlers as they are deployed, logs and metrics on, with a table that costs nothing. */
export async function benchInstance() {
  const { memory, deps, clock, call } = newInstance({ clients: unlimited });
  clock.ms = Date.now();
  await openOwnFacility(memory, { creditLimitMinor: 1_000_000_000_000n });
  const fileKey = await submitFile({ call });
  const live: Deps = {
    ...deps,
    now: Date.now,
    log: logWriter('bench'),
    table: heldTable(memory.items()),
  };
  let applied = 0;
  function applications(invoices: number) {
    return (size: number): BenchRequest[] =>
      Array.from({ length: size }, () => {
        const referenceNo = `REF_${applied++}`;
        const invoiceInfoList = Array.from({ length: invoices }, (_, n) => ({
          ...invoice(`${referenceNo}-${n}`, '1000'),
          invoiceDueDate: day(60),
        }));
        const content = application(fileKey, {
          referenceNo,
          invoiceDate: day(-2),
          invoiceInfoList,
        });
        return benchRequest(rows.applyCreditGrant.path, content);
      });
  }
  return {
    apply: endpointHandler(rows.applyCreditGrant, applyCreditGrant, () => live),
    query: endpointHandler(rows.queryCreditQuota, queryCreditQuota, () => live),
    applications,
    queries: (size: number): BenchRequest[] =>
      Array.from({ length: size }, () =>
        benchRequest(rows.queryCreditQuota.path, { productCode: 'AMAZON_VC_FACTORING_LOAN' }),
      ),
    facility: memory.items().find(({ sk }) => String(sk).startsWith('FACILITY#')),
  };
}

/** A handler called with requests that must all succeed. */
export function handled(
  handler: GatewayHandler,
  row: Parameters<typeof contextOf>[0],
  requests: (size: number) => readonly BenchRequest[],
): Variant {
  const context = contextOf(row);
  return (size) => {
    const made = requests(size);
    return async () => {
      for (const { event } of made) {
        const { body } = await handler(event, context);
        if (!body.startsWith('{"result":{"resultStatus":"S"')) throw new Error(body);
      }
    };
  };
}
