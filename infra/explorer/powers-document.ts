import * as z from 'zod/mini';
import { sandboxPath } from './sandbox-routes.ts';

const powersPath = `${sandboxPath}/powers`;

/** The magic values of a laptop's sandbox, as it lists them. */
export const powersDocument = z.object({
  /** How a magic value is made. */
  grammar: z.object({ form: z.string(), arguments: z.record(z.string(), z.string()) }),
  powers: z.array(
    z.object({
      api: z.string(),
      /** Where it is sent: a member of the body, or the header. */
      field: z.string(),
      form: z.string(),
      /** One that works as it stands. */
      example: z.string(),
      kind: z.string(),
      /** The result that it gives; absent where the operation decides. */
      outcome: z.optional(z.string()),
      meaning: z.string(),
    }),
  ),
});

/** What a laptop says of its magic values. */
export type Powers = z.output<typeof powersDocument>;

/** Asks the laptop for its magic values; undefined where there are none. Never throws. */
export async function loadPowers(): Promise<Powers | undefined> {
  try {
    const response = await fetch(powersPath, { cache: 'no-store' });
    return powersDocument.safeParse(await response.json()).data;
  } catch {
    return undefined;
  }
}
