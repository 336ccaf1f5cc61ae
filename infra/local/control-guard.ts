import type { IncomingMessage } from 'node:http';

const loopbackHost = /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/;

/**
 * Why a request for the control plane is refused, or undefined when it is not. It is unsigned, so
 * that any page the developer has open could send it: a browser says where a request comes from,
 * and a page that made its own host name point here gives that name away.
 */
export function foreignness({ headers }: IncomingMessage): string | undefined {
  const { host = '', origin } = headers;
  const site = headers['sec-fetch-site'];
  if (!loopbackHost.test(host)) return 'Host: the sandbox answers to loopback names only';
  if (origin !== undefined && origin !== `http://${host}`) {
    return 'Origin: the sandbox answers its own page only';
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'Sec-Fetch-Site: the sandbox answers its own page only';
  }
  return undefined;
}
