import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { keyHoldTimes } from '../../shared/runtime/held-value.ts';
import { fingerprintOf } from '../../shared/signing/fingerprint.ts';
import { readPublicKey } from '../../shared/signing/rsa-key.ts';
import { UsageError } from '../local/call-options.ts';
import { refreshEverywhere } from './client-refresh.ts';
import type { Command } from './command.ts';
import { instantIn } from './instant.ts';
import { type KeyOutcome, type KeyWork, keyChangeCommand } from './key-change.ts';
import { keyLines, liveVersions } from './key-lines.ts';
import { keyInFile, keyVersionIn, othersWith, usedBy } from './key-option.ts';
import { partnerIdIn, partnerOperand } from './partner-id.ts';
import { exitCodes } from './world.ts';

const noPartner = 'there is no such partner';
/** Requests that name no version, or one that is unknown, are tried against this many keys. */
const keysTried = 2;

const add = keyChangeCommand({
  words: ['key', 'add'],
  purpose: "Add a partner's next public key, beside those that it has.",
  type: 'key.added',
  operands: [partnerOperand],
  options: [
    { flag: 'file', takes: '<file>', about: 'the public key', required: true },
    { flag: 'key-version', takes: '<n>', about: 'what the partner calls it; otherwise the next' },
    { flag: 'not-before', takes: '<instant>', about: 'from when on it verifies; otherwise now' },
  ],
  example: "key add P-7 --file p7-2027.pem --key-version 2 --why 'yearly rotation'",
  make: addKey,
});

async function addKey({ given, safe, world }: KeyWork): Promise<KeyOutcome> {
  const clientId = partnerIdIn(given);
  const key = keyInFile(given, 'file');
  const said = keyVersionIn(given);
  const from = given.value('not-before');
  const window = from === undefined ? {} : { notBefore: instantIn('not-before', from) };
  if (key === undefined || 'refusedBecause' in key) return key ?? { refusedBecause: 'no key' };
  const { publicKey, fingerprint, bits } = key;
  const there = await safe.client(clientId);
  if (there === undefined) return { refusedBecause: noPartner };
  const keyVersion = said ?? versionOf(there, publicKey);
  const other = await othersWith(key, safe, clientId, keyVersion, world.complain);
  if (other !== undefined) return { refusedBecause: usedBy(key, other) };
  const added = await safe.changeClient<KeyOutcome>(clientId, (record) => {
    if (record === undefined) return { told: { refusedBecause: noPartner } };
    const taken = record.keys[keyVersion];
    if (taken !== undefined && taken.publicKey !== publicKey) {
      const refusedBecause = `version ${keyVersion} is another key; no version is used twice`;
      return { told: { refusedBecause } };
    }
    const keys = { ...record.keys, [keyVersion]: { publicKey, ...window } };
    const live = liveVersions({ keys: taken === undefined ? keys : record.keys }, world.now());
    const data = { keyVersion, fingerprint, bits, ...window };
    const notes = [
      `key ${keyVersion}  SHA-256 ${fingerprint}  (${bits} bits)`,
      'It verifies within half a minute where requests name its version, else within 10 minutes.',
      ...(live.length > keysTried
        ? [
            `${live.length} keys are live: a request that names none is tried against the newest two`,
          ]
        : []),
    ];
    const told = { changed: taken === undefined, clientId, data, notes };
    return taken === undefined ? { record: { ...record, keys }, told } : { told };
  });
  if ('refusedBecause' in added) return added;
  const stranger = await othersWith(key, safe, clientId, keyVersion);
  return { ...added, problem: stranger && usedBy(key, stranger) };
}

/** The version that a key has, or the one after the highest. */
function versionOf({ keys }: ClientSecret, publicKey: string): number {
  const [known] = Object.entries(keys).find(([, key]) => key.publicKey === publicKey) ?? [];
  if (known !== undefined) return Number(known);
  return Math.max(0, ...Object.keys(keys).map(Number)) + 1;
}

const retire = keyChangeCommand({
  words: ['key', 'retire'],
  purpose: "Retire one of a partner's keys for good: at once, or at an instant.",
  type: 'key.retired',
  operands: [partnerOperand],
  options: [
    { flag: 'key-version', takes: '<n>', about: 'which one', required: true },
    { flag: 'at', takes: '<instant>', about: 'when; otherwise now' },
  ],
  example: "key retire P-7 --key-version 1 --why 'the partner signs with 2 since Monday'",
  make: retireKey,
});

async function retireKey(work: KeyWork): Promise<KeyOutcome> {
  const { given, safe, world } = work;
  const clientId = partnerIdIn(given);
  const keyVersion = keyVersionIn(given);
  if (keyVersion === undefined) throw new UsageError('--key-version <n> is needed.');
  const nowMs = world.now();
  const said = given.value('at');
  const at = said === undefined ? new Date(nowMs).toISOString() : instantIn('at', said);
  const outcome = await safe.changeClient<KeyOutcome>(clientId, (record) => {
    const key = record?.keys[keyVersion];
    if (record === undefined) return { told: { refusedBecause: noPartner } };
    if (key === undefined) return { told: { refusedBecause: `it has no key ${keyVersion}` } };
    // What is retired stays so: another instant could only bring it back, or rewrite history.
    const isOver = key.notAfter !== undefined && Date.parse(key.notAfter) <= nowMs;
    const notAfter = isOver ? key.notAfter : at;
    const keys = { ...record.keys, [keyVersion]: { ...key, notAfter } };
    const changed = key.notAfter !== notAfter;
    const left = liveVersions({ keys }, Math.max(nowMs, Date.parse(at)));
    const notes = left.length > 0 ? [] : ['It has no other live key: nothing it sends will verify'];
    const publicKey = readPublicKey(key.publicKey);
    const fingerprint = publicKey && fingerprintOf(publicKey);
    const data = { keyVersion, fingerprint, notAfter };
    const told = { changed, clientId, data, notes };
    return changed ? { record: { ...record, keys }, told } : { told };
  });
  if ('refusedBecause' in outcome) return outcome;
  // What is so near may pass before every instance has loaded it by itself.
  const isNear = Date.parse(at) - nowMs < keyHoldTimes.freshMs;
  const when = isNear
    ? await refreshEverywhere(clientId, work)
    : [`Every instance refuses it from ${at} on, by its own clock.`];
  return { ...outcome, notes: [...when, ...outcome.notes] };
}

const list: Command = {
  words: ['key', 'list'],
  purpose: "List a partner's keys.",
  operands: [partnerOperand],
  options: [],
  example: 'key list P-7',
  async run(given, place, world) {
    const clientId = partnerIdIn(given);
    const record = await (await place.keys()).client(clientId);
    const lines = record === undefined ? [`There is no partner ${clientId}.`] : [clientId];
    const keys = record === undefined ? [] : keyLines(record, world.now());
    world.print([...lines, ...keys].join('\n'));
    return record === undefined ? exitCodes.refused : exitCodes.done;
  },
};

/** Adds, lists and retires partners' keys. */
export const keyCommands: readonly Command[] = [add, list, retire];
