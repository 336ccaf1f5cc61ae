import type { Given } from './given.ts';

/** A command line that says at any later time what was said now, presets written out. */
export function repeatLine(words: readonly string[], given: Given, takesToken: boolean): string {
  const told = [...words, ...given.words()];
  const token = takesToken && given.value('token') === undefined ? ['--token', '-'] : [];
  const line = ['npm run operator --', ...[...told, ...token].map(quoted)].join(' ');
  return takesToken ? `echo <the token above> | ${line}` : line;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
