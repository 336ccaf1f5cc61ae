import { isDeepStrictEqual } from 'node:util';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { refreshEverywhere } from './client-refresh.ts';
import type { Command } from './command.ts';
import { type KeyOutcome, type KeyWork, keyChangeCommand } from './key-change.ts';
import { keyInFile, keyVersionIn, othersWith, usedBy } from './key-option.ts';
import { partnerChange } from './partner-change.ts';
import { partnerIdIn, partnerOperand } from './partner-id.ts';
import { termOptions, termsIn } from './partner-terms.ts';

const add = keyChangeCommand({
  words: ['partner', 'add'],
  purpose: 'Add a partner, with what it may do and, if it is known, its public key.',
  type: 'partner.added',
  operands: [partnerOperand],
  options: [
    ...termOptions,
    { flag: 'key', takes: '<file>', about: 'its public key; otherwise key add it later' },
    { flag: 'key-version', takes: '<n>', about: 'what the partner calls it', preset: '1' },
  ],
  example: "partner add P-7 --family credit --family fx --contract fx --key p7.pem --why 'signed'",
  make: addPartner,
});

async function addPartner({ given, safe, world }: KeyWork): Promise<KeyOutcome> {
  const clientId = partnerIdIn(given);
  const key = keyInFile(given, 'key');
  const keyVersion = keyVersionIn(given) ?? 1;
  const terms = termsIn(given);
  if (key !== undefined && 'refusedBecause' in key) return key;
  const other = key && (await othersWith(key, safe, clientId, keyVersion, world.complain));
  if (key !== undefined && other !== undefined) return { refusedBecause: usedBy(key, other) };
  const keys = key === undefined ? {} : { [keyVersion]: { publicKey: key.publicKey } };
  const record: ClientSecret = { status: 'active', keys, ...terms };
  // The record first: until the index lists it, nobody looks it up, and adding can be repeated.
  const made = await safe.changeClient(clientId, (there) => {
    if (there === undefined) return { record, told: 'made' as const };
    return { told: isDeepStrictEqual(there, record) ? ('same' as const) : ('other' as const) };
  });
  if (made === 'other') {
    return { refusedBecause: 'it is there already, with other terms or keys: see partner show' };
  }
  const listed = await safe.addToIndex(clientId);
  const stranger = key && (await othersWith(key, safe, clientId, keyVersion));
  return {
    changed: made === 'made' || listed,
    clientId,
    data: {
      ...terms,
      ...(key !== undefined && { keyVersion, fingerprint: key.fingerprint }),
    },
    notes: [
      ...(key === undefined
        ? ['It has no key yet, so nothing that it sends verifies: key add']
        : [`key ${keyVersion}  SHA-256 ${key.fingerprint}  (${key.bits} bits)`]),
      'Every instance knows it within half a minute of its first request; that one may be refused.',
    ],
    problem: key && stranger && usedBy(key, stranger),
  };
}

/** Gives a partner another status, unless it has it. */
async function setStatus(
  { given, safe }: KeyWork,
  status: 'active' | 'suspended',
): Promise<KeyOutcome & { clientId: string }> {
  const clientId = partnerIdIn(given);
  const found = await safe.changeClient(clientId, (there) => {
    if (there === undefined || there.status === 'deleted') return { told: undefined };
    if (there.status === status) return { told: false };
    return { record: { ...there, status }, told: true };
  });
  if (found === undefined) return { refusedBecause: 'there is no such partner', clientId };
  return { changed: found, clientId, data: { status }, notes: [] };
}

const pause = keyChangeCommand({
  words: ['partner', 'pause'],
  purpose: 'Refuse all that a partner sends, until it is resumed.',
  type: 'partner.paused',
  operands: [partnerOperand],
  options: [],
  example: "partner pause P-7 --why 'incident 12'",
  async make(work) {
    const outcome = await setStatus(work, 'suspended');
    if ('refusedBecause' in outcome) return outcome;
    const notes = await refreshEverywhere(outcome.clientId, work);
    return { ...outcome, notes: [...notes, 'What it has applied for goes on; nothing is undone.'] };
  },
});

const resume = keyChangeCommand({
  words: ['partner', 'resume'],
  purpose: 'Take a paused partner back.',
  type: 'partner.resumed',
  operands: [partnerOperand],
  options: [],
  example: "partner resume P-7 --why 'incident 12 is closed'",
  async make(work) {
    const outcome = await setStatus(work, 'active');
    if ('refusedBecause' in outcome) return outcome;
    return { ...outcome, notes: ['Instances that hold it as paused serve it within 10 minutes.'] };
  },
});

/** Adds, changes, pauses and resumes partners. */
export const partnerChanges: readonly Command[] = [add, partnerChange, pause, resume];
