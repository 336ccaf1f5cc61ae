/** One thing that is wrong with a request, or was looked into. */
export interface Finding {
  /** Its name for programs: `body-compact`, `time-missing`. */
  readonly id: string;
  /** What is so, in a sentence. */
  readonly says: string;
  /** What to do about it; absent where there is nothing to do. */
  readonly change?: string;
}

/** Another way to have a part of the signed text, as people come by it. */
export interface Variant<Part> extends Finding {
  readonly change: string;
  readonly part: Part;
}

/** Text from a request in quotes, cut and with its controls spelled out. */
export function quoted(text: string): string {
  const cut = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(cut);
}
