import { describe, expect, test } from 'vitest';
import { hasZipEnd, readZipDirectory } from '../../../shared/domain/zip-directory.ts';
import { bytesOf, extraOf, zipOf } from './zip-builder.ts';

test('the directory says what the entries are', () => {
  const archive = zipOf([{ name: 'a.pdf', flags: 1, method: 8, inflatedBytes: 9 }, { name: 'b' }]);
  expect(readZipDirectory(archive)).toEqual({
    entries: [
      {
        names: ['a.pdf'],
        isEncrypted: true,
        isZip64: false,
        isStored: false,
        compressedBytes: 4,
        inflatedBytes: 9,
        localHeaderAt: 0,
        dataAt: 35,
        recordLength: 51,
      },
      {
        names: ['b'],
        isEncrypted: false,
        isZip64: false,
        isStored: true,
        compressedBytes: 4,
        inflatedBytes: 4,
        localHeaderAt: 39,
        dataAt: 70,
        recordLength: 47,
      },
    ],
  });
});

const otherName = extraOf(0x7075, bytesOf([1, 0, 0, 0, 0], 'invoice.txt'));
const cutOff = 'the archive is cut off or damaged';
const inconsistent = 'the archive is inconsistent';
const zip64 = 'the archive is in the ZIP64 format';
const disks = 'the archive spans several disks';

describe('a directory with a problem', () => {
  test.each([
    ['no bytes', bytesOf(), cutOff],
    ['no end record', bytesOf('PK', [3, 4], new Uint8Array(100)), cutOff],
    ['cut off by one byte', zipOf([{}]).slice(0, -1), cutOff],
    ['a byte after the end', zipOf([{}], { trailing: bytesOf([0]) }), cutOff],
    ['an archive in the comment', zipOf([{}], { comment: zipOf([]) }), 'the archive is empty'],
    ['half one in the comment', zipOf([{}], { comment: bytesOf(zipOf([]), [0]) }), cutOff],
    ['no entries', zipOf([]), 'the archive is empty'],
    ['1,001 entries', zipOf([{}], { count: 1_001 }), 'the archive has more than 1000 entries'],
    ['an entry too few', zipOf([{}, {}], { count: 1 }), inconsistent],
    ['an entry too many', zipOf([{}], { count: 2 }), inconsistent],
    ['a directory too long', zipOf([{}], { size: 1_000 }), inconsistent],
    ['a directory elsewhere', zipOf([{}], { start: 0 }), inconsistent],
    ['bytes in front', bytesOf('MZ', zipOf([{}])), inconsistent],
    ['another disk', zipOf([{}], { disk: 1 }), disks],
    ['entries on another disk', zipOf([{}], { countHere: 0 }), disks],
    ['a count moved to ZIP64', zipOf([{}], { count: 0xffff }), zip64],
    ['a directory moved to ZIP64', zipOf([{}], { start: 0xffffffff }), zip64],
    ['a size moved to ZIP64', zipOf([{ compressedBytes: 0xffffffff }]), zip64],
    ['a ZIP64 extra field', zipOf([{ extra: extraOf(1, new Uint8Array(16)) }]), zip64],
    ['an extra field cut off', zipOf([{ extra: bytesOf([1, 0, 9, 0]) }]), inconsistent],
    ['half an extra field', zipOf([{ extra: bytesOf([0, 0, 0]) }]), inconsistent],
    [
      'two Unicode paths of one entry',
      zipOf([{ extra: bytesOf(otherName, otherName) }]),
      inconsistent,
    ],
    ['an entry without a name', zipOf([{ name: '' }]), inconsistent],
    ['another name in the local header', zipOf([{ localName: '../voice.txt' }]), inconsistent],
    ['a local header elsewhere', zipOf([{ localHeaderAt: 1 }]), inconsistent],
    ['a local header beyond the directory', zipOf([{ localHeaderAt: 99_999 }]), inconsistent],
    ['data that runs into the directory', zipOf([{ compressedBytes: 5 }]), inconsistent],
    [
      'entries that share data',
      zipOf(Array(20).fill({ localHeaderAt: 0, compressedBytes: 800 })),
      inconsistent,
    ],
  ])('%s', (_what, bytes, problem) => {
    expect(readZipDirectory(bytes)).toEqual({ problem });
  });
});

test('every archive cut off has a problem', () => {
  const archive = zipOf([{}, {}]);
  for (let length = 0; length < archive.length; length += 1) {
    expect(readZipDirectory(archive.subarray(0, length))).toEqual({ problem: cutOff });
  }
});

test('an end record is sought in the last 65,557 bytes', () => {
  const end = zipOf([]);
  expect(hasZipEnd(bytesOf(end, new Uint8Array(65_535)))).toBe(true);
  expect(hasZipEnd(bytesOf(end, new Uint8Array(65_536)))).toBe(false);
  expect(hasZipEnd(end.slice(0, -1))).toBe(false);
});
