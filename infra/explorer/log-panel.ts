import { codeOf, truthOf } from './answer-panel.ts';
import { announce, button, copyButton, el, fill } from './dom.ts';
import type { Exchange } from './exchange.ts';
import { pretty } from './json-edit.ts';
import type { Session } from './session.ts';

/** The last requests of this tab, each to look at again, to send anew, or byte for byte. */
export function logPanel(
  session: Session,
  show: (exchange: Exchange) => void,
  until: AbortSignal,
): HTMLElement {
  const list = el('ol', { class: 'log' });
  const empty = el(
    'p',
    { class: 'note' },
    'Requests of this tab appear here, and are forgotten with it.',
  );
  const copy = copyButton('Copy the log', () => pretty(session.log.value.map(exported)));
  session.log.watch(until, (log) => {
    empty.hidden = log.length > 0;
    copy.hidden = log.length === 0;
    fill(list, ...log.map((one, at) => entry(session, one, log.length - at, show)));
  });
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'log-title' },
    el('h2', { id: 'log-title' }, 'Last requests'),
    empty,
    list,
    el('p', { class: 'actions' }, copy),
  );
}

function entry(
  session: Session,
  made: Exchange,
  number: number,
  show: (exchange: Exchange) => void,
): HTMLElement {
  const { api, call, sentAt, elapsedMs, mistake } = made;
  const code = codeOf(made);
  const status = truthOf(made);
  const named = `request ${number}, ${api}`;
  return el(
    'li',
    { class: `truth-${status}` },
    el('span', { class: 'badge' }, status),
    el('span', { class: 'what' }, `${api} ${code}`, mistake !== undefined && ` (${mistake})`),
    el(
      'span',
      { class: 'note' },
      `${new Date(sentAt).toLocaleTimeString()}, ${elapsedMs.toFixed(0)} ms`,
    ),
    el(
      'span',
      { class: 'actions' },
      button('Show', () => show(made), { 'aria-label': `Show ${named}` }),
      button('Replay', () => replay(session, made, show), {
        'aria-label': `Replay ${named}, signed anew`,
        title: 'The same content as it was meant, signed anew by who calls now',
      }),
      button('Same bytes', async () => show(await session.send(call, made)), {
        'aria-label': `Send the same bytes of ${named}`,
        title: 'The very same bytes, signature and time included',
      }),
    ),
  );
}

async function replay(
  session: Session,
  made: Exchange,
  show: (exchange: Exchange) => void,
): Promise<void> {
  const again = await session.callAnew(made);
  if (again === undefined) announce('Load a private key first.');
  else show(again);
}

/** What somebody else can read of a request; access tokens are left out. */
function exported({ api, call, sentAt, elapsedMs, mistake, outcome }: Exchange): object {
  const { 'Access-Token': _, ...headers } = call.headers;
  const { method, target, body } = call;
  const request = { method, target, headers, body: new TextDecoder().decode(body) };
  const about = {
    api,
    mistake,
    at: new Date(sentAt).toISOString(),
    elapsedMs: Math.round(elapsedMs),
  };
  if (outcome.kind === 'unanswered') return { ...about, request, noAnswerBecause: outcome.why };
  const { answer, text, verification } = outcome;
  return {
    ...about,
    request,
    answer: { status: answer.status, headers: Object.fromEntries(answer.headers), body: text },
    verified: verification.verified,
  };
}
