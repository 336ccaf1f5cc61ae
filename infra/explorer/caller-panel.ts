import { button, el, fill, labelled } from './dom.ts';
import { keyLoader } from './key-loader.ts';
import type { Caller, Session } from './session.ts';

/** Who calls: client id, key, and the customer acted for; and whose answers are believed. */
export function callerPanel(session: Session, until: AbortSignal): HTMLElement {
  const clientId = textInput(session, 'clientId', until);
  const keyVersion = el('input', { inputmode: 'numeric', autocomplete: 'off' });
  keyVersion.addEventListener('input', () => {
    if (/^\d{1,9}$/.test(keyVersion.value)) {
      session.caller.set({ ...session.caller.value, keyVersion: Number(keyVersion.value) });
    }
  });
  session.caller.watch(until, ({ keyVersion: version }) => {
    if (Number(keyVersion.value) !== version) keyVersion.value = `${version}`;
  });
  const customers = el('div', {});
  const customerId = textInput(session, 'customerId', until);
  const accessToken = textInput(session, 'accessToken', until);
  session.demo.watch(until, (demo) => {
    if (demo === undefined) return;
    const pick = el('select', {});
    fill(
      pick,
      el('option', { value: '' }, "(the client's own account)"),
      ...demo.customers.map(({ id, contractStatus }) =>
        el('option', { value: id }, `${id} (contract ${contractStatus})`),
      ),
    );
    pick.value = session.caller.value.customerId;
    pick.addEventListener('change', () => {
      const customer = demo.customers.find(({ id }) => id === pick.value);
      session.caller.set({
        ...session.caller.value,
        customerId: customer?.id ?? '',
        accessToken: customer?.accessToken ?? '',
      });
    });
    fill(customers, labelled('Demo customer', pick));
  });
  return el(
    'section',
    { class: 'caller', 'aria-labelledby': 'caller-title' },
    el('h2', { id: 'caller-title' }, 'Who calls'),
    labelled('Client-Id', clientId),
    el('h3', {}, 'Private key'),
    keyLoader(session, until),
    el(
      'details',
      {},
      el('summary', {}, 'Key version, customer, token'),
      labelled(
        'keyVersion',
        keyVersion,
        'Names one of your keys; the provider tries each live one if it has no such.',
      ),
      customers,
      labelled('Connected-CustomerId', customerId, 'Only when you act for a customer.'),
      labelled(
        'Access-Token',
        accessToken,
        'Where the customer has authorised you. Neither header is signed.',
      ),
    ),
    serverKeysNode(session, until),
  );
}

function textInput(
  session: Session,
  name: 'clientId' | 'customerId' | 'accessToken',
  until: AbortSignal,
): HTMLInputElement {
  const input = el('input', { autocomplete: 'off', spellcheck: 'false' });
  input.addEventListener('input', () => {
    // What no header can carry would be refused by the browser with words of its own.
    const value = input.value.replaceAll(/[^ -~]/g, '');
    const changed: Caller = { ...session.caller.value, [name]: value };
    session.caller.set(changed);
  });
  session.caller.watch(until, (caller) => {
    if (input.value !== caller[name]) input.value = caller[name];
  });
  return input;
}

function serverKeysNode(session: Session, until: AbortSignal): HTMLElement {
  const node = el('div', {});
  const show = (): void => {
    const fault = session.serverKeysFault.value;
    const keys = session.serverKeys.value;
    fill(
      node,
      fault !== '' && el('p', { class: 'bad' }, `The server's keys could not be loaded: ${fault}.`),
      ...keys.map(({ keyVersion, use, fingerprint }) =>
        el(
          'p',
          { class: 'note' },
          `Key version ${keyVersion}, ${use}: `,
          el('code', { class: 'wrap' }, fingerprint),
        ),
      ),
    );
  };
  session.serverKeys.watch(until, show);
  session.serverKeysFault.watch(until, show);
  return el(
    'details',
    {},
    el('summary', {}, "The server's keys"),
    el(
      'p',
      { class: 'note' },
      'Answers are verified with these. Compare the SHA-256 with what the provider told you by another way.',
    ),
    node,
    el(
      'p',
      { class: 'actions' },
      button('Load them again', () => session.reloadServerKeys()),
    ),
  );
}
