import { appendFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocalEnvironment } from '../../../infra/local/local-environment.ts';
import { runOperator } from '../../../infra/operator/run.ts';
import type { World } from '../../../infra/operator/world.ts';
import { type Action, exists, type ItemKey } from '../../../shared/store/table.ts';
import { applicationBody, attachmentBody, invoice } from '../../builders.ts';
import { startTestProvider, type TestProvider } from '../../http/provider.ts';
import type { WireAnswer } from '../../http/wire-partner.ts';

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly problem: string;
}

/** A running provider, and an operator at its project's folder. */
export interface Operator {
  readonly provider: TestProvider;
  readonly folder: string;
  /** Runs a command line of words; `--why` is added where `change` says so. */
  run(words: readonly string[], world?: Partial<World>): Promise<Ran>;
  /** Runs a change on behalf of a test. */
  change(line: string, world?: Partial<World>): Promise<Ran>;
  /** Applies for a credit grant on one invoice of 100.00 USD unless told otherwise. */
  apply(referenceNo: string, valueMinor?: string): Promise<WireAnswer>;
  /** Keeps the log of requests from here on, as a laptop does. */
  keepRequests(): void;
  stop(): Promise<void>;
}

/** Runs one command line with a world of its own. */
export async function runWith(words: readonly string[], world: Partial<World>): Promise<Ran> {
  const out: string[] = [];
  const problems: string[] = [];
  let ids = 0;
  const code = await runOperator(words, {
    cwd: '/nonexistent',
    user: 'olga',
    now: Date.now,
    newEventId: () => `E-${process.pid}-${Date.now()}-${ids++}`,
    newToken: () => 'the-new-token',
    print: (text) => out.push(text),
    complain: (text) => problems.push(text),
    readInput: () => Promise.resolve(''),
    readLocalEnvironment,
    ...world,
  });
  return { code, out: out.join('\n'), problem: problems.join('\n') };
}

export async function startOperator(): Promise<Operator> {
  const provider = await startTestProvider();
  const folder = mkdtempSync(join(tmpdir(), 'operator-test-'));
  symlinkSync(provider.home, join(folder, '.quotaline'));
  const run = (words: readonly string[], world: Partial<World> = {}): Promise<Ran> =>
    runWith(words, { cwd: folder, ...world });
  const { write } = process.stdout;
  return {
    provider,
    folder,
    run,
    change: (line, world) => run([...line.split(' '), '--why', 'a test'], world),
    async apply(referenceNo, value = '10000') {
      const { body } = await provider.call('submitAttachment', attachmentBody());
      const invoiceAmount = { currency: 'USD', value };
      const application = applicationBody(provider.connection, body.attachmentInfo.fileKey, {
        referenceNo,
        invoiceInfoList: [invoice({ invoiceNo: `INV-${referenceNo}`, invoiceAmount })],
      });
      return provider.call('applyCreditGrant', application);
    },
    keepRequests() {
      process.stdout.write = (chunk: string | Uint8Array): boolean => {
        const line = JSON.parse(String(chunk)) as object;
        const kept = JSON.stringify({ ...line, at: Date.now() });
        appendFileSync(join(provider.home, 'requests.jsonl'), `${kept}\n`);
        return true;
      };
    },
    async stop() {
      process.stdout.write = write;
      await provider.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The options of a facility that can be opened, but for whose it is and its limit. */
export const facilityTerms =
  '--currency USD --payee P-7 --vc V-7 --advance-rate 10000 --review-above 50000 --rate 0.05';

/** Changes a row past the store, as no function of ours can. */
export function driftOf(
  operator: Operator,
  key: ItemKey,
  path: string,
  value: bigint,
): Promise<void> {
  const action: Action = {
    action: 'update',
    key,
    changes: [{ change: 'add', path, value }],
    when: [exists],
  };
  return operator.provider.write({ drift: action });
}
