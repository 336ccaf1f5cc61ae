import * as z from 'zod/mini';
import { UsageError } from '../local/call-options.ts';

const instant = z.iso.datetime({ offset: true });

/**
 * An instant that an option says, in UTC.
 *
 * @throws {UsageError} when it is none, or is without an offset
 */
export function instantIn(flag: string, text: string): string {
  if (instant.safeParse(text).success) return new Date(Date.parse(text)).toISOString();
  throw new UsageError(`--${flag}: ${text} is no instant such as 2027-01-31T12:00:00Z.`);
}
