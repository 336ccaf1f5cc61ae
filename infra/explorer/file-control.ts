import type { Change, Input } from './body-form.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import { announce, el } from './dom.ts';

/** Takes a file into `attachmentContent` as base64, and its name into `fileName`. */
export function fileControl(id: string, change: Change): Input {
  const node = el('input', { id, type: 'file', accept: '.pdf,.png,.jpg,.jpeg,.zip' });
  const size = el('p', { class: 'note' });
  node.addEventListener('change', async () => {
    const [file] = node.files ?? [];
    if (file === undefined) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    change(['fileName'], file.name);
    change(['attachmentContent'], toBase64(bytes));
    announce(`${file.name} is in the body now, as base64.`);
  });
  const show = (value: unknown): void => {
    size.textContent = describe(value);
  };
  return { node, extra: [size], show };
}

function describe(value: unknown): string {
  if (typeof value !== 'string' || value === '') return 'No file is in the body.';
  const bytes = fromBase64(value);
  const size =
    bytes === undefined ? 'which is no base64' : `${bytes.length.toLocaleString('en')} bytes`;
  return `In the body now: ${value.length.toLocaleString('en')} letters of base64, ${size}.`;
}
