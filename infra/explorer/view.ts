import type { Session } from './session.ts';

/** What a view shows, and what the window is called meanwhile. */
export interface Shown {
  readonly title: string;
  readonly node: HTMLElement;
}

/**
 * Makes a view. It ends when the signal is aborted.
 *
 * @param rest what follows the view's own name in the address
 */
export type View = (session: Session, until: AbortSignal, rest: string) => Shown;
