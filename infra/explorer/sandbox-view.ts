import { compactJson } from './compact-json.ts';
import { el, fill, table } from './dom.ts';
import { loadPowers, type Powers } from './powers-document.ts';
import type { View } from './view.ts';

const absent = 'This provider has no list of magic values.';

/** The columns of a list, in their order. */
const columns = ['field', 'form', 'example', 'kind', 'outcome', 'meaning'] as const;

/** The magic values of the sandbox, as the provider on this machine lists them. */
export const sandboxView: View = () => {
  const lists = el('div', { 'aria-busy': 'true' }, el('p', { class: 'note' }, 'Loading …'));
  void showPowers(lists);
  return {
    title: 'Sandbox',
    node: el(
      'article',
      { class: 'prose' },
      el('h1', { tabindex: '-1' }, 'Sandbox'),
      el(
        'p',
        {},
        'On this machine, values of a certain form in ids make the provider answer as you need it for a test. Deployments know none of them.',
      ),
      lists,
    ),
  };
};

async function showPowers(node: HTMLElement): Promise<void> {
  const found = await loadPowers();
  fill(node, ...(found === undefined ? [el('p', {}, absent)] : listsOf(found)));
  node.removeAttribute('aria-busy');
}

function listsOf({ grammar, powers }: Powers): HTMLElement[] {
  const apis = [...new Set(powers.map(({ api }) => api))];
  return [
    el('pre', { class: 'code', tabindex: '0', 'aria-label': 'grammar' }, compactJson(grammar)),
    ...apis.map((api) =>
      el(
        'section',
        {},
        el('h2', {}, api),
        table(
          `Magic values of ${api}`,
          columns,
          powers
            .filter((power) => power.api === api)
            .map((power) => columns.map((name) => power[name] ?? '')),
        ),
      ),
    ),
  ];
}
