import type { DecisionService } from './decision-service.ts';

/** Said instead of a call while the service is given time to recover. */
export class CircuitOpen extends Error {
  constructor() {
    super('the decision service has failed too often; it is left alone for a while');
    this.name = 'CircuitOpen';
  }
}

const maxFailures = 5;
const openMs = 30_000;

/**
 * Stops asking a service that fails five times in a row; half a minute later one call probes it,
 * and its outcome decides for all.
 */
export function withBreaker(service: DecisionService, now: () => number): DecisionService {
  let failures = 0;
  let openUntil = 0;
  let probing = false;
  const isOpen = (): boolean => failures >= maxFailures;
  return {
    async ask(question, bounds) {
      const isProbe = isOpen();
      if (isProbe && (probing || now() < openUntil)) throw new CircuitOpen();
      if (isProbe) probing = true;
      // A call that was begun before it opened, and ends only now, says nothing of how things are.
      const counts = (): boolean => isProbe || !isOpen();
      try {
        const opinion = await service.ask(question, bounds);
        if (counts()) failures = 0;
        return opinion;
      } catch (error) {
        if (counts()) {
          failures += 1;
          openUntil = now() + openMs;
        }
        throw error;
      } finally {
        if (isProbe) probing = false;
      }
    },
  };
}
