import { announce, button, el, fill, labelled } from './dom.ts';
import { loadPartnerKey } from './partner-key.ts';
import type { Session } from './session.ts';

/**
 * Takes a private key by file, by paste, or dropped on it. The key goes into WebCrypto, which does
 * not give it out again; it is not kept when the tab is closed.
 */
export function keyLoader(session: Session, until: AbortSignal): HTMLElement {
  const file = el('input', { type: 'file', accept: '.pem,.key,.der,.txt,.p8,.pk8' });
  const pasted = el('textarea', {
    class: 'code',
    rows: '3',
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: '-----BEGIN PRIVATE KEY-----',
  });
  const said = el('p', { class: 'problem', role: 'alert' });
  const state = el('div', {});

  async function take(given: string | Uint8Array<ArrayBuffer>): Promise<void> {
    const key = await loadPartnerKey(given);
    pasted.value = '';
    file.value = '';
    if ('mistake' in key) {
      said.textContent = key.mistake;
      return;
    }
    said.textContent = '';
    session.key.set(key);
    announce(`A private key of ${key.bits} bits is loaded.`);
  }
  async function takeFile(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    // Far beyond any key; a wrong file must not fill the memory.
    if (chosen.size > 1_000_000) said.textContent = 'This file is too large to be a key.';
    else await take(new Uint8Array(await chosen.arrayBuffer()));
  }

  file.addEventListener('change', () => takeFile(file.files?.[0]));
  const zone = el(
    'div',
    { class: 'drop' },
    labelled('Private key file', file, 'Or drop the file here. It stays in this tab.'),
    labelled(
      'Or its text',
      pasted,
      'PKCS#8 or PKCS#1, PEM or bare base64; newlines may be spelled \\n.',
    ),
    el(
      'p',
      { class: 'actions' },
      button('Load the pasted key', () => take(pasted.value)),
    ),
    said,
  );
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', async (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    await takeFile(event.dataTransfer?.files[0]);
  });
  const details = el('details', {}, el('summary', {}, 'Use another key'), zone);
  session.key.watch(until, (key) => {
    if (key === undefined) {
      details.open = true;
      fill(state, el('p', { class: 'bad' }, 'No private key is loaded.'));
      return;
    }
    details.open = false;
    fill(
      state,
      el('p', { class: 'good' }, `RSA ${key.bits} bits, ${key.form}`),
      el(
        'p',
        { class: 'note' },
        'SHA-256 of its public half ',
        el('code', { class: 'wrap' }, key.fingerprint),
      ),
    );
  });
  return el('div', {}, state, details);
}
