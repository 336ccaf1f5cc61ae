import type { Endpoint } from '../catalogue/endpoint.ts';
import { firstRetryMs } from '../domain/backoff.ts';
import type { ContractInfo } from '../domain/budget-account.ts';
import type { Verdict } from '../domain/decision.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { ApplicationStore } from '../store/application-store.ts';
import { AttachmentStore } from '../store/attachment-store.ts';
import { hashContent } from '../store/content-hash.ts';
import { keepSignature } from '../store/signature-store.ts';
import { type TenantRefs, tenantRefs } from '../store/tenant-refs.ts';
import { type Authorisation, type AuthorisedRead, authorisedReader } from './authorised-reader.ts';
import { readConnectedHeaders } from './connected-headers.ts';
import type { DecisionQuestion } from './decision-service.ts';
import type { Deps } from './deps.ts';
import { boundsOf, type Exchange, known } from './exchange.ts';
import { confirmVerified } from './forced-refresh.ts';
import { judge } from './judge.ts';
import { faultLine, type OnFault } from './noted-fault.ts';
import { logSafely } from './request-log.ts';

/** All that an operation can reach: rows of the caller's own tenant, and the writes it may make. */
export interface Call {
  /** Epoch milliseconds; one instant for the whole request. */
  readonly now: number;
  readonly refs: TenantRefs;
  readonly read: AuthorisedRead;
  readonly applications: ApplicationStore;
  readonly attachments: AttachmentStore;
  /**
   * Keeps the signature with the headers it came with, for an answer that writes nothing else: no
   * signature that was ever answered may serve for another customer.
   *
   * @throws {Refusal} INVALID_SIGNATURE when it came with other ones meanwhile
   */
  readonly keepSignature: () => Promise<void>;
  readonly budgetContract: ContractInfo;
  /** Puts to the decision service what our own rules would approve. */
  readonly judge: (
    question: Omit<DecisionQuestion, 'clientId' | 'customerId'>,
    verdict: Verdict,
  ) => Promise<Verdict>;
  /** Sends for the work on a deferred application; the answer never depends on it. */
  readonly sendForRetry: (referenceNo: string) => Promise<void>;
}

/** How long after its own time a signature is stale beyond doubt, in seconds. */
const signatureMemorySeconds = 900 + 60;

/** Makes the call of a verified request. */
export function callOf(row: Endpoint, exchange: Exchange, deps: Deps, signal: AbortSignal): Call {
  const { client } = known(exchange.verified, 'the client');
  const { signature, timeMs } = known(exchange.envelope, 'the signature');
  const headers = readConnectedHeaders(exchange.request);
  const { clientId } = client;
  const { customerId } = headers;
  const tenant: Tenant = customerId === undefined ? { clientId } : { clientId, customerId };
  exchange.tenant = tenant;
  const bounds = boundsOf(exchange, signal, deps.now);
  const nowMs = exchange.startedAt;
  const signatureHash = hashContent(signature.signature);
  // By the time that was signed, so that a replay writes what is there already.
  const forgetAtSeconds = Math.ceil(timeMs / 1_000) + signatureMemorySeconds;
  const logFault: OnFault = (what, error) => logSafely(() => deps.log(faultLine(what, error)));
  const keep = keepSignature(clientId, signatureHash, headers.uncovered, forgetAtSeconds);
  async function keepSignatureAlone(): Promise<void> {
    const { committed } = await deps.table.write({ signature: keep }, bounds);
    if (!committed) throw new Refusal('INVALID_SIGNATURE');
  }
  const caller = { row, client, headers, tenant, signatureHash };
  const authorisation: Authorisation = {
    ...caller,
    keepSignature: keepSignatureAlone,
    confirm: (refresh) => confirmVerified(deps.keyRing, exchange, refresh),
    nowMs,
  };
  return {
    now: nowMs,
    refs: tenantRefs(tenant),
    read: authorisedReader(deps.table, bounds, authorisation),
    applications: new ApplicationStore(deps.table, tenant, bounds, keep),
    attachments: new AttachmentStore(deps.table, deps.bucket, tenant, bounds, keep),
    keepSignature: keepSignatureAlone,
    budgetContract: deps.config.budgetContract,
    judge: (question, verdict) =>
      judge(deps.decisions, { ...question, ...tenant }, verdict, bounds, logFault),
    async sendForRetry(referenceNo) {
      try {
        const message = { tenant, referenceNo, attempts: 0 };
        await deps.retryQueue.send(message, firstRetryMs / 1_000, bounds);
      } catch (error) {
        // Nothing is lost: the row says when it is due, and the scheduled check sends for it.
        logFault('retry message not sent', error);
      }
    },
  };
}
