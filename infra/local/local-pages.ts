import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Demo, demoPath } from '../explorer/demo-document.ts';
import { LOOPBACK } from './engine-ports.ts';
import {
  buildExplorer,
  contentPolicy,
  hasExplorer,
  type PageFile,
  type PageFiles,
} from './explorer-files.ts';
import { splitTarget } from './gateway-request.ts';

/** Serves what is no part of the API. @returns whether it did */
export type LocalPages = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Sent with everything here: the page holds a private key, and nobody else shall embed or read it. */
const guards = {
  'content-security-policy': `${contentPolicy("'self'")}; frame-ancestors 'none'`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const;

/**
 * The explorer page at `/`, what it loads, and the demo partner for it to sign as. Built when it is
 * first asked for. Only GET and HEAD: whatever else is sent there is for the API to refuse.
 */
export function localPages(demo: () => Demo): LocalPages {
  let built: Promise<PageFiles> | undefined;
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const { path } = splitTarget(request.url ?? '/');
    if (path === demoPath) {
      if (isOwnPage(request)) send(response, jsonFile(demo()));
      else refuse(response);
      return true;
    }
    if (path !== '/' && !path.startsWith('/explorer/')) return false;
    // In a package these are paths like any that no API has.
    if (built === undefined && !hasExplorer()) return false;
    built ??= buildExplorer();
    const files = await built.catch((error: unknown) => {
      built = undefined;
      throw error;
    });
    const file = files.get(path === '/' ? 'index.html' : path.slice(1));
    if (file !== undefined) send(response, file);
    return file !== undefined;
  };
}

/**
 * Whether our own page asks, or a program on this machine. A page of somebody else's could reach
 * this address too: by its name, which then is in `Origin` and `Sec-Fetch-Site`, or by having its
 * own host name resolve to here, which then is in `Host`.
 */
function isOwnPage({ headers, socket }: IncomingMessage): boolean {
  const hosts = [LOOPBACK, 'localhost'].map((name) => `${name}:${socket.localPort}`);
  const { host = '', origin } = headers;
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  return (
    hosts.includes(host) &&
    site === 'same-origin' &&
    (origin === undefined || origin === `http://${host}`)
  );
}

function send(response: ServerResponse, { contentType, bytes }: PageFile): void {
  const headers = { ...guards, 'content-type': contentType, 'content-length': bytes.length };
  response.writeHead(200, headers);
  response.end(bytes);
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { ...guards, 'content-type': 'text/plain; charset=utf-8' });
  response.end('Only the explorer page on this machine is told of the demo partner.\n');
}

function jsonFile(value: unknown): PageFile {
  return {
    contentType: 'application/json; charset=utf-8',
    bytes: Buffer.from(JSON.stringify(value)),
  };
}
