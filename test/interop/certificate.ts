import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done } from './programs.ts';

/** The files of an authority made for one run, and of the certificate that it gave a server. */
export interface Certificate {
  readonly authorityFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Makes both in a folder, for an address, valid for a day. */
export async function makeCertificate(folder: string, address: string): Promise<Certificate> {
  const file = (name: string): string => join(folder, name);
  const ca = ['-CA', file('authority.pem'), '-CAkey', file('authority-key.pem')];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const make = (...more: readonly string[]) =>
    done('openssl', ['req', '-x509', '-config', file('openssl.conf'), ...newKey, ...more]);
  writeFileSync(file('openssl.conf'), sectionsFor(address));
  await make(
    ...['-subj', '/CN=interop authority', '-extensions', 'authority'],
    ...['-keyout', file('authority-key.pem'), '-out', file('authority.pem')],
  );
  await make(
    ...['-subj', `/CN=${address}`, '-extensions', 'server', ...ca],
    ...['-keyout', file('key.pem'), '-out', file('certificate.pem')],
  );
  return {
    authorityFile: file('authority.pem'),
    certificateFile: file('certificate.pem'),
    keyFile: file('key.pem'),
  };
}

function sectionsFor(address: string): string {
  return `[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:${address}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;
}
