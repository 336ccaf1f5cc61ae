import type { Client } from '../../shared/runtime/client-record.ts';
import type { Finding } from './doctor-finding.ts';
import type { KeyBook, KnownKey } from './doctor-keys.ts';
import type { Signer } from './doctor-signer.ts';

/** What is wrong with the client that a request names. */
export function clientFaults(clientId: string, book: KeyBook, atMs: number): readonly Finding[] {
  if (!/^[\w-]{1,64}$/.test(clientId)) return [];
  const client = book.clients.get(clientId);
  if (client === undefined) return book.clients.size === 0 ? [] : [unknownClient(clientId, book)];
  if (client.status !== 'active') {
    const says = `The client ${clientId} is ${client.status}.`;
    return [{ id: `client-${client.status}`, says, change: 'Only its provider can change that.' }];
  }
  if (client.activeFrom <= atMs) return [];
  const says = `The client ${clientId} is not known before ${iso(client.activeFrom)}.`;
  return [{ id: 'client-not-active-yet', says, change: 'Wait until then.' }];
}

function unknownClient(clientId: string, { clients }: KeyBook): Finding {
  const near = [...clients.keys()].find((id) => id.toLowerCase() === clientId.toLowerCase());
  const all = [...clients.keys()].slice(0, 5).join(', ');
  const change = `Send the id as it was given: ${near ?? all}.`;
  return { id: 'client-unknown', says: `There is no client ${clientId}.`, change };
}

/** What is wrong with the key that has signed, beside the bytes that it signed. */
export function keyFaults(
  { key }: Signer,
  clientId: string,
  named: number | undefined,
  book: KeyBook,
  atMs: number,
): readonly Finding[] {
  const own = 'Sign with the private key whose public half is registered for the client.';
  const signedBy = `It was signed with ${key.label}`;
  if (key.owner === 'server') {
    const says = `${signedBy}: that one signs answers.`;
    return [{ id: 'key-of-server', says, change: own }];
  }
  if (key.owner === 'file') {
    const says = `${signedBy}, which is not registered for ${clientId}.`;
    return [{ id: 'key-not-registered', says, change: `Register its public half, or: ${own}` }];
  }
  if (key.clientId !== clientId && !book.clients.has(clientId)) return [];
  if (key.clientId !== clientId) {
    const says = `${signedBy}, and the request says that it is from ${clientId}.`;
    return [{ id: 'key-of-another-client', says, change: own }];
  }
  return versionFaults(key, named, book.clients.get(clientId), atMs);
}

function versionFaults(
  { keyVersion, label }: KnownKey,
  named: number | undefined,
  client: Client | undefined,
  atMs: number,
): readonly Finding[] {
  const key = client?.keys.find((one) => one.keyVersion === keyVersion);
  if (client === undefined || key === undefined) return [];
  const live = client.keys.filter((one) => one.notBefore <= atMs && atMs < one.notAfter);
  const use = `Sign with a key that is live: version ${live.map((one) => one.keyVersion).join(' or ') || 'none'}.`;
  if (key.notBefore > atMs) {
    return [
      {
        id: 'key-not-live-yet',
        says: `It was signed with ${label}, live from ${iso(key.notBefore)} on.`,
        change: use,
      },
    ];
  }
  if (atMs >= key.notAfter) {
    return [
      {
        id: 'key-retired',
        says: `It was signed with ${label}, retired at ${iso(key.notAfter)}.`,
        change: use,
      },
    ];
  }
  if (
    named !== undefined &&
    named !== keyVersion &&
    client.keys.some((one) => one.keyVersion === named)
  ) {
    const says = `The header names key version ${named}, and it was signed with ${label}.`;
    return [
      {
        id: 'key-version-other',
        says,
        change: `Send keyVersion=${keyVersion}, or sign with version ${named}.`,
      },
    ];
  }
  const isTried = named === keyVersion || live.slice(0, 2).includes(key);
  if (isTried) return [];
  const says = `It was signed with ${label}, which is tried only when the header names it.`;
  return [{ id: 'key-version-unnamed', says, change: `Send keyVersion=${keyVersion}.` }];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
