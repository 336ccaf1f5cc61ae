import type { Endpoint } from './endpoint.ts';

/**
 * A rule of a request that its JSON Schema cannot say. Whoever keeps to the schema and to these is
 * never answered PARAM_ILLEGAL.
 */
export interface UnsaidRule {
  readonly id: string;
  /** The member or header that it is about. */
  readonly field: string;
  readonly rule: string;
  /** What the answer's message matches when it is broken. */
  readonly message: string;
}

const ofAnyBody: readonly UnsaidRule[] = [
  {
    id: 'members-once',
    field: 'body',
    rule: 'No member comes twice in one object.',
    message: '^body: duplicate key ',
  },
  {
    id: 'depth',
    field: 'body',
    rule: 'Objects and lists are nested 16 deep at most.',
    message: '^body: nested deeper than 16 levels',
  },
  {
    id: 'entries',
    field: 'body',
    rule: 'There are at most 10,000 members and elements.',
    message: '^body: more than 10000 members and elements',
  },
  {
    id: 'body-size',
    field: 'body',
    rule: 'It has at most `x-body-limit-bytes` bytes.',
    message: '^body: expected at most [0-9]+ bytes',
  },
  {
    id: 'one-customer',
    field: 'Connected-AccountId',
    rule: 'Where both headers of the customer are sent, they name the same one.',
    message: '^Connected-CustomerId and Connected-AccountId: expected the same customer$',
  },
  {
    id: 'customer-required',
    field: 'Connected-CustomerId',
    rule: 'A partner that acts for customers only names one.',
    message: '^Connected-CustomerId: required$',
  },
];

const ofApplications: readonly UnsaidRule[] = [
  {
    id: 'plain-integer',
    field: 'invoiceInfoList[].invoiceAmount.value',
    rule: 'A number is written in plain digits: not 100.0, not 1e2.',
    message: '^invoiceInfoList\\[\\d+\\]\\.invoiceAmount\\.value: expected digits',
  },
  {
    id: 'known-time-zone',
    field: 'timeZone',
    rule: 'A region is one of the IANA database (format `iana-time-zone`), and no letters of old Java such as CST.',
    message: '^timeZone: expected an IANA time zone',
  },
  {
    id: 'past-invoice-date',
    field: 'invoiceDate',
    rule: 'It is not in the future in `timeZone`.',
    message: '^invoiceDate: expected no date in the future$',
  },
  {
    id: 'invoices-once',
    field: 'invoiceInfoList[].invoiceNo',
    rule: 'No invoice comes twice.',
    message: '^invoiceInfoList\\[\\d+\\]\\.invoiceNo: expected each invoice once$',
  },
  {
    id: 'one-currency',
    field: 'invoiceInfoList[].invoiceAmount.currency',
    rule: 'All invoices are in one currency.',
    message:
      '^invoiceInfoList\\[\\d+\\]\\.invoiceAmount\\.currency: expected one currency for all invoices$',
  },
  {
    id: 'facility-currency',
    field: 'invoiceInfoList[].invoiceAmount.currency',
    rule: "It is the facility's.",
    message: '^invoiceInfoList\\[0\\]\\.invoiceAmount\\.currency: expected [A-Z]{3}$',
  },
  {
    id: 'sum',
    field: 'invoiceInfoList[].invoiceAmount.value',
    rule: 'All together are at most 16 digits.',
    message:
      '^invoiceInfoList\\[\\d+\\]\\.invoiceAmount\\.value: expected a sum of at most 16 digits$',
  },
  {
    id: 'further-members',
    field: 'invoiceInfoList[]',
    rule: 'Members that are not named here are at most 1,024 bytes of JSON without blanks.',
    message: '^invoiceInfoList\\[\\d+\\]: expected at most 1,024 bytes of further members$',
  },
  {
    id: 'submitted-file',
    field: 'attachmentFile.fileKey',
    rule: 'It is the key of a file that was submitted for the same account.',
    message: '^attachmentFile\\.fileKey: expected a submitted file$',
  },
];

const ofAttachments: readonly UnsaidRule[] = [
  {
    id: 'file-name',
    field: 'fileName',
    rule: 'Format `attachment-file-name`: something stands before the ending, there are no Unicode format characters or line separators, and Windows has not reserved it.',
    message:
      '^fileName: the name (contains a control or format character|has nothing before its ending|is reserved on Windows)$',
  },
  {
    id: 'file-content',
    field: 'attachmentContent',
    rule: "The bytes are a file of the name's ending, and of no other kind at once; a picture is not damaged and not over 100 megapixels, an archive holds nothing dangerous.",
    message: '^attachmentContent: (content is|the image|the archive)',
  },
];

/** OpenAPI ties the header to a body, and leaves it out where there is none. */
const ofEmptyBodies: readonly UnsaidRule[] = [
  {
    id: 'content-type',
    field: 'Content-Type',
    rule: 'It is sent with an empty body too.',
    message: '^Content-Type: expected application/json; charset=UTF-8$',
  },
];

/** The rules of an endpoint's requests beside its schema. */
export function unsaidRulesOf({
  name,
  emptyBodyAllowed,
}: Pick<Endpoint, 'name' | 'emptyBodyAllowed'>): readonly UnsaidRule[] {
  if (emptyBodyAllowed) return [...ofAnyBody, ...ofEmptyBodies];
  switch (name) {
    case 'applyCreditGrant':
      return [...ofAnyBody, ...ofApplications];
    case 'submitAttachment':
      return [...ofAnyBody, ...ofAttachments];
    default:
      return ofAnyBody;
  }
}
