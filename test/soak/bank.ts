import { setTimeout as wait } from 'node:timers/promises';
import { day } from '../builders.ts';
import { inquire } from './applying.ts';
import { type BankEvent, putUntilTaken } from './bus.ts';
import type { Dice } from './dice.ts';
import { fxStartMinor, type Member, productCode } from './enrolment.ts';
import { quotaOf } from './queries.ts';
import type { SoakedServer } from './soaked-server.ts';
import type { Tally } from './tally.ts';

interface Loan {
  readonly drawdownNo: string;
  owedMinor: bigint;
}

// After that long the bus may have given an event up: who sent it sends it again.
const againAfterMs = 20_000;
const pollMs = 150;
// What has not come to pass by then never will: the run has failed, and must end to say so.
const givenUpAfterMs = 10 * 60_000;

/**
 * What a bank does with one partner: draws on grants, repays, credits and debits its FX quota, by
 * events on the bus, one at a time. Each reading of what an event moves shows it as it was before,
 * or as it is after; anything else is wrong.
 */
export class Bank {
  unpaidMinor = 0n;
  fxMinor = fxStartMinor;
  readonly #loans: Loan[] = [];
  readonly #member: Member;
  readonly #server: SoakedServer;
  readonly #dice: Dice;
  readonly #tally: Tally;
  #events = 0;

  constructor(member: Member, server: SoakedServer, dice: Dice, tally: Tally) {
    this.#member = member;
    this.#server = server;
    this.#dice = dice;
    this.#tally = tally;
  }

  /** Does this until told to stop; what is under way then is still seen through. */
  async work(stopping: AbortSignal): Promise<void> {
    const acts = { draw: 4, repay: 3, credit: 1, debit: 1 } as const;
    while (!stopping.aborted) {
      const act = this.#dice.byWeight(acts);
      if (act === 'draw') await this.#draw();
      else if (act === 'repay') await this.#repay();
      else await this.#moveFx(act);
      await wait(this.#dice.between(20, 200));
    }
  }

  /** The unpaid total as the partner is told, or undefined when it is not told now. */
  async toldUnpaid(): Promise<bigint | undefined> {
    const body = JSON.stringify({ productCode });
    const told = await this.#member.partner.call('queryCreditQuota', body);
    return told?.kind === 'S' ? quotaOf(told.body)[2] : undefined;
  }

  /** The FX quota as the partner is told. */
  async toldFx(): Promise<bigint | undefined> {
    const { partner, fxAccountId: quotaAccumulationId } = this.#member;
    const asked = { quotaAccumulationMethod: 'USER_ID', quotaAccumulationId, currency: 'USD' };
    const told = await partner.call('inquiryAvailableQuota', JSON.stringify(asked));
    if (told?.kind !== 'S') return undefined;
    return BigInt((told.body['availableQuota'] as { readonly value: string }).value);
  }

  async #draw(): Promise<void> {
    const application = this.#dice.oneOf(this.#member.journal.applications);
    if (application === undefined) return;
    if (application.knowledge === 'accepted') await inquire(this.#member, application);
    const { knowledge, amountMinor, drawnMinor, creditGrantNo } = application;
    const left = amountMinor - drawnMinor;
    if (knowledge !== 'granted' || left === 0n || creditGrantNo === undefined) return;
    const amount = this.#partOf(left);
    const drawdownNo = `D-${this.#member.partner.clientId}-${this.#loans.length + 1}`;
    const dates = { dueDate: day(30), timeZone: 'UTC' };
    const data = { creditGrantNo, drawdownNo, amountMinor: `${amount}`, ...dates };
    application.drawnMinor += amount;
    await this.#see('loan.drawn', data, this.unpaidMinor, this.unpaidMinor + amount);
    this.#loans.push({ drawdownNo, owedMinor: amount });
    this.unpaidMinor += amount;
  }

  async #repay(): Promise<void> {
    const loan = this.#dice.oneOf(this.#loans.filter(({ owedMinor }) => owedMinor > 0n));
    if (loan === undefined) return;
    const amount = this.#partOf(loan.owedMinor);
    const data = { drawdownNo: loan.drawdownNo, amountMinor: `${amount}` };
    await this.#see('loan.repaid', data, this.unpaidMinor, this.unpaidMinor - amount);
    loan.owedMinor -= amount;
    this.unpaidMinor -= amount;
  }

  async #moveFx(act: 'credit' | 'debit'): Promise<void> {
    if (act === 'debit' && this.fxMinor === 0n) return;
    const amount =
      act === 'debit' ? this.#partOf(this.fxMinor) : BigInt(this.#dice.between(1, 99_999));
    const account = { accumulationMethod: 'USER_ID', accumulationId: this.#member.fxAccountId };
    const data = { ...account, currency: 'USD', amountMinor: `${amount}` };
    const after = this.fxMinor + (act === 'debit' ? -amount : amount);
    await this.#see(`fx-quota.${act}ed`, data, this.fxMinor, after);
    this.fxMinor = after;
  }

  /** All of it every other time, else some of it. */
  #partOf(whole: bigint): bigint {
    if (this.#dice.chance(0.5)) return whole;
    return (whole * BigInt(this.#dice.between(1, 99))) / 100n || 1n;
  }

  async #see(type: string, data: BankEvent['data'], before: bigint, after: bigint): Promise<void> {
    const { partner } = this.#member;
    this.#events += 1;
    const event = { eventId: `E-${partner.clientId}-${this.#events}`, type, data };
    const givenUpAt = Date.now() + givenUpAfterMs;
    while (Date.now() < givenUpAt) {
      await putUntilTaken(this.#server, partner, event, givenUpAt);
      this.#tally.count('events put');
      const deadline = Date.now() + againAfterMs;
      while (Date.now() < deadline) {
        const seen = await (type.startsWith('loan') ? this.toldUnpaid() : this.toldFx());
        if (seen === after) return this.#tally.count('events seen');
        if (seen !== undefined && seen !== before) {
          const what = `${partner.clientId} ${type} from ${before} to ${after}: ${seen}`;
          this.#tally.wrong('amounts', what);
        }
        await wait(pollMs);
      }
    }
    this.#tally.wrong('unsettled', `${event.eventId}, ${type}: not seen to happen`);
  }
}
