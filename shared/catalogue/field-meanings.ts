/**
 * What the members of requests and answers mean, by name: the same name means the same everywhere.
 * The rule that a value follows is the schema's and not repeated here. For the OpenAPI document
 * alone; a test sees to it that no member lacks its meaning and none is left over.
 */
export const fieldMeanings: Readonly<Record<string, string>> = {
  // What every answer has.
  result: 'What became of the call.',
  resultStatus:
    'The truth: `S` done, `F` definitely not and never will be, `U` unknown: ask again.',
  resultCode: 'Why, in one word.',
  resultMessage: 'What to put right, in words that may change.',
  // Money.
  currency: 'The currency, ISO 4217 alpha-3.',
  value: 'How much, in minor units.',
  // The loan quota.
  productCode: 'The loan product.',
  capLimitTotalAmount: 'The most that can be granted.',
  grantTotalAmount: 'Granted and still available.',
  unpaidTotalAmount: 'Used and not repaid.',
  availableTotalAmount: 'What can be drawn now: as much as is granted, zero while overdue.',
  productStatus: '`OVD`: one or more payments are overdue.',
  // Applications and grants.
  referenceNo:
    "The partner's id for one application, for ever: the same content under it gives the same grant.",
  payeeCode: 'Who is paid.',
  vcCode: 'The virtual account that repayments come through.',
  invoiceDate: 'The date of the invoices, not in the future in `timeZone`.',
  timeZone: 'Where dates are counted.',
  attachmentFile: 'The file of the invoices, as submitAttachment gave it.',
  invoiceInfoList: 'The invoices that the grant rests on. Their order means nothing.',
  vendorName: "The vendor's name.",
  marketRegion: 'The market, ISO 3166 alpha-2.',
  businessMode: 'How the vendor sells.',
  invoiceNo: "The invoice's number, once in an application.",
  invoiceAmount: 'What it is worth; all invoices in one currency, the facility’s.',
  invoiceDueDate: 'When it is to be paid.',
  poNo: 'The purchase order.',
  creditGrantNo: 'Our id of the application and of the grant that it wins.',
  creditGrantStatus:
    '`ACCEPTED`: taken in, to be inquired about. `SUCCESS`: granted. `FAILED`: it never will be.',
  creditGrantAmount: 'How much is granted, with `SUCCESS`.',
  creditGrantCurrency: 'In which currency, with `SUCCESS`.',
  annualPercentageRate: 'The yearly rate as a decimal, with `SUCCESS`: `0.05` is 5 %.',
  dueDate: 'Until the end of which day it can be drawn on, with `SUCCESS`.',
  failCode: 'Why it failed, with `FAILED`.',
  failMessage: 'The same in words, with `FAILED`.',
  // Attachments.
  attachmentId: "The partner's id for one file: the same bytes under it give the same key.",
  attachmentType: 'What it holds.',
  attachmentContent: 'The file, at most 4,500,000 bytes, in base64.',
  fileName:
    "The file's name. Its ending (.png, .jpg, .jpeg, .pdf, .zip) agrees with the first bytes.",
  fileKey: 'Our key of the file.',
  bizOrderId: 'The order that it belongs to.',
  bizType: 'What it is submitted for; only `CREDIT_GRANT_INVOICE` can back a grant.',
  attachmentInfo: 'The file, as an application names it.',
  // The FX quota.
  quotaAccumulationMethod: 'What the quota is accumulated by.',
  quotaAccumulationId: 'The account of that kind.',
  tradeType: 'The kind of trade: with `BENEFICIARY`, and only then.',
  availableQuota: 'What may still be settled.',
  // Budget accounts.
  availableAccountCount: 'How many more can be opened.',
  createdAccountCount: 'How many there are.',
  budgetAccountList: 'Those that there are.',
  budgetAccountId: "The account's id.",
  budgetAccountName: "The account's name.",
  status: 'Whether it can be used.',
  createdAt: 'When it was opened, ISO 8601 with an offset.',
  contractStatus: 'Whether the contract for budget accounts is signed.',
  contractInfoList: 'What is to be signed, with `NOT_SIGN`.',
  contractName: "The contract's name.",
  contractUrl: 'Where it is signed.',
};
