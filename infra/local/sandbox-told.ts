import * as z from 'zod/mini';
import { type ClientAccess, clientAccess } from './client-access.ts';

const refusal = z.object({ error: z.string() });

/** The sandbox was told something that it does not do; the message says why. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
}

/** Tells a running sandbox what to do, over its control plane. */
export class SandboxTold {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** @throws {SandboxRefusal} when the sandbox refuses, and an error when it cannot be reached */
  async get(path: string, query: Readonly<Record<string, string | undefined>> = {}) {
    const url = this.#url(path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return answerOf(await fetch(url));
  }

  /** @throws {SandboxRefusal} when the sandbox refuses, and an error when it cannot be reached */
  async post(path: string, body: object): Promise<unknown> {
    return answerOf(await fetch(this.#url(path), { method: 'POST', body: JSON.stringify(body) }));
  }

  /** The same, where it answers how to call as a client. */
  async access(path: string, body: object): Promise<ClientAccess> {
    return clientAccess.parse(await this.post(path, body));
  }

  #url(path: string): URL {
    return new URL(`/_sandbox${path}`, this.#baseUrl);
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw new SandboxRefusal(refusal.safeParse(answer).data?.error ?? `HTTP ${response.status}`);
}
