import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './certificate.ts';
import { checkGrantAtOnce, checkGrantsThatWait, grantRows } from './check-grants.ts';
import { checkCustomers, checkOutage, checkRefusals, refusalRows } from './check-refusals.ts';
import {
  checkAddresses,
  checkForgedAnswers,
  checkUnusualAnswers,
  checkWhatItSends,
  wireRows,
} from './check-wire.ts';
import { install } from './installed.ts';
import { Missing, needPrograms } from './programs.ts';
import { Report } from './report.ts';
import { type Provider, type SdkPartner, startPartner } from './sdk-partner.ts';
import { sdks } from './sdks.ts';
import { startStage } from './stage.ts';
import { frontAddress, startTlsFront, type TlsFront } from './tls-front.ts';

const rows = [
  ...Object.values(grantRows),
  ...Object.values(refusalRows),
  ...Object.values(wireRows),
];
const folder = mkdtempSync(join(tmpdir(), 'quotaline-interop-'));
const say = process.stdout.write.bind(process.stdout);

/** Some ten times what it takes: whatever hangs, hangs in an SDK. */
const limitMs = 600_000;

setTimeout(() => {
  say(`RED  not done within ${limitMs / 1_000} s\n`);
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}, limitMs).unref();
process.exitCode = await main();

async function main(): Promise<number> {
  const began = performance.now();
  const report = new Report(
    rows,
    sdks.map(({ name }) => name),
  );
  let broken = false;
  try {
    await needPrograms();
    await checkAll(report);
  } catch (error) {
    if (error instanceof Missing) {
      say(`RED  ${error.message}\n`);
      return 1;
    }
    broken = true;
    say(`RED  ${error instanceof Error ? error.stack : error}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say(`${report.text()}, ${Math.round((performance.now() - began) / 1_000)} s\n`);
  return report.red === 0 && !broken ? 0 : 1;
}

async function checkAll(report: Report): Promise<void> {
  logTo(join(folder, 'functions.log'));
  const stops: (() => Promise<void>)[] = [];
  try {
    const provider = await startStage(sdks);
    stops.push(() => provider.stop());
    const certificate = await makeCertificate(folder, frontAddress);
    const front = await startTlsFront(certificate, provider.connection.baseUrl);
    stops.push(() => front.stop());
    const { serverPublicKeyPem: serverPublicKey } = provider.partner;
    const known: Provider = { gateway: front.gateway, serverPublicKey };
    // What OpenSSL is to trust, for Python; and what Java's SDK needs since Java 11.
    const given = { SSL_CERT_FILE: certificate.authorityFile, BASE64_CODEC: 'java.util.Base64' };
    const partners = new Map<SdkPartner, string>();
    for (const [sdk, command] of await install(sdks, folder)) {
      const env = { ...command.env, ...given };
      const partner = startPartner(sdk, { ...command, env }, known);
      const givenNothing = startPartner(sdk, command, known);
      stops.push(partner.stop, givenNothing.stop);
      partners.set(partner, await checkOne(report, partner, front, givenNothing));
    }
    await checkGrantsThatWait(report, partners);
    await checkOutage(report, provider, partners);
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/** Gives the key of a file that it submitted. */
async function checkOne(
  report: Report,
  partner: SdkPartner,
  front: TlsFront,
  givenNothing: SdkPartner,
): Promise<string> {
  const fileKey = await checkGrantAtOnce(report, partner);
  await checkRefusals(report, partner, fileKey);
  await checkCustomers(report, partner);
  await checkUnusualAnswers(report, partner, front);
  await checkForgedAnswers(report, partner, front);
  await checkAddresses(report, partner, front, givenNothing);
  await checkWhatItSends(report, partner, front, fileKey);
  return fileKey;
}

/** The functions write their log lines to standard output, where the table is to stand alone. */
function logTo(file: string): void {
  process.stdout.write = (chunk: Uint8Array | string): boolean => {
    appendFileSync(file, chunk);
    return true;
  };
}
