import { readZipExtras } from './zip-extra.ts';

/**
 * One entry as the central directory of a ZIP declares it. Sizes in bytes, as declared: nothing is
 * inflated.
 */
export type ZipEntry = {
  /**
   * The name, and what replaces it for readers that know Unicode paths. ASCII is exact, the rest is
   * not.
   */
  readonly names: readonly string[];
  readonly isEncrypted: boolean;
  readonly isZip64: boolean;
  readonly isStored: boolean;
  readonly compressedBytes: number;
  readonly inflatedBytes: number;
  /** Where the entry's local header is. */
  readonly localHeaderAt: number;
  /** The length of the entry's record in the directory. */
  readonly recordLength: number;
};

const recordSignature = 0x02014b50;
const localSignature = 0x04034b50;
const recordLength = 46;
const localLength = 30;
/** Bit 0 is any encryption, 6 the strong kind, 13 a directory that is itself encrypted. */
const encryptionFlags = 0x2041;
/** A size or an offset of all ones says that the real one stands in a ZIP64 record. */
const moved = 0xffffffff;
const asciiOf = new TextDecoder('latin1');

/**
 * Reads the record that starts at `at` in a central directory, or `undefined` when it is cut off,
 * is no record or has no name.
 * @see APPNOTE.TXT 6.3.10 section 4.3.12
 */
export function readZipEntry(directory: Uint8Array, at: number): ZipEntry | undefined {
  const record = directory.subarray(at);
  if (record.length < recordLength) return undefined;
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const nameEnd = recordLength + view.getUint16(28, true);
  const extraEnd = nameEnd + view.getUint16(30, true);
  const end = extraEnd + view.getUint16(32, true);
  if (view.getUint32(0, true) !== recordSignature || end > record.length) return undefined;
  const extras = readZipExtras(record.subarray(nameEnd, extraEnd));
  if (extras === undefined || nameEnd === recordLength) return undefined;
  const compressedBytes = view.getUint32(20, true);
  const inflatedBytes = view.getUint32(24, true);
  const localHeaderAt = view.getUint32(42, true);
  return {
    names: [record.subarray(recordLength, nameEnd), ...extras.unicodePaths].map(toAscii),
    isEncrypted: (view.getUint16(8, true) & encryptionFlags) !== 0,
    isZip64: extras.hasZip64 || [compressedBytes, inflatedBytes, localHeaderAt].includes(moved),
    isStored: view.getUint16(10, true) === 0,
    compressedBytes,
    inflatedBytes,
    localHeaderAt,
    recordLength: end,
  };
}

/**
 * Where an entry's own data starts, an offset in bytes. `undefined` when its local header is
 * missing or has another name than the directory gives, or the data would run into the directory.
 * @see APPNOTE.TXT 6.3.10 section 4.3.7
 */
export function findEntryData(
  archive: Uint8Array,
  entry: ZipEntry,
  directoryAt: number,
): number | undefined {
  const header = archive.subarray(entry.localHeaderAt, directoryAt);
  if (header.length < localLength) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const nameEnd = localLength + view.getUint16(26, true);
  const dataAt = nameEnd + view.getUint16(28, true);
  if (view.getUint32(0, true) !== localSignature) return undefined;
  // Readers of a stream see only this name, so it must be the one that is judged.
  if (toAscii(header.subarray(localLength, nameEnd)) !== entry.names[0]) return undefined;
  return dataAt + entry.compressedBytes <= header.length ? entry.localHeaderAt + dataAt : undefined;
}

function toAscii(name: Uint8Array): string {
  return asciiOf.decode(name);
}
