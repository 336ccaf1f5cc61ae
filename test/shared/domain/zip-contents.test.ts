import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { describeFileProblem } from '../../../shared/domain/attachment-file.ts';
import { bytesOf, extraOf, zipOf } from './zip-builder.ts';

const deflated = { method: 8 };
const unicodePath = (name: string) => extraOf(0x7075, bytesOf([1, 0, 0, 0, 0], name));
const sized = (compressedBytes: number, inflatedBytes: number) => ({
  ...deflated,
  data: new Uint8Array(compressedBytes),
  inflatedBytes,
});

describe('an archive within the limits has no problem', () => {
  test.each([
    ['1,000 entries', zipOf(Array.from({ length: 1_000 }, () => ({})))],
    ['50 MB inflated', zipOf([sized(500_000, 25_000_000), sized(500_000, 25_000_000)])],
    ['a ratio of exactly 100', zipOf([sized(10_000, 1_000_000)])],
    ['any ratio below 1 MB', zipOf([sized(1, 999_999)])],
    ['a name in UTF-8', zipOf([{ name: '发票.pdf', flags: 0x800 }])],
    ['the same name as a Unicode path', zipOf([{ extra: unicodePath('发票.pdf') }])],
    [
      'truly deflated',
      zipOf([{ ...deflated, data: deflateRawSync('a'.repeat(500)), inflatedBytes: 500 }]),
    ],
  ])('%s', (_what, bytes) => {
    expect(describeFileProblem('a.zip', bytes)).toBeUndefined();
  });
});

describe('an archive that would harm', () => {
  const ratio = 'the archive inflates to more than 100 times its size';
  const size = 'the archive inflates to more than 50 MB';
  const encrypted = 'the archive is encrypted';
  test.each([
    ['a ratio over 100', zipOf([sized(9_999, 1_000_000)]), ratio],
    ['one byte over a ratio of 100', zipOf([sized(10_000, 1_000_001)]), ratio],
    ['one byte over 50 MB', zipOf([sized(500_000, 25_000_001), sized(500_000, 25_000_000)]), size],
    ['an encrypted entry', zipOf([{}, { flags: 1 }]), encrypted],
    ['strong encryption', zipOf([{ flags: 0x41 }]), encrypted],
    ['an encrypted directory', zipOf([{ flags: 0x2000 }]), encrypted],
  ])('%s', (_what, bytes, problem) => {
    expect(describeFileProblem('a.zip', bytes)).toBe(problem);
  });
});

describe('a path out of the folder', () => {
  test.each([
    '../a.txt',
    'a/../../b.txt',
    'a/..',
    '..',
    '.. /a.txt',
    '/etc/passwd',
    '\\a.txt',
    'a\\..\\b.txt',
    'C:a.txt',
    'c:/a.txt',
    'a\0.txt',
  ])('%j', (name) => {
    const problem = 'the archive has an entry with an unsafe path';
    expect(describeFileProblem('a.zip', zipOf([{}, { name }]))).toBe(problem);
    expect(describeFileProblem('a.zip', zipOf([{ extra: unicodePath(name) }]))).toBe(problem);
  });
});

describe('an archive in the archive', () => {
  test.each([
    'a.zip',
    'b/A.ZIP',
    'a.jar',
    'a.7z',
    'a.rar',
    'a.tar.gz',
    'a.tgz',
    'a.tar',
    'a.bz2',
    'a.xz',
    'a.zip.',
    'a.zip ',
    '.zip',
  ])('%j', (name) => {
    const problem = 'the archive contains an archive';
    expect(describeFileProblem('a.zip', zipOf([{ name }]))).toBe(problem);
  });

  test('letters that only look like an ending do not count', () => {
    expect(describeFileProblem('a.zip', zipOf([{ name: 'zip' }, { name: 'a.zip.pdf' }]))).toBe(
      undefined,
    );
  });
});
