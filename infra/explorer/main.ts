import { docsView } from './docs-view.ts';
import { el, fill, setAttributes } from './dom.ts';
import { grantView } from './grant-view.ts';
import { powersRoute } from './sandbox-routes.ts';
import { sandboxView } from './sandbox-view.ts';
import { Session } from './session.ts';
import { signingView } from './signing-view.ts';
import { themeSwitch } from './theme.ts';
import { tryView } from './try-view.ts';
import type { View } from './view.ts';

interface Place {
  readonly label: string;
  readonly view: View;
  /** What the sandbox of this machine must be able to be asked for it. */
  readonly needs?: string;
}

/** The places of the page, by the first part of its address after `#/`. */
const places: Readonly<Record<string, Place>> = {
  try: { label: 'Try it', view: tryView },
  grant: { label: 'A whole grant', view: grantView },
  signing: { label: 'Signing', view: signingView },
  docs: { label: 'Documentation', view: docsView },
  sandbox: { label: 'Sandbox', view: sandboxView, needs: powersRoute },
};

const main = el('main', { id: 'main', tabindex: '-1' });
const baseUrl = document.querySelector<HTMLMetaElement>('meta[name=quotaline-base-url]')?.content;
const session = new Session(baseUrl ?? '');
const links = Object.entries(places).map(([name, { label, needs }]) => {
  const node = el('a', { href: `#/${name}`, hidden: needs !== undefined }, label);
  return { name, needs, node };
});

let shown = new AbortController();

function show(focus: boolean): void {
  const [name = '', ...rest] = location.hash.replace(/^#\//, '').split('/');
  const known = Object.hasOwn(places, name) ? name : 'try';
  shown.abort();
  shown = new AbortController();
  const { title, node } = (places[known]?.view ?? tryView)(session, shown.signal, rest.join('/'));
  document.title = `${title} · Quotaline`;
  fill(main, node);
  for (const link of links) {
    setAttributes(link.node, { 'aria-current': link.name === known && 'page' });
  }
  if (!focus) return;
  window.scrollTo(0, 0);
  main.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}

const skip = el('a', { class: 'skip', href: '#main' }, 'Skip to the content');
skip.addEventListener('click', (event) => {
  // The address tells the view, so it must not become that of an anchor.
  event.preventDefault();
  main.focus();
});
document.body.prepend(
  skip,
  el(
    'header',
    { class: 'bar' },
    el('a', { class: 'name', href: '#/try' }, 'Quotaline'),
    el('nav', { 'aria-label': 'Page' }, ...links.map(({ node }) => node)),
    themeSwitch(),
  ),
  main,
  el('div', { id: 'announcements', class: 'hidden', role: 'status', 'aria-live': 'polite' }),
);
// A file that misses its place must not make the browser leave the page.
for (const kind of ['dragover', 'drop']) {
  window.addEventListener(kind, (event) => event.preventDefault());
}
window.addEventListener('hashchange', () => show(true));
show(false);
session.sandboxRoutes.watch(new AbortController().signal, (routes) => {
  for (const { needs, node } of links) node.hidden = needs !== undefined && !routes.has(needs);
});
session.begin();
