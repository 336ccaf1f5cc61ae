import { button, setAttributes } from './dom.ts';

const kept = 'quotaline-theme';
const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** Goes from the system's theme to light to dark; the choice is kept in this browser. */
export function themeSwitch(): HTMLButtonElement {
  let theme = readTheme();
  const made = button('', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
    keepTheme(theme);
    show();
  });
  const show = (): void => {
    setAttributes(document.documentElement, { 'data-theme': theme });
    made.textContent = `Theme: ${theme}`;
  };
  show();
  return made;
}

function readTheme(): Theme {
  try {
    const found = localStorage.getItem(kept);
    return themes.find((theme) => theme === found) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** Browsers that keep nothing, as in some private windows, still switch. */
function keepTheme(theme: Theme): void {
  try {
    localStorage.setItem(kept, theme);
  } catch {
    // It holds until the page is left.
  }
}
