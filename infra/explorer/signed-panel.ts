import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { bytesOf, sha256, toHex } from './bytes.ts';
import { copyButton, el, fill } from './dom.ts';
import type { Session } from './session.ts';
import { type Draft, signedHead, textToSign } from './signed-call.ts';

/** The most of a body that is shown; the rest is counted. */
const shownLetters = 4_000;

/** The exact bytes that will be signed, as they are at this moment. */
export function signedPanel(session: Session, api: ApiName, until: AbortSignal): HTMLElement {
  const text = el('pre', {
    class: 'code signed',
    tabindex: '0',
    'aria-label': 'The text that is signed',
  });
  const size = el('span', {});
  const digest = el('code', { class: 'wrap' });
  let draft = session.draft(api, session.body(api).value);
  const show = (): void => {
    const shown = session.draft(api, session.body(api).value);
    draft = shown;
    const bytes = textToSign(shown);
    fill(text, ...signedParts(shown));
    size.textContent = `${bytes.length.toLocaleString('en')} bytes`;
    void sha256(bytes).then((hash) => {
      if (draft === shown) digest.textContent = toHex(hash);
    });
  };
  session.body(api).watch(until, show);
  session.caller.watch(until, show);
  // The clock is part of the text.
  const clock = setInterval(show, 1_000);
  until.addEventListener('abort', () => clearInterval(clock), { once: true });
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'signed-title' },
    el('h2', { id: 'signed-title' }, 'What is signed'),
    el(
      'p',
      { class: 'note' },
      'These bytes and no others: ',
      size,
      '. The time is taken when you send.',
    ),
    text,
    legend(),
    el('p', { class: 'note' }, 'SHA-256 ', digest),
    el(
      'p',
      { class: 'actions' },
      copyButton('Copy the text', () => `${signedHead(draft)}${session.body(api).value}`),
    ),
  );
}

/** A text that is signed, each part marked as what it is; a line feed is shown as ↵. */
export function signedParts({ method, path, clientId, time, body }: Draft): Node[] {
  const whole = new TextDecoder().decode(body);
  const cut = whole.length > shownLetters;
  const shown = cut ? whole.slice(0, shownLetters) : whole;
  const more = cut
    ? `… and ${(bytesOf(whole).length - bytesOf(shown).length).toLocaleString('en')} bytes more`
    : '';
  return [
    part('line', `${method} ${path}`),
    part('feed', '↵'),
    document.createTextNode('\n'),
    part('client', clientId),
    document.createTextNode('.'),
    part('time', time),
    document.createTextNode('.'),
    ...bodyParts(shown),
    part('feed', more),
  ];
}

function bodyParts(body: string): Node[] {
  return body.split('\n').flatMap((line, at, lines) => {
    const text = part('body', line);
    return at === lines.length - 1
      ? [text]
      : [text, part('feed', '↵'), document.createTextNode('\n')];
  });
}

function part(name: string, text: string): HTMLElement {
  return el('span', { class: `part-${name}` }, text);
}

function legend(): HTMLElement {
  return el(
    'p',
    { class: 'legend' },
    part('line', 'method and path'),
    part('client', 'Client-Id'),
    part('time', 'Request-Time'),
    part('body', 'body'),
    el('span', {}, part('feed', '↵'), ' one line feed'),
  );
}
