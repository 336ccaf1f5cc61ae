import { parseSignatureHeader } from '../../shared/signing/signature-header.ts';
import { type Finding, quoted } from './doctor-finding.ts';

const form =
  'Send `Signature: algorithm=RSA256, keyVersion=<n>, signature=<percent-encoded base64>`.';
/** A header beyond the server's own limit holds no signature that could be found. */
const longest = 5_000;
const names = ['algorithm', 'keyversion', 'signature'];

/** What a header says to a reader who lets much pass. */
export interface LooseHeader {
  readonly value: string;
  readonly keyVersion: number | undefined;
}

/** The signature and the key version of a header, however wrongly it is written. */
export function readLoosely(text: string): LooseHeader {
  const header = text.slice(0, longest);
  const named = /signature\s*[=:]\s*(.*?)\s*(?:[,;&]\s*(?:algorithm|keyversion)\s*[=:].*)?$/is.exec(
    header,
  );
  const value = named?.[1] ?? (header.includes('=RSA') ? '' : header.trim());
  const version = /keyversion\s*[=:]\s*["']?(\d{1,9})(?!\d)/i.exec(header)?.[1];
  return { value, keyVersion: version === undefined ? undefined : Number(version) };
}

/** What is wrong with the grammar of a `Signature` header, the value's own letters last. */
export function signatureHeaderFaults(header: string | undefined): readonly Finding[] {
  if (header === undefined || header.trim() === '') {
    return [{ id: 'signature-missing', says: 'There is no Signature header.', change: form }];
  }
  if (parseSignatureHeader(header) !== undefined) return [];
  if (header.length > 4_600)
    return [fault('signature-too-long', `it has ${header.length} letters.`)];
  if (/[ \t]{17}/.test(header))
    return [fault('signature-many-blanks', 'more than 16 blanks in a row.')];
  if (/^[\w+/%=-]{100,}$/.test(header) && !/^(?:algorithm|keyversion|signature)=/i.test(header)) {
    return [fault('signature-value-alone', 'it holds the value alone.')];
  }
  const parts = header.split(/[ \t]*[,;&][ \t]*/);
  const faults = [
    ...separatorFaults(header),
    ...parts.flatMap(partFaults),
    ...repeated(parts),
    ...missing(parts),
  ];
  if (faults.length > 0) return faults;
  const says = 'The value of `signature` is no canonical base64, percent-encoded or raw.';
  return [
    {
      id: 'value-malformed',
      says,
      change: 'Send standard base64 of the signature, in one line, with its padding.',
    },
  ];
}

function separatorFaults(header: string): Finding[] {
  const separator = /[;&](?=\s*(?:algorithm|keyversion|signature)\s*[=:])/i.exec(header)?.[0];
  if (separator === undefined) return [];
  const says = `The parameters are separated by \`${separator}\`.`;
  return [{ id: 'signature-separator', says, change: `Separate them by commas. ${form}` }];
}

function partFaults(part: string): Finding[] {
  const equals = part.indexOf('=');
  const [name, value] = [part.slice(0, Math.max(0, equals)), part.slice(equals + 1)];
  const known = name.trim().toLowerCase();
  if (part === '')
    return [fault('signature-empty-part', 'There is a comma with nothing beside it.')];
  if (equals < 0) return [fault('signature-no-name', `${quoted(part)} has no name before it.`)];
  if (!names.includes(known)) {
    return [fault('signature-unknown-parameter', `There is no parameter ${quoted(name)}.`)];
  }
  if (known !== name.toLowerCase() || /^\s/.test(value)) {
    return [fault('signature-blanks', `There are blanks round the equals sign of \`${known}\`.`)];
  }
  if (value === '') return [fault('signature-empty-value', `\`${name}\` has no value.`)];
  if (known === 'algorithm') return algorithmFaults(value);
  return known === 'keyversion' ? versionFaults(value) : [];
}

function algorithmFaults(value: string): Finding[] {
  if (value.toLowerCase() === 'rsa256') return [];
  const says = `The algorithm is ${quoted(value)}; there is RSA256 alone (SHA-256, RSA PKCS#1 v1.5).`;
  return [{ id: 'algorithm-name', says, change: 'Send `algorithm=RSA256`, and sign so.' }];
}

function versionFaults(value: string): Finding[] {
  if (/^(?:0|[1-9][0-9]{0,8})$/.test(value)) return [];
  const says = `The key version is ${quoted(value)}: expected digits without leading zeros, nine at most.`;
  return [
    { id: 'key-version-form', says, change: 'Send the version as it was told to you, or none.' },
  ];
}

function repeated(parts: readonly string[]): Finding[] {
  const given = parts.map((part) => part.split('=')[0]?.trim().toLowerCase() ?? '');
  return names
    .filter((name) => given.filter((one) => one === name).length > 1)
    .map((name) =>
      fault('signature-repeated', `\`${name}\` is there more than once, or the header is.`),
    );
}

function missing(parts: readonly string[]): Finding[] {
  const given = parts.map((part) => part.split('=')[0]?.trim().toLowerCase() ?? '');
  return ['algorithm', 'signature']
    .filter((name) => !given.includes(name))
    .map((name) => fault(`signature-no-${name}`, `\`${name}\` is missing.`));
}

function fault(id: string, says: string): Finding {
  return { id, says: `Signature header: ${says}`, change: form };
}
