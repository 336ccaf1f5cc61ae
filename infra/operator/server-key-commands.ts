import { publishedKeys } from '../../shared/catalogue/documents.ts';
import { publishedKeysAt } from '../../shared/runtime/published-keys.ts';
import { parseServerKeys, type ServerKeySecret } from '../../shared/runtime/server-keys.ts';
import { UsageError } from '../local/call-options.ts';
import { newPrivateKeyPem } from '../local/demo-keys.ts';
import type { Command } from './command.ts';
import type { Given } from './given.ts';
import { instantIn } from './instant.ts';
import { type KeyOutcome, keyChangeCommand } from './key-change.ts';
import { keyVersionIn } from './key-option.ts';
import type { Made } from './key-safe.ts';
import { minLeadMs, retired, rotated, type ServerKeyChange } from './server-key-rotation.ts';
import { textTable } from './text-table.ts';
import { exitCodes } from './world.ts';

const dayMs = 86_400_000;

const rotate = keyChangeCommand({
  words: ['server-key', 'rotate'],
  purpose: "Publish the provider's next key; it signs from an instant on. The first signs at once.",
  type: 'server-key.rotated',
  operands: [],
  options: [
    {
      flag: 'from',
      takes: '<instant>',
      about: 'when it begins to sign, an hour from now or later; otherwise tomorrow at this time',
    },
    { flag: 'now', about: 'have it sign at once: partners that did not fetch it cannot verify' },
  ],
  example: "server-key rotate --from 2027-01-31T12:00:00Z --why 'yearly rotation'",
  async make({ given, safe, world, by: { eventId } }) {
    const nowMs = world.now();
    const fromMs = switchIn(given, nowMs);
    const privateKey = await newPrivateKeyPem();
    const now = new Date(nowMs).toISOString();
    return safe.changeServerKey((secret) =>
      madeOf(secret, rotated(secret, { eventId, nowMs, fromMs, privateKey }), (after) => {
        const { keyVersion, from } = after.next ?? { keyVersion: after.current, from: now };
        return [
          Date.parse(from) > nowMs
            ? `Version ${keyVersion} is published, and signs from ${from} on, by every clock.`
            : `Version ${keyVersion} signs now; within 10 minutes on every instance.`,
          `Partners find it at ${publishedKeys.path} within 15 minutes.`,
        ];
      }),
    );
  },
});

const retire = keyChangeCommand({
  words: ['server-key', 'retire'],
  purpose: 'Destroy a private key that signs no more, and publish its public half no longer.',
  type: 'server-key.retired',
  operands: [],
  options: [{ flag: 'key-version', takes: '<n>', about: 'which one', required: true }],
  example: "server-key retire --key-version 1 --why 'a month after the rotation'",
  async make({ given, safe, world, by: { eventId } }) {
    const keyVersion = keyVersionIn(given) ?? 0;
    return safe.changeServerKey((secret) => {
      if (secret === undefined) return { told: { refusedBecause: 'there is no server key yet' } };
      return madeOf(secret, retired(secret, keyVersion, eventId, world.now()), () => [
        `Version ${keyVersion} is gone. Secrets Manager keeps the text before as AWSPREVIOUS.`,
      ]);
    });
  },
});

const list: Command = {
  words: ['server-key', 'list'],
  purpose: "List the provider's keys: what signs, what will, what did.",
  operands: [],
  options: [],
  example: 'server-key list',
  async run(_given, place, world) {
    const secret = await (await place.keys()).serverKey();
    if (secret === undefined) {
      world.print('There is no server key yet: server-key rotate makes the first.');
      return exitCodes.refused;
    }
    world.print(keyTable(secret, world.now()).join('\n'));
    return exitCodes.done;
  },
};

/** Rotates, lists and retires the provider's own keys. */
export const serverKeyCommands: readonly Command[] = [rotate, list, retire];

/** When the next key is to sign; undefined for at once. @throws {UsageError} when that is too soon */
function switchIn(given: Given, nowMs: number): number | undefined {
  const said = given.value('from');
  if (given.has('now')) {
    if (said === undefined) return undefined;
    throw new UsageError('--from and --now contradict each other.');
  }
  const fromMs = said === undefined ? nowMs + dayMs : Date.parse(instantIn('from', said));
  if (fromMs - nowMs >= minLeadMs) return fromMs;
  throw new UsageError(
    '--from is less than an hour ahead: partners could not fetch the key before.',
  );
}

/** What is written and told; nothing that could not be read back is ever written. */
function madeOf(
  before: ServerKeySecret | undefined,
  change: ServerKeyChange,
  notesOn: (secret: ServerKeySecret) => readonly string[],
): Made<ServerKeySecret, KeyOutcome> {
  if ('refusedBecause' in change) return { told: change };
  const record = 'secret' in change ? change.secret : before;
  if (record === undefined) throw new Error('there is no server key');
  const keys = parseServerKeys(JSON.stringify(record));
  const data = {
    current: record.current,
    ...(record.next !== undefined && { next: record.next }),
    fingerprints: publishedKeysAt(keys, 0).map(({ keyVersion, sha256 }) => ({
      keyVersion,
      sha256,
    })),
  };
  const told = { changed: 'secret' in change, data, notes: notesOn(record) };
  return 'secret' in change ? { record, told } : { told };
}

function keyTable(secret: ServerKeySecret, nowMs: number): string[] {
  const published = publishedKeysAt(parseServerKeys(JSON.stringify(secret)), nowMs);
  return textTable(
    published.map(({ keyVersion, use, signsFrom, sha256 }) => [
      `server key ${keyVersion}`,
      signsFrom === undefined ? use : `${use}, signs from ${signsFrom}`,
      `SHA-256 ${sha256}`,
    ]),
  );
}
