import { attachmentBody, pdf } from '../builders.ts';
import type { Dice } from './dice.ts';
import type { Member } from './enrolment.ts';

/** A file that was submitted, and perhaps never answered for. */
export interface Submission {
  readonly body: string;
}

/**
 * A new file of some hundred bytes to some kilobytes.
 *
 * @param letter of which it is made: of another, it is another file whatever its length
 */
export function newSubmission(attachmentId: string, dice: Dice, letter = 'x'): Submission {
  const mark = `${attachmentId} ${letter.repeat(dice.between(1, 4_000))}`;
  const attachmentContent = pdf(mark).toString('base64');
  return { body: JSON.stringify(attachmentBody({ attachmentId, attachmentContent })) };
}

/** Submits a file, perhaps again. @returns whether it is now known to be kept */
export async function submit({ partner, files }: Member, { body }: Submission): Promise<boolean> {
  const told = await partner.call('submitAttachment', body);
  if (told?.kind !== 'S') return false;
  const { fileName, fileKey } = told.body['attachmentInfo'] as Record<string, string>;
  if (fileName === undefined || fileKey === undefined) return false;
  files.push({ body, fileName, fileKey });
  return true;
}
