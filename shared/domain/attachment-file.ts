import { describeFileNameProblem, type FileType, fileTypeOf } from './file-name.ts';
import { type ImageSize, jpegSize, pngSize } from './image-size.ts';
import { describeZipProblem } from './zip-contents.ts';
import { hasZipEnd, readZipDirectory } from './zip-directory.ts';

/** An A1 page scanned at 300 dots an inch has 70 megapixels: no invoice needs more than these. */
const maxPixels = 100_000_000;
const maxSidePixels = 30_000;
/** Readers of PDF look for its header this far into a file. @see ISO 32000-1 annex H, note 13 */
const pdfHeaderWindow = 1_024;
const pdfHeader = [0x25, 0x50, 0x44, 0x46, 0x2d];

const formats: Record<FileType, { readonly name: string; readonly firstBytes: readonly number[] }> =
  {
    png: { name: 'PNG', firstBytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
    jpg: { name: 'JPEG', firstBytes: [0xff, 0xd8, 0xff] },
    jpeg: { name: 'JPEG', firstBytes: [0xff, 0xd8, 0xff] },
    pdf: { name: 'PDF', firstBytes: pdfHeader },
    zip: { name: 'ZIP', firstBytes: [0x50, 0x4b, 0x03, 0x04] },
  };

/**
 * What is wrong with an attachment, as a short sentence that quotes neither its name nor its
 * content, or `undefined` when nothing is: the name is sound, the first bytes agree with its
 * ending, no reader would take it for another format, an image is at most 100 megapixels and 30,000
 * a side, an archive holds nothing dangerous. Only headers and directories are read: nothing is
 * decoded or inflated, and no byte order or length makes it throw.
 */
export function describeFileProblem(fileName: string, bytes: Uint8Array): string | undefined {
  const type = fileTypeOf(fileName);
  const nameProblem = describeFileNameProblem(fileName);
  if (type === undefined || nameProblem !== undefined) return nameProblem;
  const { name, firstBytes } = formats[type];
  if (!startsWith(bytes, 0, firstBytes)) return `content is not a ${name}`;
  if (type === 'zip') return describeArchiveProblem(bytes);
  if (hasZipEnd(bytes)) return `content is a ${name} and a ZIP at once`;
  if (type === 'pdf') return undefined;
  if (findPdfHeaders(bytes).length > 0) return `content is a ${name} and a PDF at once`;
  return describeImageProblem(name, type === 'png' ? pngSize(bytes) : jpegSize(bytes));
}

function describeImageProblem(name: string, size: ImageSize | undefined): string | undefined {
  if (size === undefined || size.width === 0 || size.height === 0) {
    return `content is a damaged ${name}`;
  }
  if (Math.max(size.width, size.height) > maxSidePixels) {
    return `the image has a side of more than ${maxSidePixels} pixels`;
  }
  return size.width * size.height > maxPixels
    ? 'the image has more than 100 megapixels'
    : undefined;
}

function describeArchiveProblem(bytes: Uint8Array): string | undefined {
  const directory = readZipDirectory(bytes);
  if ('problem' in directory) return directory.problem;
  const problem = describeZipProblem(directory.entries);
  if (problem !== undefined) return problem;
  // An honest archive of a stored PDF starts so too, and what a PDF reader finds there is what the
  // archive says it holds. A header anywhere else is content that only one of two readers shows.
  const storedAt = new Set(
    directory.entries.filter(({ isStored }) => isStored).map(({ dataAt }) => dataAt),
  );
  const hidesPdf = findPdfHeaders(bytes).some((at) => !storedAt.has(at));
  return hidesPdf ? 'content is a ZIP and a PDF at once' : undefined;
}

function findPdfHeaders(bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 0; at < Math.min(bytes.length, pdfHeaderWindow); at += 1) {
    if (startsWith(bytes, at, pdfHeader)) found.push(at);
  }
  return found;
}

function startsWith(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  return expected.every((byte, index) => bytes[at + index] === byte);
}
