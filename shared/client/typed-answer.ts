import { endpoints } from '../catalogue/catalogue.ts';
import type { ApiName, ResponseOf } from '../catalogue/endpoint.ts';
import { type JsonObject, type PartnerAnswer, unknownOutcome } from './partner-answer.ts';

type Row = (typeof endpoints)[number];
/** The catalogue's row of an API. */
export type RowNamed<Name extends ApiName> = Extract<Row, { readonly name: Name }>;
/** What the body of a call to an API may hold. */
export type RequestBody<Name extends ApiName> = RowNamed<Name>['request']['_zod']['input'];
/** The body of an API's `S` answer: its own members, `result`, and whatever later versions add. */
export type ResponseBody<Name extends ApiName> = ResponseOf<RowNamed<Name>> &
  JsonObject & { readonly result: SuccessResult };

/** What every answer that is an `S` was held to when it was read. */
interface SuccessResult {
  readonly resultStatus: 'S';
  readonly resultCode: string;
  readonly resultMessage: string;
}

/**
 * Finds an API's row.
 *
 * @throws {Error} when the catalogue has no such API
 */
export function rowNamed<Name extends ApiName>(name: Name): RowNamed<Name> {
  const row = endpoints.find((candidate): candidate is RowNamed<Name> => candidate.name === name);
  if (row === undefined) throw new Error(`the catalogue has no ${name}`);
  return row;
}

/** Holds an `S` answer to the API's row. One that does not fit is not understood, hence `U`. */
export function typedAnswer<Name extends ApiName>(
  name: Name,
  answer: PartnerAnswer,
): PartnerAnswer<ResponseBody<Name>> {
  if (answer.kind !== 'S') return answer;
  const { body } = answer;
  if (fitsRow(name, body)) return { kind: 'S', body };
  return unknownOutcome('notUnderstood', `The signed success does not fit ${name}.`, body);
}

/** Members that the row does not name are let through: a provider may add some. */
function fitsRow<Name extends ApiName>(name: Name, body: JsonObject): body is ResponseBody<Name> {
  const parsed = rowNamed<ApiName>(name).response.safeParse(body);
  const issues = parsed.success ? [] : parsed.error.issues;
  return issues.every(({ code }) => code === 'unrecognized_keys');
}
