import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What this process holds, in bytes, once everything that can be let go of is gone. */
export interface Held {
  /** Objects, and the bytes of buffers beside them. */
  readonly held: number;
  /** What the system has given to the process. */
  readonly resident: number;
}

/** Collects what is garbage, twice: what a first collection releases may hold more. */
export async function holdNow(): Promise<Held> {
  for (let times = 0; times < 2; times++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held: heapUsed + external, resident: rss };
}
