import { results } from '../../shared/catalogue/results.ts';
import { failMessages } from '../../shared/domain/credit-grant.ts';
import { advice, afterUnknown, isScheduled, truths } from './advice.ts';
import { compactJson } from './compact-json.ts';
import { copyButton, el, fill, setAttributes, table } from './dom.ts';
import { type Answered, type Exchange, textAt } from './exchange.ts';
import { clockTime, inquiries } from './inquiry-schedule.ts';

type Status = keyof typeof truths;

/** What can be asked about an answer elsewhere, such as why its signature failed. */
export type Afterthought = (exchange: Exchange) => HTMLElement | undefined;

/** One answer: its truth, whether it is the provider's, what it says and what to do next. */
export function answerNode(exchange: Exchange, more: Afterthought = () => undefined): HTMLElement {
  const { outcome } = exchange;
  const status = truthOf(exchange);
  const code = codeOf(exchange);
  return el(
    'div',
    { class: `answer truth-${status}`, 'data-outcome': `${status} ${code}` },
    el(
      'p',
      { class: 'headline' },
      el('span', { class: 'badge' }, status),
      ' ',
      el('strong', {}, `${truths[status].name}: ${code || 'no result'}`),
      ' ',
      el('span', { class: 'note' }, `${exchange.api}, ${exchange.elapsedMs.toFixed(0)} ms`),
    ),
    exchange.mistake !== undefined &&
      el('p', { class: 'note' }, `On purpose: ${exchange.mistake}.`),
    ...(outcome.kind === 'answered' ? answered(exchange, outcome) : [unanswered(outcome.why)]),
    nextSteps(exchange, status),
    more(exchange),
    wire(exchange),
  );
}

/** The code of an answer; of one that does not verify, only that. */
export function codeOf({ outcome }: Exchange): string {
  if (outcome.kind === 'unanswered') return 'NO_ANSWER';
  return outcome.verification.verified ? outcome.result.code : 'UNVERIFIED';
}

/** What is known after an answer: one that does not verify tells nothing. */
export function truthOf({ outcome }: Exchange): Status {
  if (outcome.kind === 'unanswered' || !outcome.verification.verified) return 'U';
  const { status } = outcome.result;
  return status === 'S' || status === 'F' ? status : 'U';
}

function answered(
  exchange: Exchange,
  { result, verification, body, text }: Answered,
): HTMLElement[] {
  const { verified, checks } = verification;
  const list = checks.map(({ what, holds }) =>
    el('li', { class: holds ? 'holds' : 'fails' }, `${holds ? 'Yes' : 'No'}: ${what}.`),
  );
  return [
    verified
      ? el(
          'p',
          { class: 'good', 'data-verified': 'true' },
          'Signature verified: this is the provider’s answer, unchanged.',
        )
      : el(
          'p',
          { class: 'bad', 'data-verified': 'false' },
          'Not verified: nothing shows that the provider said this, so the outcome is unknown.',
        ),
    el(
      'details',
      { open: !verified },
      el('summary', {}, 'What was checked'),
      el('ul', {}, ...list),
    ),
    el('p', { class: 'message' }, result.message),
    ...businessNo(exchange),
    el(
      'pre',
      { class: 'code', tabindex: '0', 'aria-label': 'The body of the answer' },
      body ? compactJson(body) : text,
    ),
    el(
      'p',
      { class: 'actions' },
      copyButton('Copy the answer', () => text),
    ),
  ];
}

/** A refusal inside a success: the call was carried out, and what it asked for was turned down. */
function businessNo(exchange: Exchange): HTMLElement[] {
  const failCode = textAt(exchange, 'failCode');
  if (failCode === undefined) return [];
  const known = Object.entries(failMessages).find(([code]) => code === failCode);
  return [
    el('p', { class: 'bad' }, `The application has FAILED, ${failCode}: ${known?.[1] ?? ''}`),
  ];
}

function unanswered(why: string): HTMLElement {
  return el('p', { class: 'bad' }, `No answer: ${why}. Whether the request arrived is not known.`);
}

function nextSteps(exchange: Exchange, status: Status): HTMLElement {
  const { api, sentAt } = exchange;
  const code = codeOf(exchange);
  const known = isKnown(code) ? advice[code] : truths[status];
  // Whoever is only too fast slows down, whatever the call.
  const isUnknown = status === 'U' && code !== 'REQUEST_TRAFFIC_EXCEED_LIMIT';
  return el(
    'div',
    { class: 'next' },
    el('h3', {}, 'What it means, what to do'),
    el('p', {}, known.means),
    known.means !== truths[status].means && el('p', {}, `${status}: ${truths[status].means}`),
    el('p', {}, el('strong', {}, 'Next: '), isUnknown ? afterUnknown[api] : known.next),
    isUnknown && isScheduled(api) && schedule(sentAt),
  );
}

function isKnown(code: string): code is keyof typeof results {
  return Object.hasOwn(results, code);
}

/** When to inquire after a `U`, by the clock on the wall. */
function schedule(fromMs: number): HTMLElement {
  return table(
    'When to inquire',
    ['inquiry', 'after', 'in all', 'at'],
    inquiries.map(({ after, inAll }, at) => [
      `${at + 1}`,
      `${after} min`,
      `${inAll} min`,
      clockTime(fromMs, inAll),
    ]),
  );
}

/** Both directions as they travelled. */
function wire({ call, outcome }: Exchange): HTMLElement {
  const sent = Object.entries(call.headers).map(([name, value]) => `${name}: ${value}`);
  const lines = [`${call.method} ${call.target}`, ...sent];
  if (outcome.kind === 'answered') {
    const received = [...outcome.answer.headers].map(([name, value]) => `${name}: ${value}`);
    lines.push('', `HTTP ${outcome.answer.status}`, ...received);
  }
  return el(
    'details',
    {},
    el('summary', {}, 'Headers, both ways'),
    el(
      'pre',
      { class: 'code', tabindex: '0', 'aria-label': 'Headers, both ways' },
      lines.join('\n'),
    ),
  );
}

/** Where answers are shown: what came last, told to screen readers and brought into view. */
export class AnswerPanel {
  readonly #title = el('h2', { id: 'answer-title', tabindex: '-1' }, 'Answer');
  readonly #content = el('div', {}, el('p', { class: 'note' }, 'Nothing was sent yet.'));
  readonly #more: Afterthought | undefined;
  readonly node = el(
    'section',
    { class: 'card', 'aria-labelledby': 'answer-title', id: 'answer' },
    this.#title,
    this.#content,
  );

  constructor(more?: Afterthought) {
    this.#more = more;
  }

  /** Says, or no longer, that another answer is on its way: the one that is shown is an old one. */
  awaits(another: boolean): void {
    setAttributes(this.node, { 'aria-busy': another && 'true' });
  }

  /** Shows an answer; the focus goes to its title, and so does what a screen reader says next. */
  show(exchange: Exchange): void {
    fill(this.#content, answerNode(exchange, this.#more));
    this.#title.focus({ preventScroll: true });
    this.node.scrollIntoView({ block: 'nearest' });
  }
}
