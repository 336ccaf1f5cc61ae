import type { Tally } from './tally.ts';

/** What a partner knows of one of its applications, from answers alone. */
export type Knowledge =
  /** No answer of `S` or `F` has come yet. */
  | 'unknown'
  /** Decided on by nobody, or granted: a promise that must be kept. */
  | 'accepted'
  | 'granted'
  | 'failed'
  /** Refused with `F`, or unknown to the provider when all was quiet: there must be no grant. */
  | 'none';

/** An application, and what has been learnt of it. */
export interface Application {
  readonly referenceNo: string;
  readonly invoiceNo: string;
  /** Byte for byte as it is sent, each time. */
  readonly body: string;
  /** What its invoices are worth by the partner's own sum. */
  readonly amountMinor: bigint;
  /** It is for more than is approved without a person, and nobody reviews it. */
  readonly waitsForReview: boolean;
  /** One of its invoices backs a grant already. */
  readonly mustFail: boolean;
  /** What apply is to answer: a refusal where it is bent, else a decision. */
  readonly expected: string;
  knowledge: Knowledge;
  creditGrantNo?: string;
  failCode?: string;
  drawnMinor: bigint;
  /** When that was learnt: an answer to a request from before may well be older. */
  knownAtMs: number;
}

/** An answer of the provider's, verified. */
export interface Told {
  readonly kind: 'S' | 'F' | 'U';
  readonly body: Readonly<Record<string, unknown>>;
  readonly sentAtMs: number;
}

// What was learnt may become only what stands behind it.
const followers: Readonly<Record<Knowledge, readonly Knowledge[]>> = {
  unknown: ['accepted', 'granted', 'failed', 'none'],
  accepted: ['granted', 'failed'],
  granted: [],
  failed: [],
  none: [],
};

/** A partner's own books of its applications, held against each answer. */
export class Journal {
  readonly applications: Application[] = [];
  readonly #ownerOfGrant = new Map<string, string>();
  readonly #tally: Tally;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  open(
    given: Pick<Application, 'referenceNo' | 'invoiceNo' | 'body' | 'amountMinor'> & {
      readonly waitsForReview?: boolean;
      readonly mustFail?: boolean;
      readonly expected?: string;
    },
  ): Application {
    const application: Application = {
      waitsForReview: false,
      mustFail: false,
      expected: 'S SUCCESS',
      ...given,
      knowledge: 'unknown',
      drawnMinor: 0n,
      knownAtMs: 0,
    };
    this.applications.push(application);
    return application;
  }

  /** Notes what apply answered. */
  applied(application: Application, told: Told): void {
    if (told.kind === 'U') return;
    const status = told.kind === 'F' ? 'none' : told.body['creditGrantStatus'];
    if (status === 'none') this.#learn(application, 'none', told);
    else if (status === 'FAILED') this.#failed(application, told);
    else if (status === 'ACCEPTED') this.#accepted(application, told);
    else this.#untrue(application, `apply said ${status}`);
  }

  /** Notes what an inquiry answered. While an application may be on its way, `F` says little. */
  inquired(application: Application, told: Told, isQuiet: boolean): void {
    if (told.kind === 'U') return;
    const status = told.kind === 'F' ? 'none' : told.body['creditGrantStatus'];
    if (status === 'none') {
      if (isQuiet || application.knowledge !== 'unknown') this.#learn(application, 'none', told);
    } else if (status === 'FAILED') this.#failed(application, told);
    else if (status === 'SUCCESS') this.#granted(application, told);
    else if (status === 'ACCEPTED') {
      this.#numbered(application, told);
      this.#learn(application, 'accepted', told);
    } else this.#untrue(application, `inquiry said ${status}`);
  }

  /** What is granted and not drawn, and what is reserved, by the partner's own sum. */
  sums(): { readonly grantedMinor: bigint; readonly reservedMinor: bigint } {
    let [grantedMinor, reservedMinor] = [0n, 0n];
    for (const { knowledge, amountMinor, drawnMinor } of this.applications) {
      if (knowledge === 'granted') grantedMinor += amountMinor - drawnMinor;
      if (knowledge === 'accepted') reservedMinor += amountMinor;
    }
    return { grantedMinor, reservedMinor };
  }

  #accepted(application: Application, told: Told): void {
    this.#numbered(application, told);
    // A repeated application is answered ACCEPTED for as long as it has not failed.
    if (application.knowledge !== 'granted') this.#learn(application, 'accepted', told);
  }

  #granted(application: Application, told: Told): void {
    this.#numbered(application, told);
    this.#learn(application, 'granted', told);
    const { referenceNo, amountMinor } = application;
    const amount = told.body['creditGrantAmount'];
    if (amount === `${amountMinor}`) return;
    this.#tally.wrong(
      'amounts',
      `${referenceNo} is worth ${amountMinor}, and was granted ${amount}`,
    );
  }

  #failed(application: Application, told: Told): void {
    const failCode = `${told.body['failCode']}`;
    const { failCode: before = failCode } = application;
    if (before !== failCode) this.#untrue(application, `it failed with ${before}, and ${failCode}`);
    application.failCode = failCode;
    this.#learn(application, 'failed', told);
  }

  #numbered(application: Application, { body }: Told): void {
    const number = `${body['creditGrantNo']}`;
    const { referenceNo, creditGrantNo = number } = application;
    if (creditGrantNo !== number) {
      this.#tally.wrong('doubled', `${referenceNo} is ${creditGrantNo}, then ${number}`);
    }
    const owner = this.#ownerOfGrant.get(number) ?? referenceNo;
    if (owner !== referenceNo) {
      this.#tally.wrong('doubled', `${number} is of ${owner} and of ${referenceNo}`);
    }
    this.#ownerOfGrant.set(number, referenceNo);
    application.creditGrantNo = number;
  }

  #learn(application: Application, next: Knowledge, { sentAtMs }: Told): void {
    const { knowledge, referenceNo, knownAtMs } = application;
    if (knowledge === next) return;
    if (!followers[knowledge].includes(next)) {
      if (sentAtMs <= knownAtMs) return;
      const what = `${referenceNo} was ${knowledge} and is ${next}`;
      this.#tally.wrong(next === 'none' ? 'lost' : 'untrue', what);
    }
    if (application.mustFail && ['accepted', 'granted'].includes(next)) {
      this.#tally.wrong('doubled', `${referenceNo}: its invoice backs two grants`);
    }
    application.knowledge = next;
    application.knownAtMs = performance.now();
  }

  #untrue({ referenceNo }: Application, what: string): void {
    this.#tally.wrong('untrue', `${referenceNo}: ${what}`);
  }
}
