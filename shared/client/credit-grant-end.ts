import type { FailedAnswer, PartnerAnswer } from './partner-answer.ts';
import type { ResponseBody } from './typed-answer.ts';

type Application = ResponseBody<'applyCreditGrant'>;
type Inquiry = ResponseBody<'inquiryCreditGrant'>;
type FailCode = NonNullable<Inquiry['failCode']>;

/** What a grant won. */
export type GrantedBody = Inquiry & {
  readonly creditGrantStatus: 'SUCCESS';
  /** Digits of the currency's minor unit. */
  readonly creditGrantAmount: string;
  readonly creditGrantCurrency: string;
  /** A decimal, `0.05` for 5 %. */
  readonly annualPercentageRate: string;
  /** `YYYYMMDD` */
  readonly dueDate: string;
};

/** Why an application failed. */
export type FailedBody = (Application | Inquiry) & {
  readonly creditGrantStatus: 'FAILED';
  readonly failCode: FailCode;
  readonly failMessage: string;
};

/** An answer about an application, to its first or a later sending or to an inquiry. */
export type CreditGrantAnswer = PartnerAnswer<Application> | PartnerAnswer<Inquiry>;

/** Decided, by the provider, for good. */
export type DecidedEnd =
  | { readonly kind: 'granted'; readonly body: GrantedBody }
  | { readonly kind: 'failed'; readonly body: FailedBody };

/** How asking what became of an application ends. */
export type InquiryEnd =
  | DecidedEnd
  | {
      /**
       * The provider has no such application as of now. The same content may be sent again with the
       * same `referenceNo`: should an earlier sending still arrive, the two are one.
       */
      readonly kind: 'absent';
      readonly answer: FailedAnswer;
    }
  | {
      /**
       * The inquiry was refused, for a token that has expired, say. That tells nothing of the
       * application: do what the code asks for, then inquire again.
       */
      readonly kind: 'inquiry-refused';
      readonly answer: FailedAnswer;
    }
  | {
      /** The schedule is over, and still nobody knows. Ask support, and do not apply anew. */
      readonly kind: 'undecided';
      readonly last: CreditGrantAnswer;
    }
  | {
      /** The caller's signal. The application stands as it stood; inquire later. */
      readonly kind: 'aborted';
      /** Undefined when nothing was sent. */
      readonly last: CreditGrantAnswer | undefined;
    };

/** How an application ends. */
export type CreditGrantEnd =
  | InquiryEnd
  | {
      /**
       * A definitive no to the application: none of what was sent here did anything or will. An
       * earlier call of the caller's own that got no answer is not spoken of: inquire.
       */
      readonly kind: 'refused';
      readonly answer: FailedAnswer;
    };

/**
 * What an answer decides. A status without the members that belong to it is not understood, so it
 * decides nothing.
 */
export function decidedBy(answer: CreditGrantAnswer): DecidedEnd | undefined {
  if (answer.kind !== 'S') return undefined;
  const { body } = answer;
  if (isGranted(body)) return { kind: 'granted', body };
  return isFailed(body) ? { kind: 'failed', body } : undefined;
}

/** What an answer to an inquiry ends; undefined when there is more to ask. */
export function inquiryEnd(answer: PartnerAnswer<Inquiry>): InquiryEnd | undefined {
  if (answer.kind !== 'F') return decidedBy(answer);
  return { kind: answer.code === 'ORDER_NOT_EXIST' ? 'absent' : 'inquiry-refused', answer };
}

function isGranted(body: Application | Inquiry): body is GrantedBody {
  return (
    body.creditGrantStatus === 'SUCCESS' &&
    [
      body['creditGrantAmount'],
      body['creditGrantCurrency'],
      body['annualPercentageRate'],
      body['dueDate'],
    ].every((member) => typeof member === 'string')
  );
}

function isFailed(body: Application | Inquiry): body is FailedBody {
  const { creditGrantStatus, failCode, failMessage } = body;
  return creditGrantStatus === 'FAILED' && failCode !== undefined && failMessage !== undefined;
}
