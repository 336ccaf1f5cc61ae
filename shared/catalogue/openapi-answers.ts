import type { Endpoint } from './endpoint.ts';
import type { CallExample, RefusalExample } from './example.ts';
import type { JsonObject } from './field-rules.ts';
import { answerHeaders } from './header-fields.ts';
import { examples } from './openapi-examples.ts';
import { linksOf } from './openapi-links.ts';
import { refTo, refusalsOf, resultSchema, schemaNamesOf, unknownCodes } from './openapi-schemas.ts';
import { type ResultCode, resultOf, results } from './results.ts';

/** Every result code that an endpoint may give: its truth and what to do. */
export function resultCodesOf(row: Endpoint): JsonObject[] {
  const codes: readonly ResultCode[] = ['SUCCESS', ...refusalsOf(row), ...unknownCodes];
  return codes.map((resultCode) => {
    const { status, message } = results[resultCode];
    return { resultCode, resultStatus: status, meaning: message };
  });
}

/** The answers of an endpoint by HTTP status. */
export function answersOf(row: Endpoint): JsonObject {
  const { success, refused, unknown } = schemaNamesOf(row);
  const links = linksOf(row);
  return {
    200: {
      description: `${row.purpose} S: done. F: definitely not. U: unknown, ask again.`,
      headers: signedHeaders(),
      content: {
        'application/json': {
          schema: { oneOf: [refTo(success), refTo(refused), refTo(unknown)] },
          examples: answerExamplesOf(row),
        },
      },
      ...(Object.keys(links).length > 0 && { links }),
    },
    503: { $ref: '#/components/responses/Unsigned' },
  };
}

/** What is answered unsigned, and only then: nothing was begun. */
export const unsignedAnswer: JsonObject = {
  description:
    'An instance that could not load its signing key: unsigned, a result U, and nothing was begun. The gateway in front answers 429 and 5xx of its own, unsigned too; they mean the same as U.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: { result: resultSchema('U', ['UNKNOWN_EXCEPTION']) },
        required: ['result'],
      },
    },
  },
};

/** The headers of every signed answer, by name. */
export function signedHeaders(): JsonObject {
  return Object.fromEntries(
    answerHeaders.map(({ name, required, description, pattern, example }) => [
      name,
      { description, required, schema: { type: 'string', pattern }, example },
    ]),
  );
}

/** The calls of an endpoint's examples, by the name they have in requests and answers alike. */
export function callsOf({ name }: Pick<Endpoint, 'name'>): [string, CallExample][] {
  return examples[name].calls.map((call, at) => [at === 0 ? 'usual' : `usual${at + 1}`, call]);
}

function answerExamplesOf(row: Endpoint): JsonObject {
  const succeeded = callsOf(row).map(([name, { summary, answer }]) => [
    name,
    { summary, value: { result: resultOf('SUCCESS'), ...Object(answer) } },
  ]);
  const ended = examples[row.name].refusals.map((one) => [
    one.code,
    { summary: results[one.code].message, value: refusalBody(one) },
  ]);
  return Object.fromEntries([...succeeded, ...ended]);
}

function refusalBody({ code, message, echoed }: RefusalExample): JsonObject {
  return { result: { ...resultOf(code, message) }, ...echoed };
}
