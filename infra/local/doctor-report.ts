import { createHash } from 'node:crypto';
import { fingerprintOf } from '../../shared/signing/fingerprint.ts';
import { excerpt, printable } from './call-printable.ts';
import { paint } from './call-report.ts';
import type { Diagnosis } from './doctor-diagnosis.ts';
import type { KeyBook } from './doctor-keys.ts';
import type { DoctorRequest } from './doctor-request.ts';
import { contractForm } from './doctor-texts.ts';

const headlines = {
  right: ['green', 'RIGHT: the signature verifies.'],
  named: ['red', 'NOT RIGHT, and this is why:'],
  unknown: ['yellow', 'NOT RIGHT, and nothing that was tried says why.'],
} as const;

/** What the command's exit says. */
export const verdictExitCodes = { right: 0, named: 1, unknown: 2 } as const;

/** The diagnosis for a person. */
export function doctorReport(request: DoctorRequest, diagnosis: Diagnosis, book: KeyBook): string {
  const { verdict, findings, signer, clock, expected } = diagnosis;
  const [colour, headline] = headlines[verdict];
  const lines = [
    printable(`${request.method} ${request.target}, ${describe(request, diagnosis)}`),
    paint(['bold', colour], headline),
    ...findings.flatMap(({ says, change }, index) => [
      printable(`${index + 1}. ${says}`),
      ...(change === undefined ? [] : [printable(`   ${change}`)]),
    ]),
  ];
  if (signer !== undefined)
    lines.push(`Signed with ${signer.label} (SHA-256 of it ${short(signer.publicKey)}).`);
  if (clock === undefined) lines.push('When it came is not noted, so its age was not judged.');
  else if (clock.fault === undefined) lines.push(`Request-Time was ${clock.says}.`);
  if (verdict === 'right')
    lines.push(
      'If it was refused all the same, the answer says for what: it was not the signature.',
    );
  if (verdict !== 'right' && !diagnosis.explained) lines.push(...nextSteps(diagnosis, book));
  if (verdict !== 'right') lines.push('', ...textLines(expected));
  return lines.join('\n');
}

function describe({ receivedAtMs }: DoctorRequest, { expected, server }: Diagnosis): string {
  const came = receivedAtMs === undefined ? '' : `, came ${new Date(receivedAtMs).toISOString()}`;
  const from = expected.clientId === '' ? 'no client' : expected.clientId;
  return `from ${from}${came}, ${expected.body.length} bytes of body; the server says ${server}`;
}

function nextSteps({ signer, tried, expected }: Diagnosis, { keys }: KeyBook): string[] {
  if (signer !== undefined) {
    return [
      `The key is known; of ${tried.toLocaleString('en')} texts none is the one that was signed. Print the bytes that you`,
      'sign, as hex, and compare them with the text below.',
    ];
  }
  const registered = keys.filter(
    ({ owner, clientId }) => owner === 'client' && clientId === expected.clientId,
  );
  return [
    'None of the keys at hand made it. Compare the SHA-256 of your public key with those that are registered:',
    ...registered.map(({ label, publicKey }) => `  ${fingerprintOf(publicKey)}  ${label}`),
    '  openssl rsa -in private.pem -pubout -outform DER | sha256sum',
    'If yours is among them, the bytes of the signature changed on their way: log the header before it is sent.',
    'If it is not, sign with the other key, have yours registered, or give it here: --key FILE.',
  ];
}

function textLines(expected: Diagnosis['expected']): string[] {
  const text = Buffer.concat([...contractForm(expected)]);
  const hash = createHash('sha256').update(text).digest('hex');
  const title = `--- to be signed (${text.length.toLocaleString('en')} bytes, SHA-256 ${hash}, ␊ is a line feed)`;
  return [title, printable(excerpt(text.toString())).replaceAll('\n', '␊\n')];
}

function short(key: Parameters<typeof fingerprintOf>[0]): string {
  return `${fingerprintOf(key).slice(0, 16)}…`;
}
