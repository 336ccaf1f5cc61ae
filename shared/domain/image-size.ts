/** What an image's header declares, in pixels. */
export type ImageSize = { readonly width: number; readonly height: number };

const startOfScan = 0xda;
const endOfImage = 0xd9;
/**
 * These share the range of the frame headers C0 to CF: Huffman tables, a reserved one, arithmetic
 * conditioning.
 */
const notFrames = new Set([0xc4, 0xc8, 0xcc]);

/**
 * The size in a PNG's first chunk, or `undefined` when it is cut off or not IHDR.
 * @see RFC 2083 section 4.1.1
 */
export function pngSize(bytes: Uint8Array): ImageSize | undefined {
  const view = viewOf(bytes);
  if (view.byteLength < 33) return undefined;
  // After the eight bytes of signature: length 13, then the letters IHDR.
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * The size in a JPEG's frame header, or `undefined` when there is none before the first scan. Skips
 * from segment to segment, so a thumbnail inside one is never taken for the image.
 * @see ITU-T T.81 annex B.1.1
 */
export function jpegSize(bytes: Uint8Array): ImageSize | undefined {
  const view = viewOf(bytes);
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === startOfScan || marker === endOfImage) return undefined;
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += segmentLength(marker, view.getUint16(at + 2));
  }
  return undefined;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && !notFrames.has(marker);
}

/** How far the next marker is. A fill byte takes one, a marker without parameters two. */
function segmentLength(marker: number, declaredLength: number): number {
  if (marker === 0xff) return 1;
  const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
  return standsAlone ? 2 : 2 + Math.max(declaredLength, 2);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
