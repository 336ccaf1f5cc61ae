import { type ChildProcess, fork } from 'node:child_process';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a suite needs to know of the provider that runs beside it. */
export interface ProviderFacts {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly privateKeyPem: string;
  readonly serverPublicKeyPem: string;
  /** What leads a function to the engines. */
  readonly environment: Readonly<Record<string, string>>;
  readonly fileKey: string;
  readonly processId: number;
}

/** A whole provider in a process of its own, so that its work is not counted with ours. */
export interface BenchProvider extends ProviderFacts {
  readonly privateKey: KeyObject;
  stop(): Promise<void>;
}

/** Starts a provider with a partner that has no limit worth speaking of, and a large facility. */
export async function startBenchProvider(): Promise<BenchProvider> {
  const program = fileURLToPath(new URL('provider-process.ts', import.meta.url));
  const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [facts] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the provider did not start'))),
  ])) as [ProviderFacts];
  return {
    ...facts,
    privateKey: createPrivateKey(facts.privateKeyPem),
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
