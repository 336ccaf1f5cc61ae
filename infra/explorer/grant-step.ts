import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { answerNode } from './answer-panel.ts';
import { bodyEditor } from './body-editor.ts';
import { announce, button, el, fill } from './dom.ts';
import { type Exchange, isSuccess } from './exchange.ts';
import type { Session } from './session.ts';

/** One call of the way: its request to look into, its button, its answer. */
export class GrantStep {
  readonly #session: Session;
  readonly #api: ApiName;
  readonly #until: AbortSignal;
  readonly #answer = el('div', { role: 'status' });
  readonly #send: HTMLButtonElement;

  constructor(
    session: Session,
    api: ApiName,
    label: string,
    until: AbortSignal,
    succeeded: (made: Exchange) => void = () => undefined,
  ) {
    this.#session = session;
    this.#api = api;
    this.#until = until;
    this.#send = button(
      label,
      async () => {
        const made = await session.call(api, session.body(api).value);
        if (made === undefined) {
          announce('Load a private key first.');
          fill(
            this.#answer,
            el('p', { class: 'bad' }, 'Load a private key first: “Who calls”, on this page.'),
          );
          return;
        }
        fill(this.#answer, answerNode(made));
        if (isSuccess(made)) succeeded(made);
      },
      { class: 'primary', disabled: true },
    );
  }

  node(number: number, title: string, ...before: readonly HTMLElement[]): HTMLElement {
    const id = `step-${number}`;
    return el(
      'section',
      { class: 'card', 'aria-labelledby': id },
      el('h2', { id }, `${number}. ${title}`),
      ...before,
      el('p', { class: 'actions' }, this.#send, el('span', { class: 'note' }, this.#api)),
      el(
        'details',
        {},
        el('summary', {}, 'The request, to look at or change'),
        bodyEditor(this.#session, this.#api, this.#until, 'h3'),
      ),
      this.#answer,
    );
  }

  enable(): void {
    this.#send.disabled = false;
  }

  rename(label: string): void {
    this.#send.textContent = label;
  }

  clear(): void {
    fill(this.#answer);
  }

  reset(): void {
    this.#send.disabled = true;
    this.clear();
  }
}
