import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { AnswerPanel } from './answer-panel.ts';
import { bodyEditor } from './body-editor.ts';
import { breakMenu } from './break-menu.ts';
import { callerPanel } from './caller-panel.ts';
import { doctorAfterthought } from './doctor.ts';
import { announce, button, el } from './dom.ts';
import type { Exchange } from './exchange.ts';
import { logPanel } from './log-panel.ts';
import { isApiName, rowOf } from './session.ts';
import { signedPanel } from './signed-panel.ts';
import { snippetPanel } from './snippet-panel.ts';
import type { View } from './view.ts';

/** One API: its request, what is signed, the answer, and what else to do with it. */
export const tryView: View = (session, until, rest) => {
  const api = isApiName(rest) ? rest : 'queryCreditQuota';
  const row = rowOf(api);
  const answers = new AnswerPanel(doctorAfterthought(session));
  const busy = { now: false };
  async function send(make: () => Promise<Exchange | undefined>): Promise<void> {
    if (busy.now) return;
    busy.now = true;
    answers.awaits(true);
    try {
      const made = await make();
      if (made !== undefined) answers.show(made);
      else askForKey();
    } finally {
      busy.now = false;
      answers.awaits(false);
    }
  }
  const text = (): string => session.body(api).value;
  const title = `Try ${api}`;
  const node = el(
    'div',
    { class: 'try' },
    el('div', { class: 'side' }, apiList(api), callerPanel(session, until)),
    el(
      'div',
      { class: 'work' },
      el(
        'header',
        { class: 'title' },
        el('h1', { tabindex: '-1' }, api),
        el('p', {}, row.purpose, ' ', el('a', { href: `#/docs/${api}` }, 'Its fields and codes')),
        el('p', {}, el('code', { class: 'wrap' }, `POST ${row.path}`)),
        el(
          'p',
          { class: 'actions' },
          button('Send signed request', () => send(() => session.call(api, text())), {
            class: 'primary',
            id: 'send',
          }),
          el('span', { class: 'note' }, `to ${session.shownBaseUrl}`),
        ),
      ),
      bodyEditor(session, api, until, 'h2'),
      el('div', { class: 'pair answered' }, answers.node, signedPanel(session, api, until)),
      el(
        'div',
        { class: 'pair' },
        breakMenu((mistake) => send(() => session.call(api, text(), mistake))),
        logPanel(session, (made) => answers.show(made), until),
      ),
      snippetPanel(session, api, until),
    ),
  );
  return { title, node };
};

function askForKey(): void {
  announce('Load a private key first.');
  document.querySelector<HTMLInputElement>('.drop input[type=file]')?.focus();
}

function apiList(current: string): HTMLElement {
  return el(
    'nav',
    { 'aria-label': 'APIs' },
    el('h2', {}, 'APIs'),
    el(
      'ul',
      { class: 'apis' },
      ...endpoints.map(({ name, purpose }) =>
        el(
          'li',
          {},
          el(
            'a',
            { href: `#/try/${name}`, title: purpose, 'aria-current': name === current && 'page' },
            name,
          ),
        ),
      ),
    ),
  );
}
