import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeSchemaIssue } from '../../shared/runtime/schema-issue.ts';
import { foreignness } from './control-guard.ts';
import { type ControlRoute, type ControlRoutes, NotFound, routesOf } from './control-routes.ts';
import { splitTarget } from './gateway-request.ts';
import type { Sandbox } from './sandbox.ts';
import { NoPartner, NoStage } from './sandbox-stages.ts';
import { SeedUnreadable } from './seed-file.ts';

/** Where the sandbox is told what to do: on the laptop's front and nowhere else. */
export const controlPath = '/_sandbox';

/** The control plane: JSON over loopback, unsigned, for the developer's own programs and page. */
export class SandboxControl {
  readonly #routes: ControlRoutes;

  constructor(sandbox: Sandbox) {
    this.#routes = routesOf(sandbox);
  }

  /** @returns whether the request was for the control plane; then it is answered */
  async serve(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<boolean> {
    const { path, query } = splitTarget(request.url ?? '/');
    if (path !== controlPath && !path.startsWith(`${controlPath}/`)) return false;
    const refusal = foreignness(request);
    if (refusal !== undefined) {
      say(response, 403, { error: refusal });
      return true;
    }
    const [status, answer] = await this.#answer(request.method ?? '', path, query, body);
    say(response, status, answer);
    return true;
  }

  async #answer(method: string, path: string, query: string, body: Buffer) {
    try {
      if (path === controlPath && method === 'GET') return [200, this.#index()] as const;
      const [route, argument] = this.#find(method, path);
      const input =
        method === 'GET' ? Object.fromEntries(new URLSearchParams(query)) : jsonOf(body);
      const parsed = route.input.safeParse(input);
      if (!parsed.success) {
        return [
          400,
          { error: describeSchemaIssue(parsed.error.issues[0], input, 'body') },
        ] as const;
      }
      return [200, await route.answer(parsed.data, argument)] as const;
    } catch (error) {
      return [
        statusOf(error),
        { error: error instanceof Error ? error.message : `${error}` },
      ] as const;
    }
  }

  #find(method: string, path: string): readonly [ControlRoute, string] {
    for (const [line, route] of Object.entries(this.#routes)) {
      const [verb, form = ''] = line.split(' ');
      const [before = '', after = ''] = form.split('<n>');
      if (verb !== method || !path.startsWith(before) || !path.endsWith(after)) continue;
      const argument = path.slice(before.length, path.length - after.length);
      if (form.includes('<n>') ? /^\d{1,15}$/.test(argument) : path === form) {
        return [route, argument];
      }
    }
    throw new NotFound(`${method} ${path}: GET ${controlPath} lists what there is`);
  }

  #index(): object {
    const routes = Object.entries(this.#routes).map(([line, { purpose }]) => [line, purpose]);
    return { routes: Object.fromEntries(routes) };
  }
}

function jsonOf(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new SeedUnreadable('body: not JSON');
  }
}

function statusOf(error: unknown): number {
  const isAbsent = [NotFound, NoStage, NoPartner].some((kind) => error instanceof kind);
  if (isAbsent) return 404;
  return error instanceof SeedUnreadable || error instanceof RangeError ? 400 : 500;
}

function say(response: ServerResponse, status: number, answer: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(answer)}\n`);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(bytes);
}
