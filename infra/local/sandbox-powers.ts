import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName, Endpoint } from '../../shared/catalogue/endpoint.ts';
import { commonRefusals, type ResultCode, results } from '../../shared/catalogue/results.ts';
import { failCodes, failMessages } from '../../shared/domain/credit-grant.ts';
import { magicPrefix, words } from './sandbox-grammar.ts';
import type { Force } from './sandbox-power.ts';

/** The header that carries a magic value on any API. */
export const magicHeader = 'Connected-CustomerId';

/** The member of each API's body that can carry one; the two queries without an id have none. */
export const magicFields: Readonly<Record<ApiName, string | undefined>> = {
  queryCreditQuota: undefined,
  applyCreditGrant: 'referenceNo',
  inquiryCreditGrant: 'referenceNo',
  submitAttachment: 'attachmentId',
  inquiryAvailableQuota: 'quotaAccumulationId',
  queryBudgetAccountInfo: undefined,
};

/** A magic value of an API, and what it does there. */
export interface ListedPower {
  readonly api: ApiName;
  /** Where it is sent: a member of the body, or the header. */
  readonly field: string;
  /** Its form: what is in `<…>` is chosen by the sender, what is in `[…]` may be left out. */
  readonly form: string;
  /** One that works as it stands. */
  readonly example: string;
  readonly kind: 'code' | 'failCode' | 'decision' | 'answer';
  /** The result that it gives, `F OAUTH_FAIL`; absent where the operation decides. */
  readonly outcome?: string;
  readonly meaning: string;
}

/** Every code that an API documents. */
export function codesOf(row: Pick<Endpoint, 'refusals'>): readonly ResultCode[] {
  return [
    'SUCCESS',
    'UNKNOWN_EXCEPTION',
    'REQUEST_TRAFFIC_EXCEED_LIMIT',
    ...commonRefusals,
    ...row.refusals,
  ];
}

const answerWords = ['TIMEOUT', 'DELAY', 'LOST', 'UNSIGNED', 'FORGED', 'STALE'] as const;
const forms: Readonly<Record<keyof typeof words, readonly [form: string, example: string]>> = {
  DEFER: ['DEFER', 'DEFER.1'],
  REVIEW: ['REVIEW', 'REVIEW.1'],
  TIMEOUT: ['TIMEOUT', 'TIMEOUT.1'],
  DELAY: ['DELAY.<duration>', 'DELAY.500ms.1'],
  LOST: ['LOST', 'LOST.1x.1'],
  UNSIGNED: ['UNSIGNED', 'UNSIGNED.1'],
  FORGED: ['FORGED', 'FORGED.1'],
  STALE: ['STALE[.<duration>]', 'STALE.1'],
};

/** Every magic value of every API, made from the catalogue. */
export function listPowers(): readonly ListedPower[] {
  return endpoints.flatMap((row) => [
    ...codesOf(row).map((code) => ofCode(row.name, code)),
    ...(row.name === 'applyCreditGrant' ? decisionPowers(row.name) : []),
    ...answerWords.map((word) => power(row.name, 'answer', ...forms[word], words[word])),
  ]);
}

/** Whether a force means anything on an API. */
export function worksOn(force: Force, row: Pick<Endpoint, 'name' | 'refusals'>): boolean {
  if (force.kind === 'code') return codesOf(row).includes(force.code);
  const isDecision = ['fail', 'defer', 'review'].includes(force.kind);
  return !isDecision || row.name === 'applyCreditGrant';
}

function ofCode(api: ApiName, code: ResultCode): ListedPower {
  const { status, message } = results[code];
  const meaning =
    code === 'SUCCESS' ? 'an ordinary call: it succeeds if nothing is amiss' : message;
  return { ...power(api, 'code', code, `${code}.1`, meaning), outcome: `${status} ${code}` };
}

function decisionPowers(api: ApiName): readonly ListedPower[] {
  const decided = 'undecided for so long, then SUCCESS or the fail code';
  return [
    ...failCodes.map((code) => power(api, 'failCode', code, `${code}.1`, failMessages[code])),
    power(api, 'decision', 'DEFER.<duration>', 'DEFER.30s.1', decided),
    ...failCodes.map((code) =>
      power(api, 'decision', `DEFER.<duration>.${code}`, `DEFER.30s.${code}.1`, decided),
    ),
    power(api, 'decision', ...forms.DEFER, words.DEFER),
    power(api, 'decision', ...forms.REVIEW, words.REVIEW),
  ];
}

function power(
  api: ApiName,
  kind: ListedPower['kind'],
  form: string,
  example: string,
  meaning: string,
): ListedPower {
  return {
    api,
    field: magicFields[api] ?? magicHeader,
    form: `${magicPrefix}${form}[.<n>x][.<api>][.<anything>]`,
    example: `${magicPrefix}${example}`,
    kind,
    meaning,
  };
}
