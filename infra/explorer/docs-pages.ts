import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { publishedKeys } from '../../shared/catalogue/documents.ts';
import { type ResultCode, results } from '../../shared/catalogue/results.ts';
import { failCodes, failMessages } from '../../shared/domain/credit-grant.ts';
import { advice, afterUnknown, truths } from './advice.ts';
import { codesOf, codeTable } from './docs-api.ts';
import { chapter, listed, rich } from './docs-text.ts';
import { type Child, el, table } from './dom.ts';
import { inquiries } from './inquiry-schedule.ts';

function page(title: string, ...content: readonly Child[]): HTMLElement {
  return el('article', { class: 'prose' }, el('h1', { tabindex: '-1' }, title), ...content);
}

/** What holds for every API. */
export function overviewPage(baseUrl: string): HTMLElement {
  return page(
    'Documentation',
    el(
      'p',
      {},
      'Signed APIs for credit quota, credit grants, FX quota and budget accounts. All are POST with JSON in and out, and every answer has HTTP status 200: the truth is in its result, not in the status.',
    ),
    table(
      'The APIs',
      ['API', 'path', 'purpose'],
      endpoints.map(({ name, path, purpose }) => [
        el('a', { href: `#/docs/${name}` }, name),
        el('code', { class: 'wrap' }, path),
        purpose,
      ]),
    ),
    chapter(
      'Documents',
      el(
        'p',
        {},
        el('a', { href: `${baseUrl}/openapi.json` }, '/openapi.json'),
        ' describes all of this for machines.',
      ),
      el(
        'p',
        {},
        el('a', { href: `${baseUrl}${publishedKeys.path}` }, publishedKeys.path),
        ' has the public keys that answers are signed with. Compare them once with what you were told by another way.',
      ),
    ),
    chapter(
      'Headers of a request',
      table(
        'Headers of a request',
        ['header', 'when', 'rule'],
        requestHeaders.map(([name, when, rule]) => [
          el('code', {}, name),
          when,
          el('span', {}, ...rich(rule)),
        ]),
      ),
    ),
    chapter(
      'Headers of an answer',
      '`client-id`, `response-time` and `signature: algorithm=RSA256,keyVersion=<n>,signature=<percent-encoded base64>`, names in lower case. Verify before you read: the signature covers your request’s method and path, the client id, the response’s time and its exact bytes.',
    ),
    chapter(
      'Amounts, dates, ids',
      listed(
        'An amount is a currency (ISO 4217) and a value in its minor unit, as digits: USD `100` is 1.00, JPY `100` is 100. At most 16 digits; no sign, no fraction, no exponent.',
        'Dates without time are `YYYYMMDD`, in the `timeZone` that stands beside them.',
        'Ids are 1 to 64 printable ASCII characters without blanks or `#`.',
        'Unknown members are refused by name, but for those of an invoice, which are kept with it.',
        'A body is well-formed UTF-8 JSON: no key twice, nothing nested deeper than 16.',
      ),
    ),
  );
}

const requestHeaders = [
  ['Client-Id', 'always', 'Who calls: 1 to 64 of `A-Z a-z 0-9 _ -`.'],
  [
    'Request-Time',
    'always',
    'ISO 8601 with offset, or 13 digits of epoch milliseconds. At most 300 s behind, 60 s ahead. Signed as it is written.',
  ],
  [
    'Signature',
    'always',
    '`algorithm=RSA256, keyVersion=1, signature=…` with the percent-encoded base64 of the signature.',
  ],
  ['Content-Type', 'always', '`application/json`, charset absent or utf-8.'],
  [
    'Connected-CustomerId',
    'for a customer',
    'The customer that you act for. `Connected-AccountId` is the same. Not signed: on applyCreditGrant and submitAttachment the first use of a signature binds it.',
  ],
  ['Access-Token', 'for a customer', 'The customer’s authorisation, where your terms ask for one.'],
] as const;

/** The three truths and every code. */
export function codesPage(): HTMLElement {
  const all = Object.keys(results).filter((code): code is ResultCode =>
    Object.hasOwn(results, code),
  );
  return page(
    'S, F, U and every code',
    table(
      'The three truths of an answer',
      ['truth', 'meaning', 'what to do'],
      Object.entries(truths).map(([status, { name, means, next }]) => [
        `${status}: ${name}`,
        means,
        next,
      ]),
    ),
    codeTable('Every code', all),
    table(
      'Which API gives which',
      ['API', 'codes of its own'],
      endpoints.map((row) => [
        el('a', { href: `#/docs/${row.name}` }, row.name),
        codesOf(row)
          .filter((code) => row.refusals.some((own) => own === code))
          .join(', '),
      ]),
    ),
    table(
      'Why an application has FAILED',
      ['failCode', 'meaning'],
      failCodes.map((code) => [el('code', {}, code), failMessages[code]]),
    ),
    el(
      'p',
      { class: 'note' },
      'An application that has FAILED is an answer S: the call succeeded, and the decision is no.',
    ),
  );
}

/** When to inquire after a U. */
export function schedulePage(): HTMLElement {
  return page(
    'After a U',
    el(
      'p',
      {},
      'Nobody knows yet what became of the call. So is no answer at all, an HTTP status other than 200, and an answer that does not verify.',
    ),
    table(
      'When to ask again',
      ['inquiry', 'minutes after the one before', 'minutes in all'],
      inquiries.map(({ after, inAll }, at) => [`${at + 1}`, `${after}`, `${inAll}`]),
    ),
    el(
      'p',
      {},
      `After ${inquiries.length} inquiries ask for support. By then every application is decided: from 635 minutes after it was accepted, one that nobody decided is FAILED, EVALUATION_TIMEOUT.`,
    ),
    chapter(
      'What to ask',
      listed(
        'applyCreditGrant, inquiryCreditGrant: `inquiryCreditGrant` with the same `referenceNo`, on the schedule. ORDER_NOT_EXIST says that it was not accepted until now: send it again with the same reference, it cannot be granted twice.',
        `queryCreditQuota, inquiryAvailableQuota: ${afterUnknown.queryCreditQuota}`,
        `submitAttachment: ${afterUnknown.submitAttachment}`,
        `queryBudgetAccountInfo, which has no schedule: ${afterUnknown.queryBudgetAccountInfo}`,
        `REQUEST_TRAFFIC_EXCEED_LIMIT, of any API: ${advice.REQUEST_TRAFFIC_EXCEED_LIMIT.next}`,
      ),
    ),
    chapter(
      'What never to do',
      listed(
        'Treat U as a failure, and apply again under another reference: both may be granted.',
        'Change the content under the same reference: that is REPEAT_REQ_INCONSISTENT.',
      ),
    ),
  );
}
