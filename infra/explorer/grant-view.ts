import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { afterInquiryWaits } from '../../shared/catalogue/inquiry-schedule.ts';
import { toBase64 } from './bytes.ts';
import { callerPanel } from './caller-panel.ts';
import { button, el, labelled } from './dom.ts';
import { applicationOf, attachmentOf, freshId } from './examples.ts';
import { type Exchange, jsonObjectOf, textAt } from './exchange.ts';
import { GrantStep } from './grant-step.ts';
import { pretty, valueAt, withValue } from './json-edit.ts';
import { samplePdf } from './sample-pdf.ts';
import type { Session } from './session.ts';
import type { View } from './view.ts';

/** A whole grant, guided: the file, the application, the inquiries, and the quota that it made. */
export const grantView: View = (session, until) => {
  const carried = el('p', { class: 'note', role: 'status' });
  const tell = (text: string): void => {
    carried.textContent = text;
  };
  const quota = new GrantStep(session, 'queryCreditQuota', 'Look at the quota', until);
  const inquiry = new GrantStep(session, 'inquiryCreditGrant', 'Inquire', until, (made) => {
    tell(statusOf(made));
    if (textAt(made, 'creditGrantStatus') === 'SUCCESS') quota.enable();
    else inquiry.rename('Inquire again');
  });
  const apply = new GrantStep(session, 'applyCreditGrant', 'Apply for the grant', until, (made) => {
    const referenceNo = textAt(made, 'referenceNo') ?? '';
    session.body('inquiryCreditGrant').set(pretty({ referenceNo }));
    inquiry.rename('Inquire');
    inquiry.enable();
    tell(`Applied as ${referenceNo}: the inquiry asks for it.`);
  });
  const submit = new GrantStep(session, 'submitAttachment', 'Submit the file', until, (made) => {
    const fileName = textAt(made, 'attachmentInfo', 'fileName');
    const fileKey = textAt(made, 'attachmentInfo', 'fileKey');
    change(session, 'applyCreditGrant', ['attachmentFile'], { fileName, fileKey });
    apply.enable();
    tell(`The file is ${fileKey}: the application rests on it.`);
  });
  begin(session);
  session.demo.watch(until, () => begin(session));
  submit.enable();
  const steps = [
    submit.node(1, 'Submit the invoices', fileChoice(session, tell)),
    apply.node(2, 'Apply', amountInput(session, until)),
    inquiry.node(3, 'Ask what became of it'),
    quota.node(4, 'See it in the quota'),
  ];
  return {
    title: 'A whole grant',
    node: el(
      'div',
      { class: 'try' },
      el('div', { class: 'side' }, callerPanel(session, until)),
      el(
        'div',
        { class: 'work' },
        el('h1', { tabindex: '-1' }, 'A whole grant'),
        el(
          'p',
          {},
          'From a file of invoices to a credit grant, in four signed calls. What one answers is carried into the next.',
        ),
        el(
          'p',
          { class: 'actions' },
          button('Start over with new ids', () => {
            begin(session);
            for (const step of [apply, inquiry, quota]) step.reset();
            submit.clear();
            tell('New ids are in the requests.');
          }),
        ),
        carried,
        el('ol', { class: 'steps' }, ...steps.map((step) => el('li', {}, step))),
      ),
    ),
  };
};

/** Puts ids that were never used into the requests of the way. */
function begin(session: Session): void {
  const demo = session.demo.value;
  const sample = toBase64(samplePdf('Invoice, 100.00 USD'));
  session.body('submitAttachment').set(pretty(attachmentOf(demo, 'invoice.pdf', sample)));
  session.body('applyCreditGrant').set(pretty(applicationOf(demo, freshId('R'), 'from step 1')));
}

function change(
  session: Session,
  api: ApiName,
  path: readonly (string | number)[],
  value: unknown,
): void {
  const body = session.body(api);
  const root = jsonObjectOf(body.value);
  if (root !== undefined) body.set(pretty(withValue(root, path, value)));
}

function fileChoice(session: Session, tell: (text: string) => void): HTMLElement {
  const file = el('input', { type: 'file', accept: '.pdf,.png,.jpg,.jpeg,.zip' });
  file.addEventListener('change', async () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    const content = toBase64(new Uint8Array(await chosen.arrayBuffer()));
    change(session, 'submitAttachment', ['fileName'], chosen.name);
    change(session, 'submitAttachment', ['attachmentContent'], content);
    tell(`${chosen.name} is in the request now, as base64.`);
  });
  return labelled(
    'File of the invoices',
    file,
    'PDF, PNG, JPG or ZIP, at most 4,500,000 bytes. Unless you choose one, a sample PDF is sent.',
  );
}

function amountInput(session: Session, until: AbortSignal): HTMLElement {
  const path = ['invoiceInfoList', 0, 'invoiceAmount', 'value'] as const;
  const input = el('input', { inputmode: 'numeric', autocomplete: 'off' });
  input.addEventListener('input', () => change(session, 'applyCreditGrant', path, input.value));
  session.body('applyCreditGrant').watch(until, (text) => {
    const value = valueAt(jsonObjectOf(text), path);
    if (typeof value === 'string' && input.value !== value) input.value = value;
  });
  const note =
    'In cents: 10000 is 100.00 USD. On the laptop more than 5000000 waits for a review; try it, and inquire.';
  return labelled('Amount of the invoice', input, note);
}

function statusOf(made: Exchange): string {
  const status = textAt(made, 'creditGrantStatus');
  const amount = textAt(made, 'creditGrantAmount');
  // Of 0.07 a hundred times is not 7 in binary fractions.
  const rate = Number((Number(textAt(made, 'annualPercentageRate')) * 100).toFixed(4));
  switch (status) {
    case 'SUCCESS':
      return `Granted: ${amount} ${textAt(made, 'creditGrantCurrency')} in minor units at ${rate} % a year, to be drawn by ${textAt(made, 'dueDate')}.`;
    case 'FAILED':
      return `Refused: ${textAt(made, 'failCode')}.`;
    default:
      return `Not decided yet. A program inquires ${afterInquiryWaits}; here you can ask at once.`;
  }
}
