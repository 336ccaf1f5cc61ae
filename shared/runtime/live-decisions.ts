import { secretNames } from '../catalogue/environment.ts';
import { withBreaker } from './circuit-breaker.ts';
import { type DecisionService, rulesAlone } from './decision-service.ts';
import { HeldValue } from './held-value.ts';
import { httpsDecisionService, parseDecisionUrl } from './https-decision-service.ts';
import type { SecretSource } from './secret-source.ts';

/** The deployment's own decision service behind a breaker, or the built-in rules alone. */
export function decisionsOf(
  decisionUrl: string | undefined,
  stage: string,
  secrets: SecretSource,
  now: () => number,
  onFailure: (secretName: string, error: unknown) => void,
): DecisionService {
  if (decisionUrl === undefined || decisionUrl === '') return rulesAlone;
  const name = secretNames.decisionService(stage);
  const load = async (): Promise<string> => {
    const text = await secrets.read(name);
    if (text === undefined) throw new Error(`there is no secret ${name}`);
    return text;
  };
  const secret = new HeldValue(load, now, (error) => onFailure(name, error));
  const service = httpsDecisionService(parseDecisionUrl(decisionUrl), () => secret.get(), now);
  return withBreaker(service, now);
}
