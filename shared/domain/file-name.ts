/** The endings an attachment's name may have, in lower case and without the dot. */
export const fileTypes = ['png', 'jpg', 'jpeg', 'pdf', 'zip'] as const;

/** One of the endings an attachment's name may have. */
export type FileType = (typeof fileTypes)[number];

const maxCodePoints = 128;
const separators = /[/\\]/;
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Devices, whatever follows the first dot. @see Microsoft, "Naming files, paths and namespaces" */
const reservedOnWindows = /^(?:con|prn|aux|nul|(?:com|lpt)[1-9¹²³]) *\./i;

/**
 * What is wrong with an attachment's file name, as a sentence without the name in it, or
 * `undefined` when nothing is: 1 to 128 characters with an ending of `fileTypes`, in well-formed
 * Unicode, without separators, control or format characters, and not a reserved name of Windows.
 */
export function describeFileNameProblem(fileName: string): string | undefined {
  // Twice the limit in UTF-16 units is over it in code points, so a huge name is never counted.
  if (fileName.length > 2 * maxCodePoints || Array.from(fileName).length > maxCodePoints) {
    return `the name is longer than ${maxCodePoints} characters`;
  }
  if (!fileName.isWellFormed()) return 'the name is not well-formed Unicode';
  if (separators.test(fileName)) return 'the name contains a slash or backslash';
  if (unprintable.test(fileName)) return 'the name contains a control or format character';
  if (fileTypeOf(fileName) === undefined) {
    return `the name does not end in ${fileTypes.map((type) => `.${type}`).join(', ')}`;
  }
  if (fileName.lastIndexOf('.') === 0) return 'the name has nothing before its ending';
  if (reservedOnWindows.test(fileName)) return 'the name is reserved on Windows';
  return undefined;
}

/**
 * The type a file's name claims by its last ending, in any letter case, or `undefined` when it
 * claims none of ours.
 */
export function fileTypeOf(fileName: string): FileType | undefined {
  const dot = fileName.lastIndexOf('.');
  const ending = fileName.slice(dot + 1).toLowerCase();
  return dot < 0 ? undefined : fileTypes.find((type) => type === ending);
}
