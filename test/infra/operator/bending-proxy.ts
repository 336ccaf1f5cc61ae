import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** An answer on its way back, its headers flat as Node has them raw. */
export interface PassingAnswer {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** Makes another answer of an answer; `nth` counts the requests to this path, from 1. */
export type Bend = (answer: PassingAnswer, path: string, nth: number) => PassingAnswer;

/** A server between a partner and the provider: requests pass as they are, answers bent. */
export class BendingProxy {
  readonly #server: Server;

  constructor(baseUrl: string, bend: Bend) {
    const { hostname, port } = new URL(baseUrl);
    const seen = new Map<string, number>();
    this.#server = createServer((incoming, outgoing) => {
      const { method = '', url: path = '', rawHeaders: headers } = incoming;
      const nth = (seen.get(path) ?? 0) + 1;
      seen.set(path, nth);
      void buffer(incoming).then((body) => {
        const onwards = request({ hostname, port, method, path, headers }, (answered) => {
          const { statusCode: status = 0, rawHeaders } = answered;
          void buffer(answered).then((bytes) =>
            pass(outgoing, bend({ status, rawHeaders, body: bytes }, path, nth)),
          );
        });
        onwards.end(body);
      });
    });
  }

  /** @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function pass(outgoing: ServerResponse, { status, rawHeaders, body }: PassingAnswer): void {
  outgoing.sendDate = false;
  outgoing.writeHead(status, [...rawHeaders]).end(body);
}
