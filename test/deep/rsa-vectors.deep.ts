import { expect, test } from 'vitest';
import { readPublicKey } from '../../shared/signing/rsa-key.ts';
import {
  formatSignatureHeader,
  parseSignatureHeader,
} from '../../shared/signing/signature-header.ts';
import { isSignedBy } from '../../shared/signing/verify.ts';
import { type RsaVector, type RsaVectorGroup, rsaVectorFiles } from './rsa-vector-files.ts';
import { report, tell } from './scale.ts';

const files = rsaVectorFiles();
const howToGet = `RSA VECTORS: NOT RUN. QUOTALINE_RSA_VECTORS names no folder. With Go at hand:
  QUOTALINE_RSA_VECTORS=$(.ci/rsa-vectors/fetch) npm run test:deep -- rsa-vectors`;

/**
 * Whether the contract has us accept it. `acceptable` is a DigestInfo without its NULL, which
 * verifiers of old let pass for the sake of old signers: we know of none, and refuse it. No key
 * with another exponent than 65537 can be registered, so nothing of such a key is accepted.
 */
function isOurs({ publicKey }: RsaVectorGroup, { result }: RsaVector): boolean {
  return result === 'valid' && publicKey.publicExponent === '010001';
}

/** By the way that a partner's signature takes: registered key, header, base64, length, verify. */
function isAccepted({ publicKeyPem }: RsaVectorGroup, { msg, sig }: RsaVector): boolean {
  const publicKey = readPublicKey(publicKeyPem);
  const header = parseSignatureHeader(formatSignatureHeader(1, Buffer.from(sig, 'hex')));
  if (publicKey === undefined || header === undefined) return false;
  return isSignedBy(publicKey, Buffer.from(msg, 'hex'), header.signature);
}

test('public vectors are judged as the contract says', ({ skip }) => {
  if (files === undefined) tell(howToGet);
  skip(files === undefined, howToGet);
  const figures = {
    files: 0,
    vectors: 0,
    accepted: 0,
    invalid: 0,
    acceptable: 0,
    'other exponents': 0,
  };
  const wrong: string[] = [];
  for (const [file, groups] of files ?? []) {
    figures.files += 1;
    for (const group of groups) {
      expect([group.type, group.sha]).toEqual(['RsassaPkcs1Verify', 'SHA-256']);
      for (const vector of group.tests) {
        const { tcId, comment, result, flags } = vector;
        if (result === 'acceptable') expect(flags).toEqual(['MissingNull']);
        const accepted = isAccepted(group, vector);
        if (accepted !== isOurs(group, vector))
          wrong.push(`${file} ${tcId}: ${result}, ${comment}`);
        figures.vectors += 1;
        figures.accepted += accepted ? 1 : 0;
        figures.invalid += result === 'invalid' ? 1 : 0;
        figures.acceptable += result === 'acceptable' ? 1 : 0;
        const otherExponent = group.publicKey.publicExponent !== '010001';
        figures['other exponents'] += result === 'valid' && otherExponent ? 1 : 0;
      }
    }
  }
  report('RSA vectors', figures);
  expect(wrong).toEqual([]);
  // Seven good signatures a file, at the least, or nothing would have been verified.
  expect(figures.accepted).toBeGreaterThanOrEqual(7 * figures.files);
});
