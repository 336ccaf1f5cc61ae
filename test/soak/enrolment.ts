import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CallOptions } from '../../shared/client/signed-request.ts';
import { Journal } from './journal.ts';
import { change } from './operator-line.ts';
import { SoakPartner } from './soak-partner.ts';
import type { SoakedServer } from './soaked-server.ts';
import type { Tally } from './tally.ts';

/** One partner, what it has, and what it knows. */
export interface Member {
  readonly partner: SoakPartner;
  readonly journal: Journal;
  readonly creditLimitMinor: bigint;
  readonly fxAccountId: string;
  /** Attachments that were answered `S`, by id. */
  readonly files: { readonly body: string; readonly fileKey: string; readonly fileName: string }[];
}

/** What all facilities have in common. */
export const terms = {
  payeeCode: 'PAYEE_SOAK',
  vcCode: 'VC_SOAK',
  advanceRateBasisPoints: 8_000n,
  reviewThresholdMinor: 100_000n,
  annualPercentageRate: '0.05',
} as const;

export const productCode = 'AMAZON_VC_FACTORING_LOAN';
/** What every FX account begins with, in US cents. */
export const fxStartMinor = 1_000_000n;

const knownWithinMs = 60_000;
const ample = 1_000_000_000_000n;
// Soon used up, so that most of what is applied for then is more than the headroom.
const tight = 2_000_000n;
const members = [
  { name: 'SOAK_1', creditLimitMinor: ample },
  { name: 'SOAK_2', creditLimitMinor: ample },
  { name: 'SOAK_3', creditLimitMinor: tight },
  { name: 'SOAK_4', creditLimitMinor: ample, customerId: 'C-4' },
] as const;

/** Makes the partners as an operator does, and waits until the server knows them. */
export async function enrol(server: SoakedServer, tally: Tally): Promise<Member[]> {
  const serverPublicKeyPem = readFileSync(join(server.home, 'keys', 'server-public.pem'), 'utf8');
  const enrolled: Member[] = [];
  for (const { name, creditLimitMinor, ...rest } of members) {
    const customerId = 'customerId' in rest ? rest.customerId : undefined;
    const acting: CallOptions & { accessToken?: string } = customerId ? { customerId } : {};
    const options = { clientId: name, acting, serverPublicKeyPem, server, tally };
    const partner = new SoakPartner(options);
    const fxAccountId = `FX_${name}`;
    const whose = `--client ${name}${customerId ? ` --customer ${customerId}` : ''}`;
    const open = `facility open ${whose} --currency USD --amount ${creditLimitMinor}`;
    const codes = `--payee ${terms.payeeCode} --vc ${terms.vcCode}`;
    const rates = `--advance-rate ${terms.advanceRateBasisPoints} --rate ${terms.annualPercentageRate}`;
    const account = `--method USER_ID --id ${fxAccountId} --currency USD`;
    const keyFile = join(server.folder, `${name}.pem`);
    writeFileSync(keyFile, partner.publicKeyPem);
    const may = '--family credit --family fx --family worldcard --contract fx --contract worldcard';
    const speed = '--rate 100000 --burst 100000';
    await change(server.folder, `partner add ${name} ${may} ${speed} --key ${keyFile}`);
    const review = `--review-above ${terms.reviewThresholdMinor}`;
    await change(server.folder, `${open} ${codes} ${rates} ${review}`);
    await change(server.folder, `contract sign ${whose} --contract credit`);
    await change(server.folder, `fx credit ${whose} ${account} --amount ${fxStartMinor}`);
    if (customerId) acting.accessToken = await tokenFor(server, whose);
    enrolled.push({
      partner,
      journal: new Journal(tally),
      creditLimitMinor,
      fxAccountId,
      files: [],
    });
  }
  for (const { partner } of enrolled) await untilKnown(partner);
  return enrolled;
}

async function tokenFor(server: SoakedServer, whose: string): Promise<string> {
  const scopes = '--scope credit --scope fx --scope worldcard';
  const said = await change(server.folder, `token issue ${whose} ${scopes}`);
  const token = /[A-Za-z0-9_-]{43}/.exec(said)?.[0];
  if (token === undefined) throw new Error(`no token in: ${said}`);
  return token;
}

/** An instance that has read its clients may not know a new one for half a minute. */
async function untilKnown(partner: SoakPartner): Promise<void> {
  const deadline = Date.now() + knownWithinMs;
  while (Date.now() < deadline) {
    const answered = 'S SUCCESS|F INVALID_CLIENT';
    const told = await partner.call('queryCreditQuota', JSON.stringify({ productCode }), answered);
    if (told?.kind === 'S') return;
    await wait(500);
  }
  throw new Error(`${partner.clientId} is not known after ${knownWithinMs} ms`);
}
