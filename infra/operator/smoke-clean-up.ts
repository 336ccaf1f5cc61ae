import { queryCreditQuota } from '../../shared/catalogue/credit.ts';
import { operatorBounds, type Place } from './place.ts';
import type { Enrolment } from './smoke-enrolment.ts';
import type { SmokeRun } from './smoke-run.ts';
import { AnswerWrong } from './smoke-verifier.ts';
import { readSubjects } from './subjects.ts';

/**
 * Leaves as little as can be: no partner, and a facility without a limit. Its books stay, since a
 * ledger only grows; they are looked at first, and must agree.
 */
export async function cleanUp(run: SmokeRun, place: Place, enrolment: Enrolment): Promise<void> {
  const { clientId } = run.partner;
  await run.step('its ledger accounts for its rows', async () => {
    const subjects = await readSubjects(place.table, { clientId }, operatorBounds());
    const wrong = subjects.filter(({ differences }) => differences.length > 0);
    if (wrong.length === 0 && subjects.length > 0) return `${subjects.length} subjects agree`;
    throw new AnswerWrong(`${wrong.map(({ name }) => name).join(', ') || 'nothing'} in its books`);
  });
  await run.step('its limit is zero', async () => {
    const data = { productCode: 'AMAZON_VC_FACTORING_LOAN', creditLimitMinor: '0' };
    return run.posted({ type: 'facility.limit-changed', data });
  });
  await run.step('it is dismissed', async () => {
    await enrolment.dismiss();
    return 'done';
  });
  const request = {
    path: queryCreditQuota.path,
    body: '{"productCode":"AMAZON_VC_FACTORING_LOAN"}',
  };
  await run.call('at once it is nobody', request, { outcome: 'F INVALID_CLIENT' });
  await run.step('its record is taken away', async () => {
    await enrolment.forget();
    return 'its books stay';
  });
}
