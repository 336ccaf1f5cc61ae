import { constants, createHash, createHmac, type KeyObject, privateDecrypt } from 'node:crypto';
import { type Block, hashLabels, openBlock, payloadsOf, pssHashOf } from './doctor-block.ts';
import type { Finding, Variant } from './doctor-finding.ts';
import type { KnownKey } from './doctor-keys.ts';
import type { Matches } from './doctor-search.ts';

const rightWay =
  'Sign with SHA-256 and RSA PKCS#1 v1.5: SHA256withRSA in Java, `sha256` in Node and PHP.';

/** A key that has made a signature, and what it shows of the text. */
export interface Signer {
  readonly key: KnownKey;
  readonly value: Variant<Buffer>;
  readonly block: Block;
}

/** Who can have made a signature: those that are certain before those that the text must prove. */
export function signersOf(
  values: readonly Variant<Buffer>[],
  keys: readonly KnownKey[],
): readonly Signer[] {
  const found = values.flatMap((value) =>
    keys.flatMap((key): Signer[] => {
      const block = openBlock(value.part, key.publicKey);
      return block === undefined ? [] : [{ key, value, block }];
    }),
  );
  return found.toSorted((a, b) => Number(a.block.kind === 'pss') - Number(b.block.kind === 'pss'));
}

/** Whether a text is what a signer signed, and how it did so if not as the protocol has it. */
export function matcherOf({ block, value, key }: Signer): Matches {
  if (block.kind === 'pss') {
    return (text) => {
      const hash = pssHashOf(Buffer.concat([...text]), value.part, key.publicKey);
      if (hash === undefined) return undefined;
      const says = `It was signed with RSA-PSS and ${hashLabels[hash] ?? hash}, not with PKCS#1 v1.5.`;
      return [{ id: 'algorithm-pss', says, change: rightWay }];
    };
  }
  return block.kind === 'bare'
    ? matchesBare(block.payload)
    : matchesDigest(block.hash, block.digest);
}

function matchesDigest(hash: string, digest: Buffer): Matches {
  const label = hashLabels[hash] ?? hash;
  const odd: Finding[] =
    hash === 'sha256'
      ? []
      : [{ id: `algorithm-${hash}`, says: `It was signed with ${label}.`, change: rightWay }];
  const again = (text: string | Buffer): boolean =>
    createHash(hash).update(text).digest().equals(digest);
  return (text) => {
    const own = createHash(hash);
    for (const piece of text) own.update(piece);
    const first = own.digest();
    if (first.equals(digest)) return odd;
    const hex = first.toString('hex');
    const twice = [first, hex, hex.toUpperCase(), first.toString('base64')].some(again);
    if (!twice) return undefined;
    const says = 'Not the text was signed but its hash: it was hashed twice.';
    const change = 'Give the text itself to the function that signs; it does the hashing.';
    return [{ id: 'algorithm-hashed-twice', says, change }, ...odd];
  };
}

function matchesBare(payload: Buffer): Matches {
  return (text) => {
    const payloads = payloadsOf(Buffer.concat([...text]));
    const how = [...payloads].find(([, made]) => made.equals(payload))?.[0];
    if (how === undefined) return undefined;
    const says = `${how === 'the text itself' ? 'The text itself' : `The bare ${how}`} was put under the padding, without the DigestInfo that names the hash: the private key encrypted it, and did not sign.`;
    return [{ id: 'algorithm-no-digest-info', says, change: rightWay }];
  };
}

/** What a signature is that no key at hand has made: told by its length and by what opens it. */
export function strangeSignature(
  values: readonly Variant<Buffer>[],
  keys: readonly KnownKey[],
): Finding | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const bytes = first.part.length;
  for (const { part } of values) {
    const maker = keys.find(({ privateKey }) => privateKey && isEncryptedFor(part, privateKey));
    if (maker !== undefined) {
      const says = `It was made with the public half of ${maker.label}: encrypted for its owner, not signed by it.`;
      return {
        id: 'public-key-used',
        says,
        change: 'Sign with the private key; the public one is only registered.',
      };
    }
  }
  if (first.part[0] === 0x30 && bytes >= 68 && bytes <= 72) {
    return {
      id: 'algorithm-ecdsa',
      says: `It has ${bytes} bytes in DER: an ECDSA signature.`,
      change: rightWay,
    };
  }
  const sizes = [
    ...new Set(keys.map(({ publicKey }) => publicKey.asymmetricKeyDetails?.modulusLength ?? 0)),
  ];
  if (sizes.includes(bytes * 8)) return undefined;
  const says = `The signature has ${bytes} bytes, as of an RSA key of ${bytes * 8} bits; the registered keys have ${sizes.join(', ')}.`;
  return {
    id: 'signature-length',
    says,
    change: 'Sign with the key whose public half is registered, and send all of its bytes.',
  };
}

/** A text by an HMAC whose secret is a public key, as libraries for tokens can be misled to. */
export function matchesHmac(value: Buffer, keys: readonly KnownKey[]): Matches {
  const secrets = keys.map(({ publicKey }) =>
    publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  return (text) => {
    const whole = Buffer.concat([...text]);
    const found = secrets.some((secret) =>
      [secret, secret.trim()].some((one) =>
        createHmac('sha256', one).update(whole).digest().equals(value),
      ),
    );
    if (!found) return undefined;
    return [
      {
        id: 'algorithm-hmac',
        says: 'It is an HMAC with the public key for its secret.',
        change: rightWay,
      },
    ];
  };
}

/** Whether the private key opens it to padding of type 2, which encryption makes. RFC 8017, 7.2 */
function isEncryptedFor(value: Buffer, key: KeyObject): boolean {
  try {
    const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, value);
    return block[0] === 0 && block[1] === 2 && block.indexOf(0, 2) >= 10;
  } catch {
    return false;
  }
}
