import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeFileProblem } from '../../../shared/domain/attachment-file.ts';
import { bytesOf, extraOf, zipOf } from './zip-builder.ts';

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function bigEndian(value: number, length: number): number[] {
  return Array.from(
    { length },
    (_, index) => Math.floor(value / 256 ** (length - 1 - index)) % 256,
  );
}

function pngOf(width: number, height: number): Uint8Array {
  const size = [...bigEndian(width, 4), ...bigEndian(height, 4)];
  return bytesOf(pngSignature, [0, 0, 0, 13], 'IHDR', size, [8, 2, 0, 0, 0, 0, 0, 0, 0]);
}

function jpegOf(width: number, height: number, before: number[] = []): Uint8Array {
  const size = [...bigEndian(height, 2), ...bigEndian(width, 2)];
  return bytesOf(
    [0xff, 0xd8, ...before, 0xff, 0xc0, 0, 11, 8],
    size,
    [1, 1, 0x11, 0],
    [0xff, 0xda],
  );
}

const pdf = bytesOf('%PDF-1.7\n%%EOF\n');
const endRecord = bytesOf('PK', [5, 6], new Uint8Array(18));
/** A segment that holds a thumbnail's frame header, 65,535 by 65,535. */
const thumbnail = [0xff, 0xe1, 0, 11, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff];

describe('a sound file has no problem', () => {
  test.each([
    ['a PDF', 'a.pdf', pdf],
    ['a PNG', 'a.PNG', pngOf(1, 1)],
    ['a PNG of 100 megapixels', 'a.png', pngOf(10_000, 10_000)],
    ['a PNG of 30,000 a side', 'a.png', pngOf(30_000, 3_333)],
    ['a JPEG', 'a.jpg', jpegOf(100, 100)],
    ['a JPEG with a thumbnail', 'a.jpeg', jpegOf(100, 100, thumbnail)],
    ['a JPEG with fill bytes', 'a.jpeg', jpegOf(100, 100, [0xff, 0xff, 0xff, 0x01])],
    ['a ZIP', 'a.zip', zipOf([{}])],
    ['a ZIP that ends in a comment', 'a.zip', zipOf([{}], { comment: bytesOf('thanks') })],
    ['a ZIP with a folder', 'a.zip', zipOf([{ name: 'a/', data: bytesOf() }, { name: 'a/b.pdf' }])],
    ['a ZIP of a stored PDF', 'a.zip', zipOf([{ name: 'a.pdf', data: pdf }])],
    ['a ZIP with other extra fields', 'a.zip', zipOf([{ extra: extraOf(0x5455, bytesOf('t')) }])],
    ['dots in a name', 'a.zip', zipOf([{ name: 'a..b/...c/1.2.txt' }])],
  ])('%s', (_what, name, bytes) => {
    expect(describeFileProblem(name, bytes)).toBeUndefined();
  });
});

describe('content that does not agree with the ending', () => {
  test.each([
    ['empty', 'a.pdf', bytesOf(), 'content is not a PDF'],
    ['a PNG named .pdf', 'a.pdf', pngOf(1, 1), 'content is not a PDF'],
    ['HTML named .png', 'a.png', bytesOf('<!doctype html>'), 'content is not a PNG'],
    ['a PDF named .jpg', 'a.jpg', pdf, 'content is not a JPEG'],
    ['a PDF named .jpeg', 'a.jpeg', pdf, 'content is not a JPEG'],
    ['a PDF after a blank', 'a.pdf', bytesOf(' ', pdf), 'content is not a PDF'],
    ['four of the five bytes', 'a.pdf', bytesOf('%PDF'), 'content is not a PDF'],
    ['an empty ZIP', 'a.zip', zipOf([]), 'content is not a ZIP'],
    [
      'a name with a problem',
      'a.pdf.exe',
      pdf,
      'the name does not end in .png, .jpg, .jpeg, .pdf, .zip',
    ],
    ['a reserved name', 'NUL.pdf', pdf, 'the name is reserved on Windows'],
  ])('%s', (_what, name, bytes, problem) => {
    expect(describeFileProblem(name, bytes)).toBe(problem);
  });
});

describe('an image too large or damaged', () => {
  const tooMany = 'the image has more than 100 megapixels';
  const tooLong = 'the image has a side of more than 30000 pixels';
  test.each([
    ['a PNG of 50,000 by 50,000', 'a.png', pngOf(50_000, 50_000), tooLong],
    ['a PNG of 2^32 - 1', 'a.png', pngOf(0xffffffff, 0xffffffff), tooLong],
    ['one pixel too wide', 'a.png', pngOf(30_001, 1), tooLong],
    ['one pixel too high', 'a.png', pngOf(1, 30_001), tooLong],
    ['one column over 100 megapixels', 'a.png', pngOf(10_001, 10_000), tooMany],
    ['a JPEG of 65,535 by 65,535', 'a.jpg', jpegOf(65_535, 65_535), tooLong],
    ['a JPEG over 100 megapixels', 'a.jpg', jpegOf(20_000, 5_001), tooMany],
    ['a PNG of no width', 'a.png', pngOf(0, 1), 'content is a damaged PNG'],
    ['a PNG cut off', 'a.png', pngOf(1, 1).slice(0, 32), 'content is a damaged PNG'],
    [
      'a PNG without IHDR',
      'a.png',
      bytesOf(pngSignature, new Uint8Array(40)),
      'content is a damaged PNG',
    ],
    ['a JPEG of no height', 'a.jpg', jpegOf(1, 0), 'content is a damaged JPEG'],
    ['a JPEG cut off', 'a.jpg', jpegOf(1, 1).slice(0, 10), 'content is a damaged JPEG'],
    ['a JPEG of tables only', 'a.jpg', jpegOf(1, 1, [0xff, 0xd9]), 'content is a damaged JPEG'],
    [
      'a JPEG of other bytes',
      'a.jpg',
      bytesOf([0xff, 0xd8, 0xff], new Uint8Array(40)),
      'content is a damaged JPEG',
    ],
  ])('%s', (_what, name, bytes, problem) => {
    expect(describeFileProblem(name, bytes)).toBe(problem);
  });
});

describe('a file that is two formats at once', () => {
  const farEnd = bytesOf(endRecord, new Uint8Array(65_535));
  test.each([
    [
      'a PDF before a ZIP',
      'a.pdf',
      bytesOf(pdf, zipOf([{}])),
      'content is a PDF and a ZIP at once',
    ],
    [
      'an end record as far as a comment allows',
      'a.pdf',
      bytesOf(pdf, farEnd),
      'content is a PDF and a ZIP at once',
    ],
    [
      'a PNG before a ZIP',
      'a.png',
      bytesOf(pngOf(1, 1), zipOf([{}])),
      'content is a PNG and a ZIP at once',
    ],
    [
      'a PDF inside a JPEG',
      'a.jpg',
      bytesOf(jpegOf(1, 1), pdf),
      'content is a JPEG and a PDF at once',
    ],
    [
      'a PDF in an entry name',
      'a.zip',
      zipOf([{ name: '%PDF-1.7' }]),
      'content is a ZIP and a PDF at once',
    ],
    [
      'a PDF inside an entry',
      'a.zip',
      zipOf([{ data: bytesOf(' ', pdf) }]),
      'content is a ZIP and a PDF at once',
    ],
    [
      'a PDF in deflated data',
      'a.zip',
      zipOf([{ data: pdf, method: 8 }]),
      'content is a ZIP and a PDF at once',
    ],
    [
      'a PDF in the comment',
      'a.zip',
      zipOf([{}], { comment: pdf }),
      'content is a ZIP and a PDF at once',
    ],
  ])('%s', (_what, name, bytes, problem) => {
    expect(describeFileProblem(name, bytes)).toBe(problem);
  });

  test('further off, no reader looks for the other format', () => {
    expect(describeFileProblem('a.pdf', bytesOf(pdf, farEnd, [0]))).toBeUndefined();
    const gap = (length: number) => ({ data: bytesOf(new Uint8Array(length), pdf) });
    expect(describeFileProblem('a.zip', zipOf([gap(1_023 - 41)]))).toBe(
      'content is a ZIP and a PDF at once',
    );
    expect(describeFileProblem('a.zip', zipOf([gap(1_024 - 41)]))).toBeUndefined();
  });
});

test('no bytes make it throw', () => {
  const starts = [pdf, pngOf(1, 1), jpegOf(1, 1), zipOf([{}, { extra: extraOf(1, bytesOf()) }])];
  const changed = fc
    .tuple(fc.constantFrom(...starts), fc.array(fc.tuple(fc.nat(300), fc.nat(255))), fc.nat(300))
    .map(([start, changes, length]) => {
      const bytes = Uint8Array.from(start);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes.subarray(0, length);
    });
  const names = fc.constantFrom('a.pdf', 'a.png', 'a.jpg', 'a.zip');
  fc.assert(
    fc.property(names, fc.oneof(changed, fc.uint8Array()), (name, bytes) => {
      expect(['string', 'undefined']).toContain(typeof describeFileProblem(name, bytes));
    }),
    { numRuns: 2_000 },
  );
});

test('the bytes may be a part of a larger buffer', () => {
  const archive = zipOf([{ name: 'a.pdf', data: pdf }]);
  const larger = bytesOf(new Uint8Array(100), archive, new Uint8Array(100));
  expect(describeFileProblem('a.zip', larger.subarray(100, 100 + archive.length))).toBeUndefined();
});
