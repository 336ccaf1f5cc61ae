import { attachmentBody } from '../builders.ts';
import { bytesOf, extraOf, zipOf } from '../shared/domain/zip-builder.ts';
import { type HostileBody, hostile, large } from './hostile-texts.ts';

/** Files that are meant to keep whoever looks into them busy. */
export const hostileFiles: readonly HostileBody[] = [
  hostile('5.8 MB that are no base64', () => withContent('!'.repeat(large)), /expected base64/),
  hostile('4.5 MB of zeros', () => withFile('a.pdf', new Uint8Array(4_300_000)), /not a PDF$/),
  hostile(
    'a ZIP bomb by its ratio',
    () => zip({ inflatedBytes: 49_000_000 }),
    /100 times its size$/,
  ),
  hostile(
    'a ZIP bomb by its size',
    () => zip({ inflatedBytes: 4_000_000_000 }),
    /more than 50 MB$/,
  ),
  hostile('a ZIP in a ZIP', () => zip({ name: 'a.zip' }), /contains an archive$/),
  hostile('a thousand ZIPs in a ZIP', () => manyEntries(1_000, '.zip'), /contains an archive$/),
  hostile('a ZIP of 60,000 entries', () => manyEntries(60_000, '.txt'), /more than 1000 entries$/),
  hostile('a ZIP whose entries share data', sharedData, /is inconsistent$/),
  hostile(
    'names of nothing but dots',
    () => zip({ name: `a.z${'. '.repeat(30_000)}x` }),
    'Success.',
  ),
  hostile('a ZIP entry of 16,000 Unicode paths', () => unicodePaths(1), /is inconsistent$/),
  hostile('a ZIP of a million Unicode paths', () => unicodePaths(65), /is inconsistent$/),
  hostile('a PDF with ends of a ZIP all over', () => zipEnds('a.pdf'), /a PDF and a ZIP at once$/),
  hostile('a PNG of 50,000 by 50,000', () => png(50_000, 50_000), /more than 30000 pixels$/),
  hostile('a PNG of 4,294,967,295 a side', () => png(2 ** 32 - 1, 2 ** 32 - 1), /30000 pixels$/),
  hostile('a JPEG of 65,535 by 65,535', () => jpeg(''), /more than 30000 pixels$/),
  hostile('a JPEG of a million segments', () => jpeg('\xff\xe0\x00\x02'), /30000 pixels$/),
  hostile('a JPEG of four million fill bytes', () => jpeg('\xff'), /30000 pixels$/),
];

/** A submission of a file. */
function withFile(fileName: string, bytes: Uint8Array): string {
  const attachmentContent = Buffer.from(bytes).toString('base64');
  // One id a file: what is accepted must not stand in the way of the next.
  const attachmentId = `FILE_${bytes.length}`;
  return JSON.stringify(attachmentBody({ attachmentId, fileName, attachmentContent }));
}

function withContent(attachmentContent: string): string {
  return JSON.stringify(attachmentBody({ attachmentContent }));
}

function zip(entry: Parameters<typeof zipOf>[0][number]): string {
  return withFile('a.zip', zipOf([{ data: new Uint8Array(400_000), ...entry }]));
}

function manyEntries(count: number, ending: string): string {
  const entries = Array.from({ length: Math.min(count, 2_000) }, (_, index) => ({
    name: `${index}${ending}`,
  }));
  return withFile('a.zip', zipOf(entries, { count, countHere: count }));
}

/** A thousand entries with one and the same data of 400,000 bytes. */
function sharedData(): string {
  const data = new Uint8Array(400_000);
  const others = Array.from({ length: 999 }, () => ({
    data: new Uint8Array(0),
    localHeaderAt: 0,
    compressedBytes: data.length,
    inflatedBytes: data.length,
  }));
  return withFile('a.zip', zipOf([{ data }, ...others]));
}

/** As many extra fields as fit: each gives the entry one more name. */
function unicodePaths(entries: number): string {
  const extra = bytesOf(
    ...Array.from({ length: 16_000 }, () => extraOf(0x7075, new Uint8Array(0))),
  );
  const all = Array.from({ length: entries }, (_, index) => ({ name: `${index}.txt`, extra }));
  return withFile('a.zip', zipOf(all));
}

function zipEnds(fileName: string): string {
  const ends = Buffer.alloc(4_200_000, Buffer.from('504b0506', 'hex'));
  return withFile(fileName, bytesOf('%PDF-1.4\n', ends));
}

function png(width: number, height: number): string {
  const size = new DataView(new ArrayBuffer(8));
  size.setUint32(0, width);
  size.setUint32(4, height);
  const start = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13];
  return withFile(
    'a.png',
    bytesOf(start, 'IHDR', new Uint8Array(size.buffer), [8, 2, 0, 0, 0, 0, 0, 0, 0]),
  );
}

/** A JPEG whose frame comes after four megabytes of this. */
function jpeg(filler: string): string {
  const fill = filler === '' ? Buffer.alloc(0) : Buffer.alloc(4_000_000, filler, 'latin1');
  const frame = [0xff, 0xc0, 0, 17, 8, 0xff, 0xff, 0xff, 0xff];
  return withFile(
    'a.jpg',
    Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      fill,
      Buffer.from(frame),
      Buffer.from(new Array(20).fill(1)),
    ]),
  );
}
