import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { fieldsOf } from './api-fields.ts';
import { BodyForm } from './body-form.ts';
import { checkBody } from './check-body.ts';
import { button, el, fill, uniqueId } from './dom.ts';
import { exampleBody } from './examples.ts';
import { pretty, withValue } from './json-edit.ts';
import { rowOf, type Session } from './session.ts';

/**
 * The body of an API as a form and as raw JSON, side by side and in step. The text is what counts,
 * and what is sent to the byte; the form reads it and writes into it.
 *
 * @param heading what the titles of its two halves are, where it stands
 */
export function bodyEditor(
  session: Session,
  api: ApiName,
  until: AbortSignal,
  heading: 'h2' | 'h3',
): HTMLElement {
  const row = rowOf(api);
  const body = session.body(api);
  const id = uniqueId('json');
  const raw = el('textarea', {
    id,
    class: 'code',
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': `${id}-verdict`,
  });
  const verdict = el('div', { class: 'verdict', id: `${id}-verdict`, role: 'status' });
  const form = new BodyForm(fieldsOf(row.request), (path, value) => {
    const { value: root } = checkBody(row, body.value);
    if (root !== undefined) body.set(pretty(withValue(root, path, value)));
  });
  const locked = el('p', { class: 'problem' });
  const fields = el(
    'fieldset',
    { class: 'plain' },
    el('legend', { class: 'hidden' }, 'Fields'),
    form.node,
  );
  raw.addEventListener('input', () => body.set(raw.value));
  body.watch(until, (text) => {
    if (raw.value !== text) raw.value = text;
    raw.rows = Math.min(24, Math.max(5, text.split('\n').length + 1));
    const { value, problems } = checkBody(row, text);
    fields.disabled = value === undefined;
    locked.textContent =
      value === undefined ? 'The form waits: only the raw JSON can show this body.' : '';
    if (value !== undefined) form.show(value, problems);
    fill(verdict, ...verdictOf(problems, value === undefined ? new Set() : form.paths));
  });
  return el(
    'section',
    { class: 'editor', 'aria-label': 'Body' },
    el('div', { class: 'pane' }, el(heading, {}, 'Form'), locked, fields),
    el(
      'div',
      { class: 'pane raw' },
      el(
        heading,
        {},
        el('label', { for: id }, 'Raw JSON'),
        ' ',
        el('span', { class: 'optional' }, 'sent byte for byte'),
      ),
      raw,
      el(
        'p',
        { class: 'actions' },
        button('Reset to the example', () => body.set(exampleBody(api, session.demo.value))),
      ),
      verdict,
    ),
  );
}

function verdictOf(
  problems: ReadonlyMap<string, string>,
  shown: ReadonlySet<string>,
): HTMLElement[] {
  if (problems.size === 0) return [el('p', { class: 'good' }, 'Fits the schema of this API.')];
  const others = [...problems].filter(([path]) => !shown.has(path));
  const count = problems.size === 1 ? 'One problem' : `${problems.size} problems`;
  return [
    el('p', { class: 'bad' }, `${count}: the provider would answer PARAM_ILLEGAL.`),
    ...(others.length === 0
      ? []
      : [
          el(
            'ul',
            {},
            ...others.map(([path, words]) => el('li', {}, el('code', {}, path), `: ${words}`)),
          ),
        ]),
  ];
}
