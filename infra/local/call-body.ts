import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { isJsonObject, type JsonObject } from '../../shared/client/partner-answer.ts';
import { readNamedFile } from './call-file.ts';
import { type CallArguments, UsageError } from './call-options.ts';
import { defaultBodies, exampleBody } from './call-usage.ts';
import type { Connection } from './connection.ts';

/** What is sent, and what a person should know about it. */
export interface CallBody {
  readonly bytes: Uint8Array;
  readonly notes: readonly string[];
}

/**
 * The bytes of the request's body: the user's own, untouched, or with `--file` an attachment
 * built around the file.
 *
 * @throws {UsageError} when there is no text to send, or a file cannot be read
 */
export async function callBody(
  { api, json, flags }: CallArguments,
  connection: Connection | undefined,
): Promise<CallBody> {
  const given = await givenBytes(json);
  if (flags.file !== undefined) return attachmentBody(api, flags.file, given, connection);
  if (given !== undefined) return { bytes: given, notes: [] };
  const text = defaultBodies[api];
  if (text !== undefined) return { bytes: Buffer.from(text), notes: [] };
  const viaFile = api === 'submitAttachment' ? 'or give --file <path>, ' : '';
  throw new UsageError(
    `${api} needs its JSON; ${viaFile}for example:\n  '${exampleBody(api, connection)}'`,
  );
}

async function givenBytes(json: string | undefined): Promise<Uint8Array | undefined> {
  if (json === '-') return buffer(process.stdin);
  if (json?.startsWith('@')) return readNamedFile(json, json.slice(1));
  return json === undefined ? undefined : Buffer.from(json);
}

function attachmentBody(
  api: ApiName,
  path: string,
  given: Uint8Array | undefined,
  connection: Connection | undefined,
): CallBody {
  if (api !== 'submitAttachment') throw new UsageError('--file is for submitAttachment only.');
  const chosen = given === undefined ? {} : membersOf(given);
  const defaults = {
    attachmentId: randomUUID(),
    attachmentType: connection?.attachmentType ?? 'INVOICE',
    bizOrderId: `ORDER-${randomUUID()}`,
    bizType: 'CREDIT_GRANT_INVOICE',
  };
  const attachmentContent = readNamedFile('--file', path).toString('base64');
  const members = { ...defaults, fileName: basename(path), attachmentContent, ...chosen };
  const notes = Object.entries(defaults)
    .filter(([name]) => !Object.hasOwn(chosen, name))
    .map(([name, value]) => `defaulted ${name}: ${value}`);
  return { bytes: Buffer.from(JSON.stringify(members)), notes };
}

function membersOf(given: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(given).toString('utf8'));
    if (isJsonObject(value)) return value;
  } catch (error) {
    throw new UsageError(`With --file, [json] must parse: ${String(error)}`);
  }
  throw new UsageError('With --file, [json] must be an object.');
}
