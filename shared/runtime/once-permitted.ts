/** Together half a minute: what was just permitted holds everywhere within seconds. */
const attempts = 11;
const betweenMs = 3_000;

/**
 * Takes a step that a role was permitted to take only now. AWS refuses it for some seconds yet,
 * here and there, in the same way as it would without the permission.
 */
export async function oncePermitted<Value>(
  step: () => Promise<Value>,
  wait: (ms: number) => Promise<unknown>,
): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      if (attempt === attempts || !isRefusedPermission(error)) throw error;
      await wait(betweenMs);
    }
  }
}

function isRefusedPermission(error: unknown): boolean {
  return error instanceof Error && error.name === 'AccessDeniedException';
}
