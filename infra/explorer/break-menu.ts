import { button, el, labelled } from './dom.ts';
import { type Mistake, mistakes } from './mistakes.ts';

/** Mistakes to make on purpose, each with what it does and what the contract says of it. */
export function breakMenu(make: (mistake: Mistake) => Promise<void>): HTMLElement {
  const pick = el(
    'select',
    { id: 'mistake' },
    ...mistakes.map(({ id, title }) => el('option', { value: id }, title)),
  );
  const what = el('p', { class: 'note', id: 'mistake-what', 'aria-live': 'polite' });
  const chosen = (): Mistake | undefined => mistakes.find(({ id }) => id === pick.value);
  const explain = (): void => {
    const mistake = chosen();
    what.textContent =
      mistake === undefined
        ? ''
        : `${mistake.what} Expected: ${mistake.expected.status} ${mistake.expected.code}.`;
  };
  pick.addEventListener('change', explain);
  explain();
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'break-title' },
    el('h2', { id: 'break-title' }, 'Break it'),
    el(
      'p',
      { class: 'note' },
      'The request above, with one real mistake. The failure is the provider’s own.',
    ),
    labelled('Mistake', pick),
    what,
    el(
      'p',
      { class: 'actions' },
      button('Send it broken', async () => {
        const mistake = chosen();
        if (mistake !== undefined) await make(mistake);
      }),
    ),
  );
}
