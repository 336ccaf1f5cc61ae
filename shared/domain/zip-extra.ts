const zip64 = 0x0001;
const unicodePath = 0x7075;
/** A Unicode path starts with its version and a checksum of the name it replaces. */
const unicodePathPrefix = 5;

/**
 * What a ZIP entry's extra fields say beyond its record: whether it is ZIP64, and other names for
 * it, in UTF-8.
 */
export type ZipExtras = {
  readonly hasZip64: boolean;
  readonly unicodePaths: readonly Uint8Array[];
};

/**
 * Reads an entry's extra fields, or `undefined` when one is cut off or a Unicode path comes twice:
 * readers would differ on which of them names the entry, and sixteen thousand of them fit.
 * @see APPNOTE.TXT 6.3.10 sections 4.5, 4.6.9
 */
export function readZipExtras(bytes: Uint8Array): ZipExtras | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unicodePaths: Uint8Array[] = [];
  let hasZip64 = false;
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + view.getUint16(at + 2, true);
    if (end > bytes.length) return undefined;
    const kind = view.getUint16(at, true);
    if (kind === zip64) hasZip64 = true;
    if (kind === unicodePath) {
      if (unicodePaths.length > 0) return undefined;
      unicodePaths.push(bytes.subarray(at + 4 + unicodePathPrefix, end));
    }
    at = end;
  }
  return { hasZip64, unicodePaths };
}
