import { inquiryCreditGrant } from '../../shared/catalogue/credit.ts';
import { fieldMeanings } from '../../shared/catalogue/field-meanings.ts';
import { decisionSpanMs, failCodes, failMessages } from '../../shared/domain/credit-grant.ts';
import { fieldsOf } from './api-fields.ts';
import { chapter, listed, paragraph } from './docs-text.ts';
import { el, table } from './dom.ts';

/** What each status means to whoever applied; total over what the catalogue can answer. */
const meanings: Readonly<Record<'ACCEPTED' | 'SUCCESS' | 'FAILED', string>> = {
  ACCEPTED:
    'Taken in. It may be granted already, or wait for a decision: inquire. Headroom is reserved and the invoices are claimed.',
  SUCCESS:
    'Granted: amount, rate and the date by which it must be drawn are in the answer. It never goes back.',
  FAILED:
    'Refused, for ever: failCode says why. Apply with another referenceNo once the cause is gone.',
};

/** The statuses that the catalogue's inquiry can answer, each with its meaning. */
export function statuses(): readonly (readonly [status: string, meaning: string])[] {
  const field = fieldsOf(inquiryCreditGrant.response).find(
    ({ name }) => name === 'creditGrantStatus',
  );
  const choices = field?.kind.kind === 'choice' ? field.kind.choices : [];
  const known: Readonly<Record<string, string>> = meanings;
  return choices.map((status) => [status, known[status] ?? '']);
}

/** The life of a grant, from the file to the repayment. */
export function lifePage(): HTMLElement {
  const minutes = decisionSpanMs / 60_000;
  return el(
    'article',
    { class: 'prose' },
    el('h1', { tabindex: '-1' }, 'The life of a grant'),
    el(
      'ol',
      { class: 'path', 'aria-label': 'From application to end' },
      el('li', {}, 'submitAttachment'),
      el('li', {}, 'applyCreditGrant'),
      el('li', {}, 'ACCEPTED'),
      el('li', {}, 'SUCCESS or FAILED'),
      el('li', {}, 'drawn, repaid, or expired'),
    ),
    el('p', {}, el('a', { href: '#/grant' }, 'Go the whole way'), ', step by step.'),
    table(
      'What creditGrantStatus says',
      ['status', 'meaning'],
      statuses().map(([status, meaning]) => [el('code', {}, status), meaning]),
    ),
    chapter(
      'The decision',
      listed(
        'It may come at once: then the answer to apply is FAILED already, or ACCEPTED with the grant live. Otherwise within minutes or hours.',
        `Everything is decided within ${minutes} minutes of acceptance, the span of your inquiries. From that instant every answer says FAILED, EVALUATION_TIMEOUT.`,
        'The amount applied for is the sum of the invoices times the facility’s advance rate, rounded down: all of it is granted, or nothing.',
        'An invoice backs one grant at a time. It is free again when its application has failed, or its grant has expired and is repaid.',
      ),
    ),
    chapter(
      'The grant',
      listed(
        'What is not drawn counts in `grantTotalAmount` until the end of its `dueDate`, in the application’s `timeZone`; then it expires. Inquiries go on saying SUCCESS.',
        'A drawdown moves an amount from granted to unpaid; a repayment takes it off unpaid.',
        'A payment past its date makes the product `OVD` until it is cured; nothing can be drawn meanwhile.',
        'Cap, granted, unpaid and available are of one instant: what may still be applied for is cap less granted, unpaid and what is reserved for undecided applications.',
      ),
    ),
    chapter(
      'The reference',
      paragraph(fieldMeanings['referenceNo'] ?? ''),
      listed(
        'The same content again gives the same `creditGrantNo`, and the status of now.',
        'Other content is REPEAT_REQ_INCONSISTENT, and tells nothing of the first.',
        'A call that ended F does not use the reference up; a decision does.',
      ),
    ),
    table(
      'Why an application has FAILED',
      ['failCode', 'meaning'],
      failCodes.map((code) => [el('code', {}, code), failMessages[code]]),
    ),
    chapter(
      'The other products',
      listed(
        'FX quota is credited by settled trade orders and debited by settlement declarations, never below zero. A known account with nothing left is an answer S with value 0.',
        'A customer has at most three budget accounts, which are never closed; opening one needs a signed contract.',
      ),
    ),
  );
}
