/** A model of one tenant's credit, in plain TypeScript: it shares no code with the project. */

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** How long an application may wait for its decision. */
export const spanMs = 635 * minuteMs;
/** Work that is later than this is sent for again. */
export const overdueMs = 2 * minuteMs;
/** How long before its time is over nothing is decided or drawn any more. */
export const marginMs = 5_000;

/** The time zones that applications name, in minutes east of UTC. */
export const zones: Readonly<Record<string, number>> = { UTC: 0, '+08:00': 480, '-05:00': -300 };

/** The day, counted from 1970-01-01, that a zone's calendar shows. */
export function dayIn(zone: string, nowMs: number): number {
  return Math.floor((nowMs + (zones[zone] ?? 0) * minuteMs) / dayMs);
}

/** The first instant after a day in a zone. */
export function endOfDay(zone: string, day: number): number {
  return (day + 1) * dayMs - (zones[zone] ?? 0) * minuteMs;
}

/** A day as the wire writes it. */
export function wireDate(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10).replaceAll('-', '');
}

/** What is applied for; days are counted from 1970-01-01. */
export interface ModelApplication {
  readonly referenceNo: string;
  readonly payeeCode: string;
  readonly vcCode: string;
  readonly invoiceDay: number;
  readonly zone: string;
  readonly fileKey: string;
  readonly invoices: readonly {
    readonly no: string;
    readonly value: bigint;
    readonly dueDay?: number;
  }[];
  readonly vendorName?: string;
}

/** One application and what it won. */
export interface ModelGrant {
  readonly application: ModelApplication;
  readonly amount: bigint;
  readonly decideBy: number;
  status: 'ACCEPTED' | 'FAILED' | 'SUCCESS';
  waitsFor: 'REVIEW' | 'DECISION';
  attempts: number;
  nextDueAt: number;
  failCode: string;
  dueDay: number;
  expiresAt: number;
  unused: bigint;
  outstanding: bigint;
  /** Whether it is noted that it expired, by the check or by who applied on its invoices. */
  noted: boolean;
  /** Whether it was told of: only the check does. */
  told: boolean;
}

/** A loan taken on a grant. */
export interface ModelLoan {
  readonly referenceNo: string;
  readonly dueAt: number;
  outstanding: bigint;
}

/** What a facility is opened with. */
export interface ModelTerms {
  readonly currency: string;
  readonly threshold: bigint;
  readonly basisPoints: bigint;
  readonly termDays: number;
  readonly maxAgeDays: number;
  readonly maxDaysToDue: number;
}

/** The status and the fail code that a partner is told. */
export interface ModelFate {
  readonly status: string;
  readonly failCode?: string;
}

/** What an application has come to, as judged at an instant. */
export function fateAt(grant: ModelGrant, nowMs: number): ModelFate {
  if (grant.status === 'ACCEPTED' && nowMs >= grant.decideBy) {
    return { status: 'FAILED', failCode: 'EVALUATION_TIMEOUT' };
  }
  if (grant.status !== 'FAILED') return { status: grant.status };
  return { status: 'FAILED', failCode: grant.failCode };
}

/** The content of an application as one text: the order of its invoices makes no difference. */
export function contentOf(application: ModelApplication): string {
  const invoices = application.invoices
    .map(({ no, value, dueDay }) => `${no}/${value}/${dueDay}`)
    .sort();
  return JSON.stringify({ ...application, invoices });
}

/** What the decision service is told to say, or that it is down. */
export type ModelOpinion = 'approve' | 'reject' | 'pending' | 'throw';

/** What a tried retry waits for, with the middle of the jitter. */
export function middleBackoffSeconds(attempts: number): number {
  const ceiling = Math.min(90, 10 * 2 ** attempts);
  return Math.max(1, Math.floor((ceiling + 1) / 2));
}

/** An application that has just been made. */
export function newGrant(application: ModelApplication, amount: bigint, nowMs: number): ModelGrant {
  return {
    application,
    amount,
    decideBy: nowMs + spanMs,
    status: 'ACCEPTED',
    waitsFor: 'DECISION',
    attempts: 0,
    nextDueAt: nowMs + 5_000,
    failCode: '',
    dueDay: 0,
    expiresAt: 0,
    unused: 0n,
    outstanding: 0n,
    noted: false,
    told: false,
  };
}

/** What each invoice is claimed under. */
export function claimKeys({ vcCode, invoices }: ModelApplication): string[] {
  return invoices.map(({ no }) => `${vcCode}#${no}`);
}

/** The sum of amounts. */
export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
