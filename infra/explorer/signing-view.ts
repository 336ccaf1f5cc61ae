import { bytesOf, sha256, toBase64, toHex } from './bytes.ts';
import { callerPanel } from './caller-panel.ts';
import { chapter } from './docs-text.ts';
import { button, el, fill } from './dom.ts';
import type { Session } from './session.ts';
import { type SignedCall, signCall } from './signed-call.ts';
import { signedParts } from './signed-panel.ts';
import type { View } from './view.ts';

const api = 'queryCreditQuota';

/** Signing, step by step, with the reader's own key: every value is real, and can be compared. */
export const signingView: View = (session, until) => {
  const steps = el('div', { class: 'flow' });
  let timeMs = Date.now();
  const show = (): void => void showSteps(session, timeMs, steps, until);
  session.key.watch(until, show);
  session.caller.watch(until, show);
  session.body(api).watch(until, show);
  return {
    title: 'Signing',
    node: el(
      'div',
      { class: 'try' },
      el('div', { class: 'side' }, callerPanel(session, until)),
      el(
        'article',
        { class: 'prose' },
        el('h1', { tabindex: '-1' }, 'Signing, step by step'),
        el(
          'p',
          {},
          'SHA-256 with RSA, PKCS#1 v1.5, over one text. The values below are of your key and of this moment; do the same in your program, and compare.',
        ),
        el(
          'p',
          { class: 'actions' },
          button('Take the time anew', () => {
            timeMs = Date.now();
            show();
          }),
        ),
        steps,
      ),
    ),
  };
};

async function showSteps(
  session: Session,
  timeMs: number,
  node: HTMLElement,
  until: AbortSignal,
): Promise<void> {
  const key = session.key.value;
  if (key === undefined) {
    fill(node, el('p', { class: 'bad' }, 'Load a private key first: “Who calls”, on this page.'));
    return;
  }
  const draft = session.draft(api, session.body(api).value, timeMs);
  const call = await signCall(draft, key);
  const digest = toHex(await sha256(call.signedText));
  if (!until.aborted) fill(node, ...stepNodes(session, call, digest));
}

function stepNodes(session: Session, call: SignedCall, digest: string): HTMLElement[] {
  const base64 = toBase64(call.signature);
  const encoded = encodeURIComponent(base64);
  const escapes = [...encoded].filter((letter) => letter === '%').length;
  return [
    chapter(
      '1. Method and path',
      'As they stand in the request line: no host, no query, nothing decoded.',
      value(`${call.method} ${call.path}`, 'line'),
    ),
    chapter(
      '2. Client id and time',
      'One line feed after the path, then the `Client-Id`, a dot, the `Request-Time` letter by letter as its header says it, and another dot.',
      value(`${call.clientId}.${call.time}.`, 'client'),
    ),
    chapter(
      '3. The body',
      `${call.body.length} bytes of UTF-8, exactly those that travel. Sign the bytes, then send the same bytes: never let a library write the JSON again. An absent body is the empty text.`,
      value(new TextDecoder().decode(call.body), 'body'),
    ),
    chapter(
      '4. The text that is signed',
      `${call.signedText.length} bytes, no line feed at the end. ↵ marks a line feed.`,
      el(
        'pre',
        {
          class: 'code signed',
          tabindex: '0',
          'aria-label': 'The text that is signed',
          'data-step': 'text',
        },
        ...signedParts(call),
      ),
      el('p', { class: 'note' }, 'The same in a shell, if the body is in body.json:'),
      value(
        `printf 'POST %s\\n%s.%s.' '${call.path}' '${call.clientId}' '${call.time}' | cat - body.json > text.bin`,
        'shell',
      ),
    ),
    chapter(
      '5. Its SHA-256',
      'Signing makes it by itself; it is the quickest thing to compare.',
      value(digest, 'digest'),
      value('sha256sum text.bin', 'shell'),
    ),
    chapter(
      '6. The signature, in base64',
      `${call.signature.length} bytes, as long as the key’s modulus. PKCS#1 v1.5 has no randomness: the same key and text give the same bytes everywhere.`,
      value(base64, 'base64'),
      value(`openssl dgst -sha256 -sign ${session.keyFile} text.bin | openssl base64 -A`, 'shell'),
    ),
    chapter(
      '7. Percent-encoded',
      `\`+\`, \`/\` and \`=\` become \`%2B\`, \`%2F\` and \`%3D\`: ${escapes} of them here. Base64 as it is does too, but a blank in place of \`+\` does not.`,
      value(encoded, 'encoded'),
    ),
    chapter(
      '8. The headers',
      'Blanks after the commas are optional.',
      value(
        Object.entries(call.headers)
          .map(([name, text]) => `${name}: ${text}`)
          .join('\n'),
        'headers',
      ),
    ),
    answerStep(session, call),
  ];
}

/** The last step is the answer's: sent by the reader, since it is a real call. */
function answerStep(session: Session, call: SignedCall): HTMLElement {
  const said = el('div', { role: 'status' });
  const send = button('Send this and verify the answer', async () => {
    // Of now: what stands above may be older than the provider takes.
    const made = await session.call(api, new TextDecoder().decode(call.body));
    if (made?.outcome.kind !== 'answered') {
      fill(said, el('p', { class: 'bad' }, 'No answer.'));
      return;
    }
    const { answer, verification } = made.outcome;
    const header = (name: string): string => answer.headers.get(name) ?? '';
    fill(
      said,
      el(
        'pre',
        { class: 'code wrap', tabindex: '0', 'aria-label': 'What the answer signs' },
        `${call.method} ${call.path}↵\n${header('client-id')}.${header('response-time')}.${new TextDecoder().decode(answer.body)}`,
      ),
      el(
        'p',
        {},
        `${answer.body.length + bytesOf(`${call.method} ${call.path}\n${header('client-id')}.${header('response-time')}.`).length} bytes, signed `,
        el('code', { class: 'wrap' }, header('signature')),
      ),
      ...verification.checks.map(({ what, holds }) =>
        el('p', { class: holds ? 'good' : 'bad' }, `${holds ? 'Yes' : 'No'}: ${what}.`),
      ),
    );
  });
  return chapter(
    '9. The answer',
    'The answer signs the same: the method and path of your request, its own client-id and response-time, and its exact bytes, with a key that the server publishes. Verify before you parse.',
    el('p', { class: 'actions' }, send),
    said,
  );
}

function value(text: string, step: string): HTMLElement {
  return el('pre', { class: 'code', tabindex: '0', 'aria-label': step, 'data-step': step }, text);
}
