import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPair } from '../../http/provider.ts';
import type { WirePartner } from '../../http/wire-partner.ts';
import type { Operator, Ran } from './operator.ts';

/** What a partner is told that is known and has no facility. */
export const known = 'F QUOTA_QUERY_FAILED';

/** A partner that is still to be added. */
export interface NewPartner {
  readonly as: WirePartner;
  /** Where its public key is. */
  readonly file: string;
  /** Adds it, with these words more. */
  readonly add: (more?: string) => Promise<Ran>;
}

/** What the laptop keeps of the audit. */
export interface Audit {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes a text beside the provider. @returns its path, without blanks */
export function fileOf(operator: Operator, name: string, text: string): string {
  const path = join(operator.folder, name);
  writeFileSync(path, text);
  return path;
}

/** A partner with a key pair of its own. */
export function newPartner(operator: Operator, clientId: string): NewPartner {
  const { privateKeyPem, publicKeyPem } = newPair();
  const file = fileOf(operator, `${clientId}.pem`, publicKeyPem);
  const as: WirePartner = { ...operator.provider.partner, clientId, privateKeyPem, keyVersion: 1 };
  const line = `partner add ${clientId} --family credit --tokens optional --key ${file}`;
  return { as, file, add: (more = '') => operator.change(`${line}${more}`) };
}

/** Asks for the credit quota as a partner. */
export async function query(operator: Operator, as: WirePartner): Promise<string> {
  const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  return (await operator.provider.call('queryCreditQuota', question, { as })).outcome;
}

/** What was told of changes so far, of one event id. */
export function auditsOf(operator: Operator, eventId: string): Audit[] {
  const path = join(operator.provider.home, 'audit.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const all = lines.map((line): Audit => JSON.parse(line));
  return all.filter(({ detail }) => detail['eventId'] === eventId);
}
