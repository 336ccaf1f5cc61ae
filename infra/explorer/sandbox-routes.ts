import { isObject } from './exchange.ts';

/** Where a laptop lists what else can be asked of it. */
export const sandboxPath = '/_sandbox';
/** Asks for the magic values of every API. */
export const powersRoute = `GET ${sandboxPath}/powers`;
/** Asks why a signature failed. */
export const doctorRoute = `POST ${sandboxPath}/doctor`;

/**
 * What this laptop's sandbox can be asked, `GET /_sandbox/powers` and the like. Nothing where there
 * is no sandbox: the provider then answers that it knows no such API. Never throws.
 */
export async function loadSandboxRoutes(): Promise<ReadonlySet<string>> {
  try {
    const response = await fetch(sandboxPath, { cache: 'no-store' });
    const listed: unknown = await response.json();
    return new Set(
      isObject(listed) && isObject(listed['routes']) ? Object.keys(listed['routes']) : [],
    );
  } catch {
    return new Set();
  }
}
