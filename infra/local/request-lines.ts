import { appendFile } from 'node:fs/promises';
import * as z from 'zod/mini';

const requestLine = z.looseObject({ requestId: z.string() });

// Requests in flight, and a few more: a line is looked up as soon as its function has answered.
const maxHeld = 1_000;

/** What the functions of this process have logged of their last requests. */
export type RequestLines = (requestId: string) => Readonly<Record<string, unknown>> | undefined;

/**
 * Keeps what the functions log of each request, as a log service would, for whoever traces one
 * later. It copies from standard output, where Lambda collects it too.
 */
export function keepRequestLines(path: string): RequestLines {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  const held = new Map<string, Readonly<Record<string, unknown>>>();
  stdout.write = (text, ...rest: never[]) => {
    if (typeof text === 'string' && text.startsWith('{"level":') && isRequest(text)) {
      const line = text.replace(/^\{/, `{"at":${Date.now()},`);
      // A trace that lacks a line is no reason to disturb a request.
      appendFile(path, line, { mode: 0o600 }).catch(() => undefined);
      hold(held, text);
    }
    return write(text, ...rest);
  };
  return (requestId) => held.get(requestId);
}

function hold(held: Map<string, Readonly<Record<string, unknown>>>, text: string): void {
  const { data } = requestLine.safeParse(parsed(text));
  if (data === undefined) return;
  const { _aws: _metrics, ...line } = data;
  held.set(data.requestId, line);
  const [oldest] = held.keys();
  if (held.size > maxHeld && oldest !== undefined) held.delete(oldest);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRequest(text: string): boolean {
  return text.includes('"message":"request"');
}
