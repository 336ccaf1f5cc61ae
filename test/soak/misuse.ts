import { paths } from '../http/provider.ts';
import type { Dice } from './dice.ts';
import { type Member, productCode } from './enrolment.ts';
import type { BentRequest } from './soak-partner.ts';

const quota = paths.queryCreditQuota;
const sound = JSON.stringify({ productCode });

/** Requests that must be refused, and how. */
const misuses: readonly (readonly [outcome: string, request: () => BentRequest])[] = [
  ['F INVALID_SIGNATURE', () => ({ path: quota, body: sound, signedBody: `${sound} ` })],
  [
    'F INVALID_SIGNATURE',
    () => ({ path: quota, body: sound, time: new Date(Date.now() - 400_000).toISOString() }),
  ],
  ['F PARAM_ILLEGAL', () => ({ path: quota, body: sound, time: 'now' })],
  ['F INVALID_CLIENT', () => ({ path: quota, body: sound, clientId: 'SOAK_NOBODY' })],
  ['F INVALID_API', () => ({ path: `${quota}s`, body: sound })],
  ['F PARAM_ILLEGAL', () => ({ path: quota, body: `${sound}}` })],
  ['F PARAM_ILLEGAL', () => ({ path: quota, body: '{"productCode":1e400}' })],
  [
    'F PARAM_ILLEGAL',
    () => ({ path: paths.applyCreditGrant, body: '{"referenceNo":"R","cap":1}' }),
  ],
  ['F PARAM_ILLEGAL', () => ({ path: quota, body: '['.repeat(20_000) })],
  [
    'F ACCOUNT_NOT_EXIST',
    () => ({
      path: paths.inquiryAvailableQuota,
      body: JSON.stringify({
        quotaAccumulationMethod: 'USER_ID',
        quotaAccumulationId: 'FX_NOBODY',
        currency: 'USD',
      }),
    }),
  ],
  [
    'F ORDER_NOT_EXIST',
    () => ({ path: paths.inquiryCreditGrant, body: '{"referenceNo":"NEVER-APPLIED"}' }),
  ],
];

/** Sends one request that must be refused. */
export async function misuse({ partner }: Member, dice: Dice): Promise<void> {
  const chosen = dice.oneOf(misuses);
  if (chosen !== undefined) await partner.sendBent('refused', chosen[1](), chosen[0]);
}
