import { findEntryData, readZipEntry, type ZipEntry } from './zip-entry.ts';

/**
 * Many more than the invoices of one application, and few enough to judge in a millisecond or two.
 */
const maxEntries = 1_000;
const endSignature = 0x06054b50;
const endLength = 22;
/** An archive's comment is at most 65,535 bytes, so its end record starts in the last 65,557. */
const maxEndDistance = endLength + 0xffff;
/** A field of all ones says that the real value stands in a ZIP64 record. */
const movedCount = 0xffff;
const moved = 0xffffffff;

/**
 * An archive's entries in its directory's order, with where the data of each starts, or what is
 * wrong with them.
 */
export type ZipDirectory =
  | { readonly entries: readonly (ZipEntry & { readonly dataAt: number })[] }
  | { readonly problem: string };

const inconsistent = { problem: 'the archive is inconsistent' };
const isZip64 = { problem: 'the archive is in the ZIP64 format' };

/**
 * Says whether a reader that looks for a ZIP from the end, as readers of ZIP do, would take the
 * bytes for one.
 */
export function hasZipEnd(bytes: Uint8Array): boolean {
  return findZipEnd(bytes) !== undefined;
}

/**
 * Reads the directory of a ZIP: 1 to 1,000 entries on one disk, no ZIP64, the directory ending
 * where the end record starts. Nothing is inflated. Total: a damaged archive gives a problem.
 * @see APPNOTE.TXT 6.3.10 section 4.3.16
 */
export function readZipDirectory(archive: Uint8Array): ZipDirectory {
  const end = findZipEnd(archive);
  if (end === undefined || end.byteLength !== endLength + end.getUint16(20, true)) {
    return { problem: 'the archive is cut off or damaged' };
  }
  const count = end.getUint16(10, true);
  const size = end.getUint32(12, true);
  const start = end.getUint32(16, true);
  if (count === movedCount || size === moved || start === moved) return isZip64;
  if (end.getUint32(4, true) !== 0 || end.getUint16(8, true) !== count) {
    return { problem: 'the archive spans several disks' };
  }
  if (count === 0) return { problem: 'the archive is empty' };
  if (count > maxEntries) return { problem: `the archive has more than ${maxEntries} entries` };
  if (start + size !== archive.length - end.byteLength) return inconsistent;
  return readEntries(archive, archive.subarray(start, start + size), count);
}

/** From the last end record to the end of the bytes. */
function findZipEnd(bytes: Uint8Array): DataView | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = Math.max(0, bytes.length - maxEndDistance);
  for (let at = bytes.length - endLength; at >= first; at -= 1) {
    if (view.getUint32(at, true) !== endSignature) continue;
    return new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
  }
  return undefined;
}

function readEntries(archive: Uint8Array, directory: Uint8Array, count: number): ZipDirectory {
  const directoryAt = directory.byteOffset - archive.byteOffset;
  const entries: (ZipEntry & { readonly dataAt: number })[] = [];
  let at = 0;
  while (entries.length < count) {
    const entry = readZipEntry(directory, at);
    if (entry === undefined) return inconsistent;
    if (entry.isZip64) return isZip64;
    const dataAt = findEntryData(archive, entry, directoryAt);
    if (dataAt === undefined) return inconsistent;
    entries.push({ ...entry, dataAt });
    at += entry.recordLength;
  }
  // Entries that share their data would hide by how much it inflates.
  const dataBytes = entries.reduce((sum, entry) => sum + entry.compressedBytes, 0);
  return at === directory.length && dataBytes <= directoryAt ? { entries } : inconsistent;
}
