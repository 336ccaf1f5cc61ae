import { describe, expect, test } from 'vitest';
import {
  describeFileNameProblem,
  fileTypeOf,
  fileTypes,
} from '../../../shared/domain/file-name.ts';

test('five endings are known', () => {
  expect(fileTypes).toEqual(['png', 'jpg', 'jpeg', 'pdf', 'zip']);
});

describe('a sound name has no problem', () => {
  test.each([
    'a.pdf',
    'Invoice 2024-01.PDF',
    '发票.zip',
    'scan.Jpeg',
    'a.exe.pdf',
    'console.pdf',
    'com10.pdf',
    'invoice.con.pdf',
    '.a.png',
    `${'a'.repeat(124)}.pdf`,
    `${'😀'.repeat(124)}.pdf`,
  ])('%s', (name) => {
    expect(describeFileNameProblem(name)).toBeUndefined();
  });
});

const wrongEnding = 'the name does not end in .png, .jpg, .jpeg, .pdf, .zip';
const tooLong = 'the name is longer than 128 characters';
const separator = 'the name contains a slash or backslash';
const unprintable = 'the name contains a control or format character';
const reserved = 'the name is reserved on Windows';

describe('a name with a problem', () => {
  test.each([
    ['129 characters', `${'a'.repeat(125)}.pdf`, tooLong],
    ['129 characters beyond the basic plane', `${'😀'.repeat(125)}.pdf`, tooLong],
    ['a million characters', 'a'.repeat(1_000_000), tooLong],
    ['a path', '../../x.pdf', separator],
    ['a Windows path', 'C:\\x.pdf', separator],
    ['a NUL', 'a\0.pdf', unprintable],
    ['a line feed at the end', 'a.pdf\n', unprintable],
    ['a delete character', 'a\u007f.pdf', unprintable],
    ['reversed writing', 'a\u202efdp.exe.pdf', unprintable],
    ['a zero-width joiner', 'a\u200d.pdf', unprintable],
    ['a line separator', 'a\u2028.pdf', unprintable],
    ['a lone surrogate', 'a\ud800.pdf', 'the name is not well-formed Unicode'],
    ['a second ending', 'a.pdf.exe', wrongEnding],
    ['no ending', 'pdf', wrongEnding],
    ['a blank after the ending', 'a.pdf ', wrongEnding],
    ['a dot after the ending', 'a.pdf.', wrongEnding],
    ['a full-width dot', 'a．pdf', wrongEnding],
    ['a letter that folds to k only in Unicode', 'a.\u212apg', wrongEnding],
    ['empty', '', wrongEnding],
    ['only the ending', '.pdf', 'the name has nothing before its ending'],
    ['a device', 'CON.pdf', reserved],
    ['a device in lower case', 'aux.zip', reserved],
    ['a device with two endings', 'nul.tar.zip', reserved],
    ['a device and a blank', 'PRN .pdf', reserved],
    ['a serial port', 'com1.pdf', reserved],
    ['a printer port with a superscript', 'LPT³.pdf', reserved],
  ])('%s', (_why, name, problem) => {
    expect(describeFileNameProblem(name)).toBe(problem);
  });
});

test('the last ending says the type', () => {
  expect(fileTypeOf('a.zip.PDF')).toBe('pdf');
  expect(fileTypeOf('a.constructor')).toBeUndefined();
});
