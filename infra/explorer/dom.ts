/** What a node may hold; nothing is shown for `undefined` and `false`. */
export type Child = Node | string | undefined | false;

/** Attributes by name; `true` is one without a value, `undefined` and `false` none at all. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Makes an element. Text is text: nothing that is shown is ever parsed as HTML. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...shown(children));
  return made;
}

/** Sets or removes attributes. */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : value);
  }
}

/** Shows other children than before. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...shown(children));
}

function shown(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== undefined && child !== false);
}

/** A button that does something. */
export function button(label: string, act: () => unknown, attributes: Attributes = {}) {
  const made = el('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', () => act());
  return made;
}

let ids = 0;
/** An id that nothing else on the page has, for labels to name. */
export function uniqueId(prefix: string): string {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** A labelled control, with a note that screen readers tell along with it. */
export function labelled(
  label: string,
  control: HTMLElement,
  note?: string,
  ...more: readonly Child[]
): HTMLElement {
  const id = control.id || uniqueId('field');
  control.id = id;
  const noteId = `${id}-note`;
  if (note !== undefined) control.setAttribute('aria-describedby', noteId);
  return el(
    'div',
    { class: 'field' },
    el('label', { for: id }, label),
    control,
    note !== undefined && el('p', { class: 'note', id: noteId }, note),
    ...more,
  );
}

/** Copies a text, and says so on the button for a moment. */
export function copyButton(label: string, textOf: () => string): HTMLButtonElement {
  const made = button(label, async () => {
    await navigator.clipboard.writeText(textOf());
    made.textContent = 'Copied';
    announce(`${label}: copied`);
    setTimeout(() => {
      made.textContent = label;
    }, 1_500);
  });
  return made;
}

/** Tells screen readers, in the page's one polite live region. */
export function announce(text: string): void {
  const region = document.getElementById('announcements');
  if (region !== null) region.textContent = text;
}

/** A table with a header row. */
export function table(
  caption: string,
  headers: readonly string[],
  rows: readonly (readonly Child[])[],
): HTMLElement {
  const head = el('tr', {}, ...headers.map((header) => el('th', { scope: 'col' }, header)));
  const body = rows.map((cells) =>
    el(
      'tr',
      {},
      ...cells.map((cell, at) =>
        at === 0 ? el('th', { scope: 'row' }, cell) : el('td', {}, cell),
      ),
    ),
  );
  const made = el(
    'table',
    {},
    el('caption', {}, caption),
    el('thead', {}, head),
    el('tbody', {}, ...body),
  );
  // It scrolls by itself where it is too wide, and so must be reachable by keyboard.
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, made);
}
