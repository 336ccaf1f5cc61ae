import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  readonly line: string;
}

/** The running processes whose command line contains a text; a dead one that waits for its parent has none. */
export function processesNaming(text: string): readonly RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), line: commandLine(name) }))
    .filter(({ line, pid }) => pid !== process.pid && line.includes(text));
}

/** The engines of a port or state folder: their Node process and the DynamoDB engine, in this order. */
export function engineProcesses(text: string): {
  engines: readonly number[];
  dynamodb: readonly number[];
} {
  const found = processesNaming(text);
  const pidsOf = (program: string) =>
    found.filter(({ line }) => line.includes(program)).map(({ pid }) => pid);
  return { engines: pidsOf('engines-process.ts'), dynamodb: pidsOf('dynoxide') };
}

/** The local addresses on which a TCP port is listened on, as the kernel writes them. */
export function listeningAddresses(port: number): readonly string[] {
  const listening = '0A';
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((path) => readFileSync(path, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === listening && portOf(local) === port)
    .map(([, local = '']) => local.split(':')[0] ?? '');
}

function portOf(local: string): number {
  return Number.parseInt(local.split(':')[1] ?? '', 16);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
