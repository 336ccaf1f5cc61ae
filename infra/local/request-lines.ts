import { appendFile } from 'node:fs/promises';

/**
 * Keeps what the functions log of each request, as a log service would, for whoever traces one
 * later. It copies from standard output, where Lambda collects it too.
 */
export function keepRequestLines(path: string): void {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = (text, ...rest: never[]) => {
    if (typeof text === 'string' && text.startsWith('{"level":') && isRequest(text)) {
      const line = text.replace(/^\{/, `{"at":${Date.now()},`);
      // A trace that lacks a line is no reason to disturb a request.
      appendFile(path, line, { mode: 0o600 }).catch(() => undefined);
    }
    return write(text, ...rest);
  };
}

function isRequest(text: string): boolean {
  return text.includes('"message":"request"');
}
