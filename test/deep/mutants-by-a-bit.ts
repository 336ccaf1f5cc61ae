import type { Choices } from './choices.ts';
import { headerOf, type Mutations, percentEncoded, withBytes, withHeader } from './mutant.ts';

/** Every part of a request with one bit of it turned over. */
export const flippedBits: Mutations = {
  method: (_, sent, choose) => ({ ...sent, method: flippedText(sent.method, choose) }),
  path: (_, sent, choose) => ({ ...sent, path: flippedText(sent.path, choose) }),
  time: (of, sent, choose) => withHeader(sent, 'request-time', flippedText(of.time, choose)),
  'client id': (of, sent, choose) =>
    withHeader(sent, 'client-id', flippedText(of.clientId, choose)),
  'header text': (of, sent, choose) =>
    withHeader(sent, 'signature', flippedText(of.header, choose)),
  signature: (of, sent, choose) => {
    const value = percentEncoded(flipped(of.signature, choose));
    return withHeader(sent, 'signature', headerOf(of.keyVersion, value));
  },
  body: (of, sent, choose) => ({
    ...sent,
    body: withBytes(of.body.length === 0 ? Buffer.from(' ') : flipped(of.body, choose)),
  }),
  'body in the event': (_, sent, choose) => ({
    ...sent,
    body: { ...sent.body, text: sent.body.text === '' ? '=' : flippedText(sent.body.text, choose) },
  }),
};

/** How the flips are shared out: by how many bits there are to turn over. */
export const flipWeights: Readonly<Record<string, number>> = {
  method: 1,
  path: 14,
  time: 10,
  'client id': 3,
  'header text': 20,
  signature: 35,
  body: 20,
  'body in the event': 10,
};

function flipped(bytes: Buffer, choose: Choices): Buffer {
  const copy = Buffer.from(bytes);
  const at = choose.int(copy.length);
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << choose.int(8)), at);
  return copy;
}

/** The text with one of the low eight bits of a letter turned over. */
function flippedText(text: string, choose: Choices): string {
  const at = choose.int(text.length);
  const letter = String.fromCharCode(text.charCodeAt(at) ^ (1 << choose.int(8)));
  return text.slice(0, at) + letter + text.slice(at + 1);
}
