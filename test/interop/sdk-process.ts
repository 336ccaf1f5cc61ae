import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a partner's program is told to do by way of its SDK. */
export interface SdkCall {
  /** The base URL. */
  readonly gateway: string;
  readonly clientId: string;
  /** PKCS#8, and the other SPKI. */
  readonly privateKey: string;
  readonly serverPublicKey: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Beside those that the SDK sends by itself. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the SDK gave its caller: the answer, which it took for true, or an exception. */
export type Told =
  | { readonly answer: Readonly<Record<string, unknown>> }
  | { readonly refused: string };

/** How the program is started. */
export interface SdkCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A partner's program while it runs. */
export interface SdkProcess {
  /** One after the other: the programs are as simple as can be. */
  call(call: SdkCall): Promise<Told>;
  stop(): Promise<void>;
}

/** Starts a partner's program, which ends with its input, and with this process at the latest. */
export function startSdk({ program, args, env }: SdkCommand): SdkProcess {
  const child = spawn(program, args, {
    // Far from UTC, so that a time that is not said in UTC is seen to be another.
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TZ: 'Asia/Shanghai', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // It may end before it is written to; that no line comes back says so.
  child.stdin.on('error', () => undefined);
  let before: Promise<unknown> = Promise.resolve();
  const ask = async (call: SdkCall): Promise<Told> => {
    child.stdin.write(`${JSON.stringify(call)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended: see above`);
    return JSON.parse(value) as Told;
  };
  return {
    call(call) {
      const told = before.then(() => ask(call));
      before = told.catch(() => undefined);
      return told;
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
