import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { copyButton, el, labelled } from './dom.ts';
import type { Session } from './session.ts';
import { curlSnippet } from './snippet-curl.ts';
import { goSnippet } from './snippet-go.ts';
import { javaSnippet } from './snippet-java.ts';
import { phpSnippet } from './snippet-php.ts';
import { pythonSnippet } from './snippet-python.ts';
import { snippetRequest } from './snippet-request.ts';
import { typescriptSnippet } from './snippet-typescript.ts';
import { Watched } from './watched.ts';

/** The languages that a request can be copied in. */
export const snippets = {
  curl: curlSnippet,
  TypeScript: typescriptSnippet,
  Java: javaSnippet,
  Python: pythonSnippet,
  PHP: phpSnippet,
  Go: goSnippet,
} as const;

/** The name of such a language. */
export type Language = keyof typeof snippets;

function isLanguage(text: string): text is Language {
  return Object.hasOwn(snippets, text);
}

/** What was chosen last holds for the next API too. */
const chosen = new Watched<Language>('curl');

/** The request as a program: it signs, sends, and verifies the answer. */
export function snippetPanel(session: Session, api: ApiName, until: AbortSignal): HTMLElement {
  const pick = el('select', {}, ...Object.keys(snippets).map((name) => el('option', {}, name)));
  const code = el('pre', { class: 'code', tabindex: '0', 'aria-label': 'The program' });
  const show = (): void => {
    code.textContent = snippets[chosen.value](snippetRequest(session, api));
  };
  pick.addEventListener('change', () => {
    if (isLanguage(pick.value)) chosen.set(pick.value);
  });
  chosen.watch(until, (language) => {
    pick.value = language;
    show();
  });
  session.body(api).watch(until, show);
  session.caller.watch(until, show);
  session.demo.watch(until, show);
  session.key.watch(until, show);
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'snippet-title' },
    el('h2', { id: 'snippet-title' }, 'Copy as a program'),
    labelled('Language', pick, 'It reads the private key from a file; no key is ever copied.'),
    code,
    el(
      'p',
      { class: 'actions' },
      copyButton('Copy the program', () => code.textContent),
    ),
  );
}
