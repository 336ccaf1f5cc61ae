import { inquiryCreditGrant as row } from '../shared/catalogue/credit.ts';
import { failureMembers, stateAt } from '../shared/domain/credit-grant.ts';
import { assertReconciled, productCodes } from '../shared/domain/facility.ts';
import { Refusal } from '../shared/domain/refusal.ts';
import { endpointHandler, type Operation } from '../shared/runtime/endpoint-handler.ts';
import { liveDeps } from '../shared/runtime/live-deps.ts';

/** What became of an application, as judged now. */
export const inquiryCreditGrant: Operation<typeof row> = async ({ referenceNo }, call) => {
  const { facility, grant } = await call.read({
    facility: call.refs.facility(productCodes[0]),
    grant: call.refs.creditGrant(referenceNo),
  });
  if (facility === undefined) {
    throw new Refusal('PROCESS_FAIL', 'No credit facility for this account.');
  }
  if (grant === undefined) {
    assertReconciled(facility);
    throw new Refusal('ORDER_NOT_EXIST');
  }
  const { creditGrantNo, amountMinor, currency, annualPercentageRate } = grant;
  const state = stateAt(grant, call.now);
  const known = { referenceNo, creditGrantNo, creditGrantStatus: state.status };
  if (state.status !== 'SUCCESS') return { ...known, ...failureMembers(state) };
  return {
    ...known,
    creditGrantAmount: amountMinor.toString(),
    creditGrantCurrency: currency,
    annualPercentageRate,
    dueDate: state.dueDate,
  };
};

export const handler = endpointHandler(row, inquiryCreditGrant, liveDeps);
