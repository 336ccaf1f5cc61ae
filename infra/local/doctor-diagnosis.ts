import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { readEnvelope } from '../../shared/runtime/envelope.ts';
import type { ReceivedRequest } from '../../shared/runtime/gateway-event.ts';
import { KeyRing } from '../../shared/runtime/key-ring.ts';
import { verifyRequest } from '../../shared/runtime/verify-request.ts';
import { parseRequestTime } from '../../shared/signing/request-time.ts';
import { type ClockReading, readClock } from './doctor-clock.ts';
import type { Finding, Variant } from './doctor-finding.ts';
import { headerFaults } from './doctor-headers.ts';
import type { KeyBook, KnownKey } from './doctor-keys.ts';
import { asReceived, type DoctorRequest } from './doctor-request.ts';
import { type Surroundings, searchText } from './doctor-search.ts';
import { readLoosely } from './doctor-signature-header.ts';
import { asItIs, signaturesIn } from './doctor-signature-value.ts';
import {
  matcherOf,
  matchesHmac,
  type Signer,
  signersOf,
  strangeSignature,
} from './doctor-signer.ts';
import { clientFaults, keyFaults } from './doctor-signer-facts.ts';
import type { TextParts } from './doctor-texts.ts';

/** What the doctor says of a request. */
export interface Diagnosis {
  /** `right`: the server takes the signature. `named`: the findings say why not. */
  readonly verdict: 'right' | 'named' | 'unknown';
  /** What the server's own code makes of it, at the time that it came: `verified`, or a code. */
  readonly server: string;
  /** What is wrong, in the order that the server looks. */
  readonly findings: readonly Finding[];
  /** Whether it is known what was signed, or what the signature is instead of one. */
  readonly explained: boolean;
  /** Whose key made the signature, whatever the text; undefined when no key at hand did. */
  readonly signer: KnownKey | undefined;
  readonly clock: ClockReading | undefined;
  /** How many texts were tried. */
  readonly tried: number;
  /** The parts of the text that should have been signed. */
  readonly expected: TextParts;
}

const usualFreshnessMs = 300_000;
const hmacBytes = 32;

/** Says why a request's signature is not accepted, by trying what people get wrong. */
export async function diagnose(request: DoctorRequest, book: KeyBook): Promise<Diagnosis> {
  const received = asReceived(request);
  const { headers, method, path, queryString } = received;
  const [clientId, time] = [headers['client-id'] ?? '', headers['request-time'] ?? ''];
  const expected = { method, path, clientId, time, body: received.body ?? Buffer.alloc(0) };
  const timeMs = parseRequestTime(time);
  // Of a request whose coming nobody has noted, everything but its age can be judged.
  const atMs = request.receivedAtMs ?? timeMs ?? 0;
  const server = await judgedByServer(received, book, atMs);
  const faults = headerFaults(received);
  const freshnessMs = book.clients.get(clientId)?.freshnessMs ?? usualFreshnessMs;
  const clock = readClock(timeMs, request.receivedAtMs, freshnessMs);

  const { value, keyVersion } = readLoosely(headers['signature'] ?? '');
  const values = signaturesIn(value);
  const own = (key: KnownKey): number =>
    (key.clientId === clientId ? 0 : 4) +
    (key.keyVersion === keyVersion ? 0 : 2) +
    Number(key.owner !== 'client');
  const signers = signersOf(
    values,
    book.keys.toSorted((a, b) => own(a) - own(b)),
  );
  const around: Surroundings = {
    query: queryString,
    host: headers['host'],
    date: headers['date'],
    clientIds: [...book.clients.keys()].slice(0, 20),
  };
  const found = findText(signers, expected, around);
  const signer = found.signer ?? signers.find(({ block }) => block.kind !== 'pss');
  const aboutText =
    found.findings ?? (signer === undefined ? strangerIn(values, expected, around, book) : []);
  const findings = [
    // A value that could be repaired is told by its repair.
    ...faults.filter(({ id }) => id !== 'value-malformed' || valueFaults(signer).length === 0),
    ...clientFaults(clientId, book, atMs),
    ...valueFaults(signer),
    ...(signer ? keyFaults(signer, clientId, keyVersion, book, atMs) : []),
    ...aboutText,
    ...(clock?.fault === undefined ? [] : [clock.fault]),
  ];
  const explained = found.findings !== undefined || aboutText.length > 0 || values.length === 0;
  const verdict = server === 'verified' ? 'right' : findings.length > 0 ? 'named' : 'unknown';
  const { tried } = found;
  return { verdict, server, findings, explained, signer: signer?.key, clock, tried, expected };
}

/** What the server's own steps say, as of an instant. */
async function judgedByServer(
  received: ReceivedRequest,
  book: KeyBook,
  atMs: number,
): Promise<string> {
  const row = endpoints.find(({ path }) => path === received.path);
  if (row === undefined) return 'INVALID_API';
  try {
    const envelope = readEnvelope(received, row);
    const keyRing = new KeyRing(
      book.source,
      book.stage,
      () => atMs,
      () => undefined,
    );
    await verifyRequest(keyRing, envelope, received, atMs);
    return 'verified';
  } catch (error) {
    return error instanceof Refusal ? error.code : 'no server keys at hand';
  }
}

function findText(signers: readonly Signer[], expected: TextParts, around: Surroundings) {
  let tried = 0;
  for (const signer of signers) {
    const search = searchText(expected, around, matcherOf(signer));
    tried += search.tried;
    if (search.findings !== undefined) return { signer, findings: search.findings, tried };
  }
  return { signer: undefined, findings: undefined, tried };
}

/** What can be said of a signature that no key at hand has made. */
function strangerIn(
  values: readonly Variant<Buffer>[],
  expected: TextParts,
  around: Surroundings,
  { keys }: KeyBook,
): readonly Finding[] {
  const short = values.find(({ part }) => part.length === hmacBytes);
  if (short !== undefined) {
    const hmac = searchText(expected, around, matchesHmac(short.part, keys), 1);
    if (hmac.findings !== undefined) return hmac.findings;
  }
  const strange = strangeSignature(values, keys);
  return strange === undefined ? [] : [strange];
}

/** What is wrong with the writing of the value, where a signer was found behind it. */
function valueFaults(signer: Signer | undefined): readonly Finding[] {
  if (signer === undefined || signer.value.id === asItIs) return [];
  const { id, says, change } = signer.value;
  return [{ id, says, change }];
}
