import type { PublicDocument } from './documents.ts';
import type { Endpoint } from './endpoint.ts';
import type { JsonObject } from './field-rules.ts';
import { type HeaderField, requestHeaders } from './header-fields.ts';
import { answersOf, callsOf, resultCodesOf, signedHeaders } from './openapi-answers.ts';
import { refTo, resultSchema, schemaNamesOf } from './openapi-schemas.ts';
import { unsaidRulesOf } from './unsaid-rules.ts';

/** The name of a header's parameter among the components. */
const parameterNameOf = ({ name }: HeaderField): string => name.replaceAll('-', '');

/** The request's headers as components. */
export function headerParameters(): JsonObject {
  return Object.fromEntries(
    requestHeaders.map((header) => {
      const { name, required, description, pattern, example } = header;
      const schema = { type: 'string', pattern };
      return [
        parameterNameOf(header),
        { name, in: 'header', required, description, schema, example },
      ];
    }),
  );
}

/** One endpoint as an operation of the document. */
export function operationOf(row: Endpoint): JsonObject {
  return {
    operationId: row.name,
    tags: [row.family],
    summary: row.purpose,
    description: describe(row),
    security: [{ requestSignature: [] }],
    parameters: requestHeaders.map((header) => ({
      $ref: `#/components/parameters/${parameterNameOf(header)}`,
    })),
    requestBody: {
      description:
        'JSON in UTF-8. `Content-Type` is `application/json`, its charset absent or utf-8; no `Content-Encoding`.',
      required: !row.emptyBodyAllowed,
      content: {
        'application/json': {
          schema: refTo(schemaNamesOf(row).request),
          examples: Object.fromEntries(
            callsOf(row).map(([name, { summary, request }]) => [
              name,
              { summary, value: Object(request) },
            ]),
          ),
        },
      },
    },
    responses: answersOf(row),
    'x-result-codes': resultCodesOf(row),
    'x-unsaid-rules': unsaidRulesOf(row).map((rule) => ({ ...rule })),
    'x-access-refusals': { ...row.accessRefusals },
    'x-body-limit-bytes': row.bodyLimitBytes,
    ...(row.idempotency.kind === 'keyed' && { 'x-idempotency-key': row.idempotency.key }),
  };
}

function describe({ idempotency, emptyBodyAllowed }: Endpoint): string {
  const parts = [
    idempotency.kind === 'keyed'
      ? `Idempotent by \`${idempotency.key}\`: the same content under it is the same call, other content is REPEAT_REQ_INCONSISTENT.`
      : 'A query: it changes nothing, and after a U it is asked again.',
    emptyBodyAllowed ? 'The body may also be empty.' : '',
    'HTTP 200 for every result.',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** A public document as an operation: an unsigned GET. */
export function documentOperationOf(
  { functionName, purpose }: PublicDocument,
  content: JsonObject,
): JsonObject {
  return {
    operationId: functionName.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    tags: ['documents'],
    summary: purpose,
    security: [],
    responses: {
      200: {
        description:
          'The document; or a result F, or U: unknown, ask again. Signed, and addressed to nobody.',
        headers: signedHeaders(),
        content: {
          'application/json': { schema: { anyOf: [content, ...noDocument()] } },
        },
      },
      503: { $ref: '#/components/responses/Unsigned' },
    },
  };
}

/** What is answered in place of a document: it knows no client, so no traffic limit either. */
function noDocument(): JsonObject[] {
  const results = [resultSchema('F', ['PARAM_ILLEGAL']), resultSchema('U', ['UNKNOWN_EXCEPTION'])];
  return results.map((result) => ({
    type: 'object',
    properties: { result },
    required: ['result'],
    additionalProperties: false,
  }));
}
