import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { Variant } from './doctor-finding.ts';

/** What people sign in the place of the path that they send. */
export function pathVariants(
  path: string,
  query: string,
  host: string | undefined,
): readonly Variant<string>[] {
  const plain =
    'Sign the path alone, as it stands in the request line: no address, no stage, no query.';
  const made = (id: string, what: string, part: string): Variant<string> => ({
    id,
    says: `The path that was signed is ${what} (${part}).`,
    change: plain,
    part,
  });
  const hosts = host === undefined ? [] : [host, host.replace(/:\d+$/, '')];
  const found = [
    ...hosts.flatMap((one) => [
      made('path-with-address', 'the whole address', `https://${one}${path}`),
      made('path-with-address', 'the whole address', `http://${one}${path}`),
      made('path-with-host', 'host and path', `${one}${path}`),
    ]),
    ...['/prod', '/dev', '/test', '/stage', '/v1', '/api', '/$default', '/sandbox', '/ams'].map(
      (stage) => made('path-prefix-more', `with ${stage} before it`, stage + path),
    ),
    made(
      'path-prefix-less',
      'without its first segment',
      path.slice(Math.max(0, path.indexOf('/', 1))),
    ),
    made('path-query-more', 'with the query behind it', `${path}?${query}`),
    made('path-question-mark', 'with a question mark behind it', `${path}?`),
    made('path-slash-more', 'with a slash behind it', `${path}/`),
    made('path-slash-less', 'without the slash behind it', path.replace(/\/$/, '')),
    made('path-no-first-slash', 'without its first slash', path.slice(1)),
    made('path-lower-case', 'in lower case', path.toLowerCase()),
    made('path-encoded', 'percent-encoded', encodeURIComponent(path)),
    made('path-last-segment', 'its last segment alone', path.slice(path.lastIndexOf('/') + 1)),
    made('path-blank', 'with a blank behind its first slash', path.replace('/', '/ ')),
    ...endpoints.map((row) => made('path-other-api', `that of ${row.name}`, row.path)),
    made('path-empty', 'empty', ''),
  ];
  return found.filter(({ part }) => part !== path);
}

/** What people sign in the place of the method. */
export function methodVariants(method: string): readonly Variant<string>[] {
  return [method.toLowerCase(), 'Post', 'GET', 'PUT']
    .filter((part) => part !== method)
    .map((part) => ({
      id: part === 'GET' || part === 'PUT' ? 'method-other' : 'method-letter-case',
      says: `The method that was signed is ${part}, and ${method} came.`,
      change: 'Sign the method as it stands in the request line, in capitals: POST.',
      part,
    }));
}

/** What people sign in the place of the client id that they send. */
export function clientVariants(
  clientId: string,
  others: readonly string[],
): readonly Variant<string>[] {
  const made = (part: string): Variant<string> => ({
    id: others.includes(part) ? 'client-other' : 'client-letter-case',
    says: `The client id that was signed is ${part === '' ? 'empty' : part}, and ${clientId === '' ? 'none' : clientId} came.`,
    change: 'Sign the very text that is sent as Client-Id.',
    part,
  });
  return [...new Set([...others, clientId.toLowerCase(), clientId.toUpperCase(), ''])]
    .filter((part) => part !== clientId)
    .map(made);
}
