import { type Child, el } from './dom.ts';

/** Text with code between backticks. */
export function rich(text: string): Child[] {
  return text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? el('code', { class: 'wrap' }, part) : part));
}

/** A paragraph of such text. */
export function paragraph(text: string): HTMLElement {
  return el('p', {}, ...rich(text));
}

/** Paragraphs under a heading. */
export function chapter(
  heading: string,
  ...content: readonly (string | HTMLElement)[]
): HTMLElement {
  const nodes = content.map((one) => (typeof one === 'string' ? paragraph(one) : one));
  return el('section', {}, el('h2', {}, heading), ...nodes);
}

/** A list of such texts. */
export function listed(...items: readonly string[]): HTMLElement {
  return el('ul', {}, ...items.map((item) => el('li', {}, ...rich(item))));
}
