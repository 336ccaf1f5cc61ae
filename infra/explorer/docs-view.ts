import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { apiPage } from './docs-api.ts';
import { lifePage } from './docs-life.ts';
import { codesPage, overviewPage, schedulePage } from './docs-pages.ts';
import { el } from './dom.ts';
import type { View } from './view.ts';

interface Page {
  readonly name: string;
  readonly label: string;
  make(baseUrl: string): HTMLElement;
}

const pages: readonly Page[] = [
  { name: '', label: 'Overview', make: overviewPage },
  ...endpoints.map(({ name }) => ({ name, label: name, make: () => apiPage(name) })),
  { name: 'codes', label: 'S, F, U and codes', make: codesPage },
  { name: 'life', label: 'The life of a grant', make: lifePage },
  { name: 'unknown', label: 'After a U', make: schedulePage },
];

/** The documentation, made from the catalogue. */
export const docsView: View = ({ baseUrl }, _until, rest) => {
  const page = pages.find(({ name }) => name === rest) ?? pages[0];
  const links = pages.map(({ name, label }) =>
    el(
      'li',
      {},
      el('a', { href: `#/docs/${name}`, 'aria-current': name === page?.name && 'page' }, label),
    ),
  );
  const more = el('li', {}, el('a', { href: '#/signing' }, 'Signing, step by step'));
  return {
    title: page?.label ?? '',
    node: el(
      'div',
      { class: 'docs' },
      el('nav', { 'aria-label': 'Documentation' }, el('ul', { class: 'apis' }, ...links, more)),
      page?.make(baseUrl),
    ),
  };
};
