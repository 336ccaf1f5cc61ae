import type { Config } from './config.ts';
import type { GatewayResult, ReceivedRequest } from './gateway-event.ts';

type Headers = Pick<ReceivedRequest, 'headers'>['headers'];
type ExplorerConfig = Pick<Config, 'explorerOrigin'>;

/** Ten minutes: the answer to a preflight never differs. */
const preflightSeconds = 600;

/** Whether a request comes from the stage's own explorer page, as the browser says. */
function isFromExplorer(headers: Headers, { explorerOrigin }: ExplorerConfig): boolean {
  return explorerOrigin !== undefined && headers['origin'] === explorerOrigin;
}

/** Whether a browser asks if the explorer page may send a signed request. */
export function isExplorerPreflight(request: ReceivedRequest, config: ExplorerConfig): boolean {
  const { method, headers } = request;
  const asked = headers['access-control-request-method'];
  return method === 'OPTIONS' && asked !== undefined && isFromExplorer(headers, config);
}

/**
 * Lets the explorer page read an answer, or none where the stage has no explorer or somebody else
 * asks. Lists of names are `*`: no header of ours may contain the word `signature`, since clients
 * look for theirs by that, and the page sends no credentials that a browser would have to guard.
 *
 * @see the wire contract, section 2
 */
export function forExplorer(
  result: GatewayResult,
  { method, headers }: Pick<ReceivedRequest, 'method' | 'headers'>,
  config: ExplorerConfig,
): GatewayResult {
  const { explorerOrigin } = config;
  if (explorerOrigin === undefined) return result;
  // A document may be kept by a cache, and what it keeps for others would be no use to the page.
  const vary = { ...result.headers, vary: 'origin' };
  if (!isFromExplorer(headers, config)) return { ...result, headers: vary };
  return {
    ...result,
    headers: {
      ...vary,
      'access-control-allow-origin': explorerOrigin,
      'access-control-expose-headers': '*',
      ...(method === 'OPTIONS' && {
        'access-control-allow-methods': 'POST, GET',
        'access-control-allow-headers': '*',
        'access-control-max-age': `${preflightSeconds}`,
      }),
    },
  };
}
