import type { Afterthought } from './answer-panel.ts';
import { toBase64 } from './bytes.ts';
import { button, el, fill } from './dom.ts';
import { type Exchange, jsonObjectOf } from './exchange.ts';
import { doctorRoute, sandboxPath } from './sandbox-routes.ts';
import type { Session } from './session.ts';

/**
 * A button that asks the laptop's doctor why a signature failed, under answers that say no more
 * than that it did. Deployments have no doctor: they tell nobody.
 */
export function doctorAfterthought(session: Session): Afterthought {
  return (made) => {
    const { outcome } = made;
    const failed = outcome.kind === 'answered' && outcome.result.code === 'INVALID_SIGNATURE';
    if (!failed || !session.sandboxRoutes.value.has(doctorRoute)) return undefined;
    const said = el('div', { role: 'status' });
    const ask = button('Why?', async () => fill(said, await diagnosis(made)));
    return el('div', { class: 'doctor' }, ask, said);
  };
}

async function diagnosis({ call, sentAt }: Exchange): Promise<HTMLElement> {
  const { method, target, headers, body } = call;
  const request = {
    method,
    target,
    // The browser adds it, and what it says is what some sign by mistake.
    headers: [...Object.entries(headers), ['host', location.host]],
    bodyBase64: toBase64(body),
    receivedAtMs: sentAt,
  };
  const response = await fetch(`${sandboxPath}/doctor`, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  const said = jsonObjectOf(await response.text()) ?? {};
  const text = String(said['report'] ?? said['error'] ?? 'The doctor says nothing.');
  return el('pre', { class: 'code', tabindex: '0', 'aria-label': 'What the doctor says' }, text);
}
