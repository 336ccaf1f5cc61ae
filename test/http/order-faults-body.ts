import type { Draft } from './order-draft.ts';
import type { Fault } from './order-faults.ts';
import type { Api } from './provider.ts';

type Bend = NonNullable<Draft['bend']>;

function form(name: string, message: string, bend: Bend): Fault {
  return {
    name,
    step: 7.1,
    spoils: ['form'],
    message: `body: ${message}`,
    outcome: () => 'F PARAM_ILLEGAL',
    spoil(draft) {
      draft.bend = bend;
    },
  };
}

function member(
  name: string,
  message: string,
  changes: Draft['body'],
  only?: readonly Api[],
): Fault {
  return {
    name,
    step: 7.2,
    spoils: ['schema'],
    message,
    ...(only && { only }),
    outcome: () => 'F PARAM_ILLEGAL',
    spoil(draft) {
      draft.body = { ...draft.body, ...changes };
    },
  };
}

/** Puts members before the others of a text, if it has any. */
function first(members: string): Bend {
  return (text) => `{${members}${text === '{}' ? '' : ','}${text.slice(1)}`;
}

const deep = `${'['.repeat(17)}${']'.repeat(17)}`;

/** What is wrong with a body: step 7, first its form, then its schema. */
export const bodyFaults: readonly Fault[] = [
  form('JSON cut off', 'JSON is cut off', (text) => text.slice(0, -1)),
  form('a member twice', 'duplicate key "a"', first('"a":1,"a":2')),
  form('17 levels', 'nested deeper than 16 levels', first(`"a":${deep}`)),
  form('half a character', 'lone surrogate near character 7', first('"a":"\\ud800"')),
  form('a byte order mark', 'starts with a byte order mark', (text) => `\ufeff${text}`),
  form('a list', 'expected a JSON object', (text) => `[${text}]`),
  form('C3 28', 'expected well-formed UTF-8', (text) =>
    Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28])]),
  ),
  member('an unknown member', 'headroomMinor: unknown member', { headroomMinor: 1 }),
  member('no product', 'productCode: required', { productCode: undefined }, ['queryCreditQuota']),
  member('no zone', 'timeZone: required', { timeZone: undefined }, ['applyCreditGrant']),
  member(
    'tomorrow and after',
    'invoiceDate: expected no date in the future',
    { invoiceDate: '99981231' },
    ['applyCreditGrant'],
  ),
  member('no order', 'bizOrderId: required', { bizOrderId: undefined }, ['submitAttachment']),
  member(
    'a file that is none',
    'attachmentContent: content is not a PDF',
    { attachmentContent: 'AAAA' },
    ['submitAttachment'],
  ),
  member('no currency', 'currency: required', { currency: undefined }, ['inquiryAvailableQuota']),
  member(
    'a number for a method',
    'quotaAccumulationMethod: ' +
      'expected USER_ID or RECEIVING_ACCOUNT or VIRTUAL_ACCOUNT or BENEFICIARY',
    { quotaAccumulationMethod: 1 },
    ['inquiryAvailableQuota'],
  ),
  {
    ...member('a blank in the reference', reference(), { referenceNo: 'A B' }, [
      'applyCreditGrant',
      'inquiryCreditGrant',
    ]),
    // Of an inquiry it is all there is.
    spoils: ['schema', 'reference'],
  },
];

function reference(): string {
  return 'referenceNo: expected 1 to 64 printable ASCII characters without blanks or #';
}
