import { newSubmission, submit } from './attaching.ts';
import { audit, verifyLedger } from './audit.ts';
import { Bank } from './bank.ts';
import { calmDown } from './calm.ts';
import { harm, vex } from './chaos.ts';
import { Dice } from './dice.ts';
import { enrol, type Member } from './enrolment.ts';
import { judgeMemory, type MemorySample } from './flat-memory.ts';
import { readSoakOptions, type SoakOptions, usage } from './soak-options.ts';
import { SoakedServer } from './soaked-server.ts';
import { Tally, wrongKinds } from './tally.ts';
import { type Unresolved, work } from './worker.ts';

// As many as the laptop's front lets in at once, together.
const workersOfEach = 4;
// The server lives this share of the load without being killed, and only what it stands on dies.
const unharmedShare = 2 / 3;
const usageExitCode = 64;

const options = readSoakOptions(process.argv.slice(2));
if (options === undefined) {
  console.error(usage);
  process.exit(usageExitCode);
}
console.log(`soak: seed ${options.seed}, ${options.minutes} minutes of load`);
process.exitCode = await soak(options);

async function soak(asked: SoakOptions): Promise<number> {
  const { minutes, seed } = asked;
  const tally = new Tally();
  const server = new SoakedServer(tally);
  const stopOnSignal = (): void => {
    void server.stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', stopOnSignal).once('SIGTERM', stopOnSignal);
  try {
    await server.start();
    const members = await enrol(server, tally);
    const { banks, unresolved, life } = await load(server, members, minutes * 60_000, seed, tally);
    console.log('the load is over; waiting until all is quiet');
    await calmDown(server, members, unresolved, asked, tally);
    for (const [member, bank] of banks) await audit(server, member, bank, asked, tally);
    const ledger = await verifyLedger(server, tally);
    tell(tally, life, ledger, asked);
    if (!tally.isSound) console.error(`the server's last words:\n${server.lastWords}`);
    return tally.isSound ? 0 : 1;
  } finally {
    await server.stop();
  }
}

interface Loaded {
  /** While there was load. */
  readonly life: readonly MemorySample[];
  readonly banks: ReadonlyMap<Member, Bank>;
  readonly unresolved: ReadonlyMap<Member, Unresolved>;
}

async function load(
  server: SoakedServer,
  members: readonly Member[],
  forMs: number,
  seed: number,
  tally: Tally,
): Promise<Loaded> {
  const dice = new Dice(seed);
  const diceOfOne = (): Dice => new Dice(dice.between(1, 2 ** 31 - 1));
  const banks = new Map<Member, Bank>();
  const unresolved = new Map<Member, Unresolved>();
  for (const member of members) {
    const { clientId } = member.partner;
    if (!(await submit(member, newSubmission(`${clientId}-0`, dice)))) throw new Error(clientId);
    banks.set(member, new Bank(member, server, diceOfOne(), tally));
    unresolved.set(member, { applications: [], submissions: [] });
  }
  const stopping = AbortSignal.timeout(forMs);
  const workers = [...unresolved].flatMap(([member, left]) =>
    Array.from({ length: workersOfEach }, (_, at) => {
      const name = `${member.partner.clientId}-${at + 1}`;
      return work(member, left, name, diceOfOne(), tally, stopping);
    }),
  );
  const serverFromMs = Date.now() + forMs * unharmedShare;
  await Promise.all([
    ...workers,
    ...[...banks.values()].map((bank) => bank.work(stopping)),
    harm(server, diceOfOne(), tally, serverFromMs, stopping),
    vex(server, diceOfOne(), stopping),
  ]);
  return { banks, unresolved, life: server.longestLife() };
}

function tell(
  tally: Tally,
  life: readonly MemorySample[],
  ledger: string,
  { seed, minutes }: SoakOptions,
): void {
  const memory = judgeMemory(life);
  if (memory === undefined) console.log('memory: the life of the server was too short to judge');
  else {
    const { alive, rss, samples, isFlat } = memory;
    const what = `alive ${alive.join(' -> ')} MB, rss ${rss.join(' -> ')} MB`;
    console.log(`memory, medians of the first and the last third of ${samples} samples: ${what}`);
    if (!isFlat) tally.wrong('server', `its memory grew: ${what}`);
  }
  console.log(`ledger verify: ${ledger}`);
  const counts = [...tally.counts].sort().map(([name, count]) => `${name} ${count}`);
  console.log(`counts: ${counts.join(', ')}`);
  console.log(`latencies:\n${tally.latencies().join('\n')}`);
  for (const complaint of tally.complaints()) console.error(complaint);
  const kills = ['dynamodb', 'engines', 'freeze', 'server'];
  const figures = [
    `seed ${seed}`,
    `minutes ${minutes}`,
    `answers verified ${tally.countOf('answers')}`,
    `no answer ${tally.countOf('no answer')}`,
    ...kills.map((kind) => `${kind} ${tally.countOf(`harm ${kind}`)}`),
    `grants stored ${tally.countOf('grants stored')}`,
    ...wrongKinds.map((kind) => `${kind} ${tally.wrongs(kind)}`),
  ];
  console.log(`soak: ${figures.join(', ')}`);
}
