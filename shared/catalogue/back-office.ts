import * as z from 'zod/mini';
import { budgetAccountStatuses } from '../domain/budget-account.ts';
import { productCodes } from '../domain/facility.ts';
import { accumulationMethods, tradeTypes } from '../domain/fx-quota.ts';
import { calendarDate, currency, identifier, text, timeZone } from './fields.ts';

/** Minor units as a digit string: JSON has no integer that is safe for money. */
const minor = z.pipe(
  z.string({ error: 'expected digits' }).check(z.regex(/^(?:0|[1-9][0-9]{0,15})$/)),
  z.transform((digits: string) => BigInt(digits)),
);
const positiveMinor = z.pipe(
  z.string({ error: 'expected digits of at least 1' }).check(z.regex(/^[1-9][0-9]{0,15}$/)),
  z.transform((digits: string) => BigInt(digits)),
);
const days = z.int().check(z.minimum(1), z.maximum(3_650));
const productCode = z.enum(productCodes);

const terms = z.strictObject({
  advanceRateBasisPoints: z.pipe(
    z.int().check(z.minimum(1), z.maximum(10_000)),
    z.transform((points: number) => BigInt(points)),
  ),
  maxInvoiceAgeDays: days,
  maxDaysToDue: days,
  reviewThresholdMinor: minor,
  // Two expiry instants a day and zone, at most a year of them: the facility stays one small item.
  grantTermDays: z.int().check(z.minimum(1), z.maximum(366)),
  annualPercentageRate: z.string().check(z.regex(/^0(?:\.[0-9]{1,6})?$|^[1-9](?:\.[0-9]{1,6})?$/)),
});

const fxQuota = z.strictObject({
  accumulationMethod: z.enum(accumulationMethods),
  accumulationId: identifier,
  currency,
  tradeType: z.optional(z.enum(tradeTypes)),
  amountMinor: positiveMinor,
});

/** What each event of the back office says, by its type. */
const eventData = {
  'facility.opened': z.strictObject({
    productCode,
    currency,
    creditLimitMinor: minor,
    payeeCodes: z.array(identifier).check(z.minLength(1), z.maxLength(100)),
    vcCodes: z.array(identifier).check(z.minLength(1), z.maxLength(100)),
    terms,
  }),
  'facility.limit-changed': z.strictObject({ productCode, creditLimitMinor: minor }),
  'facility.fenced': z.strictObject({ productCode }),
  'facility.promoted': z.strictObject({ productCode }),
  'facility.reconciled': z.strictObject({ productCode }),
  'loan.drawn': z.strictObject({
    creditGrantNo: identifier,
    drawdownNo: identifier,
    amountMinor: positiveMinor,
    dueDate: calendarDate,
    timeZone,
  }),
  'loan.repaid': z.strictObject({ drawdownNo: identifier, amountMinor: positiveMinor }),
  'fx-quota.credited': fxQuota,
  'fx-quota.debited': fxQuota,
  'contract.signed': z.strictObject({ contract: z.enum(['credit', 'budget-account']) }),
  'budget-account.opened': z.strictObject({
    budgetAccountId: identifier,
    budgetAccountName: text(50),
    status: z.enum(budgetAccountStatuses),
    /** Otherwise when it is posted. */
    createdAt: z.optional(z.iso.datetime({ offset: true })),
  }),
  'grant.reviewed': z.strictObject({
    referenceNo: identifier,
    decision: z.enum(['approve', 'reject']),
  }),
  'token.issued': z.strictObject({
    /** SHA-256 of the token, in hex: the token itself never travels. */
    tokenHash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    scopes: z.array(z.enum(['credit', 'fx', 'worldcard'])).check(z.minLength(1)),
    expiresAt: z.iso.datetime({ offset: true }),
  }),
  'token.revoked': z.strictObject({
    tokenHash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  }),
} as const;

/** The types of event that the back office can post. */
export type BackOfficeEventType = keyof typeof eventData;

/** Those types, for whoever tells these events from others. */
export const backOfficeEventTypes: readonly string[] = Object.keys(eventData);

/** Whom an event is about. */
const eventTenant = {
  clientId: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  /** The customer it is about; absent for the client's own account. */
  customerId: z.optional(identifier),
};

/** What every event says beside its own data. */
const envelope = {
  /**
   * Chosen by the sender; each counts once, for ever, within its tenant, whether it was posted or
   * refused. The same id for another customer, or for the client's own account, is another event.
   */
  eventId: identifier,
  ...eventTenant,
  /** Who did it. */
  actor: text(64),
  /** Why. */
  reason: text(256),
};

function eventOf<Type extends BackOfficeEventType>(type: Type) {
  return z.strictObject({ ...envelope, type: z.literal(type), data: eventData[type] });
}

/** An event of the back office, from the bus or from an operator. */
export const backOfficeEvent = z.discriminatedUnion('type', [
  eventOf('facility.opened'),
  eventOf('facility.limit-changed'),
  eventOf('facility.fenced'),
  eventOf('facility.promoted'),
  eventOf('facility.reconciled'),
  eventOf('loan.drawn'),
  eventOf('loan.repaid'),
  eventOf('fx-quota.credited'),
  eventOf('fx-quota.debited'),
  eventOf('contract.signed'),
  eventOf('budget-account.opened'),
  eventOf('grant.reviewed'),
  eventOf('token.issued'),
  eventOf('token.revoked'),
]);

/** What is looked for in an event that cannot be read: whom it is about. */
export const namedTenant = z.object(eventTenant);
/** What is looked for in an event that cannot be read: what it is called. */
export const namedEvent = z.object({ eventId: envelope.eventId });

/** An event as it is after parsing. */
export type BackOfficeEvent = z.output<typeof backOfficeEvent>;
/** The event of one type. */
export type BackOfficeEventOf<Type extends BackOfficeEventType> = Extract<
  BackOfficeEvent,
  { readonly type: Type }
>;
/** An event before it is sent. */
export type BackOfficeEventInput = z.input<typeof backOfficeEvent>;
