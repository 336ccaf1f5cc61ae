import { Refusal, type RefusalCode } from '../../shared/domain/refusal.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { KeyRing } from '../../shared/runtime/key-ring.ts';
import { promptQueue } from './sandbox-deferral.ts';
import type { Occasion } from './sandbox-occasion.ts';

/** The codes of checks that come before the body is read: such an answer echoes no id. */
const earlyCodes = [
  'INVALID_API',
  'METHOD_NOT_SUPPORTED',
  'INVALID_CLIENT',
  'INVALID_SIGNATURE',
] as const satisfies readonly RefusalCode[];

/**
 * What one request stands on: the real dependencies, and between verification and body the place
 * where a magic value comes into force.
 */
export function bendDeps(deps: Deps, occasion: Occasion, keyRing: KeyRing, aheadMs: number): Deps {
  const { retryQueue, table } = deps;
  return {
    ...deps,
    keyRing,
    now: () => deps.now() - occasion.answeredBackMs,
    retryQueue: promptQueue(retryQueue, table, () => deps.now() + aheadMs),
    trafficLimit: {
      async take(client, nowMs) {
        occasion.begin();
        const { force } = occasion;
        if (force?.kind === 'code') {
          if (isEarly(force.code)) throw new Refusal(force.code);
          if (force.code === 'REQUEST_TRAFFIC_EXCEED_LIMIT') return false;
        }
        return deps.trafficLimit.take(client, nowMs);
      },
    },
    log(line) {
      occasion.heard(line);
      deps.log(line);
    },
  };
}

function isEarly(code: string): code is (typeof earlyCodes)[number] {
  const codes: readonly string[] = earlyCodes;
  return codes.includes(code);
}
