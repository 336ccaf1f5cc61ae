import * as z from 'zod/mini';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedNumber } from './row.ts';
import { type Action, equals, missing } from './table.ts';

/** How far a full check has come. */
export interface CheckProgress {
  /** When it began, epoch milliseconds; absent once it has come to its end. */
  readonly unfinishedSince?: number | undefined;
  /** Which partition of the index it is in, by its place in the list. */
  readonly partition: number;
  /** Behind what it goes on in that partition. */
  readonly after?: string | undefined;
  /** Whether the next tenant has had all the time of a run already, in vain. */
  readonly late?: boolean | undefined;
  /** How many tenants it has found drifting so far; absent while there are none. */
  readonly drifting?: number | undefined;
  /** Counts what was ever kept of it. */
  readonly step: number;
}

/** Before any check was ever made. */
export const noProgress: CheckProgress = { partition: 0, step: 0 };

const progressRow = z.object({
  unfinishedSince: z.optional(storedNumber),
  partition: storedNumber,
  after: z.optional(z.string()),
  late: z.optional(z.boolean()),
  drifting: z.optional(storedNumber),
  step: z.optional(storedNumber),
});

/** Where the progress of a check is kept. */
export function checkProgressRef(check: string): Ref<CheckProgress> {
  const { key, parse } = refTo(itemKeys.checkProgress(check), progressRow);
  return {
    key,
    parse(item) {
      const { step = 0, ...progress } = parse(item);
      return { ...progress, step };
    },
  };
}

/** Keeps how far a check has come, unless another run of it has done so since it was read. */
export function keepProgress(check: string, progress: CheckProgress): Action {
  const { step } = progress;
  return {
    action: 'put',
    key: itemKeys.checkProgress(check),
    item: { ...progress },
    when: [step === 1 ? missing('step') : equals('step', step - 1)],
  };
}
