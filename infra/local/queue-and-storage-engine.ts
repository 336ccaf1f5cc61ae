import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type BuildAppOptions, buildApp } from 'fauxqs';
import * as z from 'zod/mini';
import { LOOPBACK } from './engine-ports.ts';
import { loadFauxqsModules } from './fauxqs-modules.ts';
import { queueUrlOf } from './queue-names.ts';

type Stores = NonNullable<BuildAppOptions['stores']>;
type Persistence = NonNullable<Stores['sqsStore']['persistence']>;

const constructible = (value: unknown) => typeof value === 'function';
const fauxqsModules = z.object({
  PersistenceManager: z.custom<new (folder: string) => Persistence>(constructible),
  SqsStore: z.custom<new () => Stores['sqsStore']>(constructible),
  SnsStore: z.custom<new () => Stores['snsStore']>(constructible),
  S3Store: z.custom<new () => Stores['s3Store']>(constructible),
});
type FauxqsModules = z.infer<typeof fauxqsModules>;
type StoreModules = Omit<FauxqsModules, 'PersistenceManager'>;

/**
 * Serves SQS and S3 on one port of the loopback address. With a state folder every answered write is
 * on the disk: SQLite with a write-ahead log, synchronised at each commit.
 * Not emulated: bucket versioning, conditional writes, signatures.
 */
export async function serveQueuesAndStorage(
  port: number,
  stateDir: string | undefined,
): Promise<void> {
  const { PersistenceManager, ...modules } = await fauxqsParts();
  const stores = emptyStores(modules);
  if (stateDir !== undefined) {
    const persistence = new PersistenceManager(stateDir);
    pointQueuesAt(port, stateDir);
    keepOnDisk(stores, persistence);
  }
  await buildApp({ logger: false, stores }).listen({ host: LOOPBACK, port });
}

function emptyStores({ SqsStore, SnsStore, S3Store }: StoreModules): Stores {
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  // Its own host would make queue URLs that resolve nowhere; without one they begin as the request.
  stores.sqsStore.host = '';
  return stores;
}

// As fauxqs' own `startFauxqs` does it, which cannot be used because it listens on every interface.
// State is loaded before the stores know where to write, or loading would write it all again.
function keepOnDisk({ sqsStore, snsStore, s3Store }: Stores, persistence: Persistence): void {
  persistence.load(sqsStore, snsStore, s3Store);
  sqsStore.persistence = persistence;
  snsStore.persistence = persistence;
  s3Store.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;
}

async function fauxqsParts(): Promise<FauxqsModules> {
  return z.parse(fauxqsModules, Object.assign({}, ...(await loadFauxqsModules())));
}

// A queue's stored URL holds the port of the run that created it, and the SDK sends to that URL.
function pointQueuesAt(port: number, stateDir: string): void {
  const database = new DatabaseSync(join(stateDir, 'fauxqs.db'));
  database
    .prepare('UPDATE sqs_queues SET url = ? || name')
    .run(queueUrlOf(`http://${LOOPBACK}:${port}`, ''));
  database.close();
}
