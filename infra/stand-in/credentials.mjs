// Lambda puts credentials into the environment of an instance, where they stay as they are: no
// profile, file or metadata service is asked for others.
import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Reads them once for each client; what failed is tried again. */
export function defaultProvider(init) {
  let held;
  return () => {
    held ??= fromEnv(init)().catch((error) => {
      held = undefined;
      throw error;
    });
    return held;
  };
}
