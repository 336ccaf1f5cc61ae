import { compactJson } from './compact-json.ts';
import { type Child, el, fill, table } from './dom.ts';
import { isObject } from './exchange.ts';
import { sandboxPath } from './sandbox-routes.ts';
import type { View } from './view.ts';

const powersPath = `${sandboxPath}/powers`;
const absent = 'This provider has no list of magic values.';

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
  const sections = [...byApi(found)].map(([api, rows]) =>
    el('section', {}, el('h2', {}, api), listTable(api, rows)),
  );
  fill(node, ...wordsOf(found), ...(sections.length > 0 ? sections : [el('p', {}, absent)]));
  node.removeAttribute('aria-busy');
}

/** What the list says of itself beside its rows, such as the grammar of the values. */
function wordsOf(found: unknown): HTMLElement[] {
  if (!isObject(found) || found['result'] !== undefined) return [];
  return Object.entries(found)
    .filter(([, said]) => typeof said === 'string' || (isObject(said) && !hasList(said)))
    .map(([name, said]) => {
      const text = typeof said === 'string' ? said : compactJson(said);
      return el('pre', { class: 'code', tabindex: '0', 'aria-label': name }, text);
    });
}

function hasList(said: Row): boolean {
  return Object.values(said).some(Array.isArray);
}

type Row = Readonly<Record<string, unknown>>;

async function loadPowers(): Promise<unknown> {
  try {
    const response = await fetch(powersPath, { cache: 'no-store' });
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Whatever form the list has: rows that name their API, or a list by API, at the root or below. */
function byApi(found: unknown): Map<string, Row[]> {
  const rows = new Map<string, Row[]>();
  const add = (api: string, row: Row): void => {
    rows.set(api, [...(rows.get(api) ?? []), row]);
  };
  const collect = (value: unknown, under: string): void => {
    if (Array.isArray(value)) {
      for (const row of value.filter(isObject)) {
        add(typeof row['api'] === 'string' ? row['api'] : under, row);
      }
    } else if (isObject(value) && value['result'] === undefined) {
      for (const [name, member] of Object.entries(value)) collect(member, name);
    }
  };
  collect(found, 'Values');
  return rows;
}

function listTable(api: string, rows: readonly Row[]): HTMLElement {
  const names = [...new Set(rows.flatMap(Object.keys))].filter((name) => name !== 'api');
  return table(
    `Magic values of ${api}`,
    names,
    rows.map((row) => names.map((name) => cell(row[name]))),
  );
}

function cell(value: unknown): Child {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
