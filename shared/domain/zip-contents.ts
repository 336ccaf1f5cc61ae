import type { ZipEntry } from './zip-entry.ts';

/** Ten times what one attachment may weigh, and what a reviewer's machine holds with ease. */
const maxInflatedBytes = 50_000_000;
/** Text and scans shrink ten to twenty times; a bomb thousands of times. */
const maxRatio = 100;
/** Below this an archive harms nobody, and a few repeated lines may well shrink more. */
const ratioMattersFromBytes = 1_000_000;

/** Formats that hold further files, which nobody here would look into. */
const archiveEndings =
  '7z ace apk arj bz bz2 cab cpio dmg ear gz img iso jar lha lz lz4 lzh lzma rar tar tbz tbz2 ' +
  'tgz txz vhd vhdx war xz z zip zipx zst';
/** A trailing dot or blank is lost on Windows. */
const nestedArchive = new RegExp(`\\.(?:${archiveEndings.replaceAll(' ', '|')})[. ]*$`, 'i');
const driveLetter = /^[a-z]:/i;

/**
 * What is wrong with what an archive's directory declares, as a sentence without any name in it, or
 * `undefined` when nothing is: no encryption, no path out of the folder, no archive inside, at most
 * 50 MB inflated, and from 1 MB on at most a hundred times the compressed size.
 */
export function describeZipProblem(entries: readonly ZipEntry[]): string | undefined {
  if (entries.some(({ isEncrypted }) => isEncrypted)) return 'the archive is encrypted';
  const names = entries.flatMap((entry) => entry.names);
  if (!names.every(staysInFolder)) return 'the archive has an entry with an unsafe path';
  if (names.some((name) => nestedArchive.test(name))) return 'the archive contains an archive';
  const inflatedBytes = entries.reduce((sum, entry) => sum + entry.inflatedBytes, 0);
  const compressedBytes = entries.reduce((sum, entry) => sum + entry.compressedBytes, 0);
  if (inflatedBytes > maxInflatedBytes) return 'the archive inflates to more than 50 MB';
  if (inflatedBytes < ratioMattersFromBytes || inflatedBytes <= compressedBytes * maxRatio) {
    return undefined;
  }
  return `the archive inflates to more than ${maxRatio} times its size`;
}

/**
 * A blank or dot after the two is lost on Windows. A backslash is a separator there, even inside a
 * foreign character.
 */
function staysInFolder(name: string): boolean {
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0')) return false;
  return !driveLetter.test(name) && !name.split('/').some((segment) => /^\.\.[. ]*$/.test(segment));
}
