import { type Field, type FieldKind, noteWords } from './api-fields.ts';
import { announce, button, el, fill, setAttributes, uniqueId } from './dom.ts';
import { fileControl } from './file-control.ts';
import { type Path, pathName, valueAt } from './json-edit.ts';

/** Sets the value at a path, or takes it out when it is undefined. */
export type Change = (path: Path, value: unknown) => void;

interface Control {
  show(value: unknown): void;
  showProblem(problem: string | undefined): void;
}

/** The fields of a body as a form. It shows what it is given and changes nothing by itself. */
export class BodyForm {
  readonly node = el('div', { class: 'form' });
  readonly #fields: readonly Field[];
  readonly #change: Change;
  #controls = new Map<string, { readonly path: Path; readonly control: Control }>();
  #shape = '';

  constructor(fields: readonly Field[], change: Change) {
    this.#fields = fields;
    this.#change = change;
  }

  /** Shows a body and what is wrong with it, by path. Other lists make other controls. */
  show(value: unknown, problems: ReadonlyMap<string, string>): void {
    const shape = shapeOf(this.#fields, value);
    if (shape !== this.#shape || this.node.childElementCount === 0) {
      this.#shape = shape;
      this.#controls = new Map();
      fill(this.node, ...this.#fields.map((field) => this.#fieldNode(field, [field.name], value)));
      if (this.#fields.length === 0) {
        fill(this.node, el('p', { class: 'note' }, 'This API takes no fields: send {} as it is.'));
      }
    }
    for (const [name, { path, control }] of this.#controls) {
      control.show(valueAt(value, path));
      control.showProblem(problems.get(name));
    }
  }

  /** The paths that a problem can be shown at. */
  get paths(): ReadonlySet<string> {
    return new Set(this.#controls.keys());
  }

  #fieldNode(field: Field, path: Path, root: unknown): HTMLElement {
    const { kind } = field;
    if (kind.kind === 'group') return this.#group(field, path, root, kind.members);
    if (kind.kind === 'list') return this.#list(field, path, root, kind.item);
    const id = uniqueId('body');
    const input = this.#input(field, path, id);
    const problem = el('p', { class: 'problem', id: `${id}-problem` });
    const described = `${id}-rule ${id}-problem`;
    setAttributes(input.node, {
      'aria-describedby': described,
      'aria-required': `${field.required}`,
    });
    this.#controls.set(pathName(path), {
      path,
      control: {
        show: input.show,
        showProblem(words) {
          setAttributes(input.node, { 'aria-invalid': words !== undefined && 'true' });
          if (problem.textContent !== (words ?? '')) problem.textContent = words ?? '';
        },
      },
    });
    return el(
      'div',
      { class: 'field' },
      el(
        'label',
        { for: id },
        field.name,
        !field.required && el('span', { class: 'optional' }, ' optional'),
      ),
      input.node,
      ...(input.extra ?? []),
      el('p', { class: 'note', id: `${id}-rule` }, noteWords(field)),
      problem,
    );
  }

  #input(field: Field, path: Path, id: string): Input {
    const absent = field.required ? '' : undefined;
    const change = (text: string): void => this.#change(path, text === '' ? absent : text);
    if (field.kind.kind === 'choice') return choice(id, field.kind.choices, change);
    if (field.name === 'attachmentContent') return fileControl(id, this.#change);
    const node = el('input', { id, autocomplete: 'off', spellcheck: 'false' });
    node.addEventListener('input', () => change(node.value));
    return { node, show: (value) => setText(node, value) };
  }

  #group(field: Field, path: Path, root: unknown, members: readonly Field[]): HTMLElement {
    const problem = this.#ownProblem(path);
    return el(
      'fieldset',
      {},
      el('legend', {}, field.name),
      problem,
      ...members.map((member) => this.#fieldNode(member, [...path, member.name], root)),
    );
  }

  #list(field: Field, path: Path, root: unknown, item: FieldKind): HTMLElement {
    const value = valueAt(root, path);
    const length = Array.isArray(value) ? value.length : 0;
    const members = item.kind === 'group' ? item.members : [];
    const entry = (at: number): HTMLElement =>
      el(
        'fieldset',
        {},
        el('legend', {}, `${field.name}[${at}]`),
        this.#ownProblem([...path, at]),
        ...members.map((member) => this.#fieldNode(member, [...path, at, member.name], root)),
        button(`Remove ${field.name}[${at}]`, () => {
          this.#change([...path, at], undefined);
          announce(`${field.name}: ${length - 1} left`);
        }),
      );
    return el(
      'fieldset',
      {},
      el('legend', {}, field.name),
      el('p', { class: 'note' }, noteWords(field)),
      this.#ownProblem(path),
      ...Array.from({ length }, (_, at) => entry(at)),
      button(`Add to ${field.name}`, () => {
        this.#change([...path, length], emptyOf(members));
        announce(`${field.name}: ${length + 1} now`);
      }),
    );
  }

  /** Where a problem of a group or a list as a whole is shown. */
  #ownProblem(path: Path): HTMLElement {
    const node = el('p', { class: 'problem' });
    const control = {
      show: () => undefined,
      showProblem: (words: string | undefined) => {
        node.textContent = words ?? '';
      },
    };
    this.#controls.set(pathName(path), { path, control });
    return node;
  }
}

/** One control of the form, and how it shows a value. */
export interface Input {
  readonly node: HTMLElement;
  readonly extra?: readonly HTMLElement[];
  readonly show: (value: unknown) => void;
}

function choice(id: string, choices: readonly string[], change: (text: string) => void): Input {
  const node = el('select', { id });
  const options = (value: string): HTMLOptionElement[] => {
    const known = value === '' || choices.includes(value);
    const offered = known ? ['', ...choices] : ['', ...choices, value];
    return offered.map((one) => el('option', { value: one }, one === '' ? '(none)' : one));
  };
  node.addEventListener('change', () => change(node.value));
  const show = (value: unknown): void => {
    const text = typeof value === 'string' ? value : '';
    fill(node, ...options(text));
    node.value = text;
  };
  return { node, show };
}

function setText(node: HTMLInputElement, value: unknown): void {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  // Setting it anew would move the cursor of whoever types.
  if (node.value !== text) node.value = text;
}

function shapeOf(fields: readonly Field[], value: unknown, path: Path = []): string {
  return fields
    .map(({ name, kind }) => {
      const here = [...path, name];
      if (kind.kind === 'group') return shapeOf(kind.members, value, here);
      if (kind.kind !== 'list') return name;
      const list = valueAt(value, here);
      return `${name}*${Array.isArray(list) ? list.length : 0}`;
    })
    .join();
}

function emptyOf(members: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(
    members
      .filter(({ required }) => required)
      .map(({ name, kind }) => [name, kind.kind === 'group' ? emptyOf(kind.members) : '']),
  );
}
