import { endpoints } from './catalogue.ts';
import { openApiDocumentRow, publishedKeys } from './documents.ts';
import type { JsonObject } from './field-rules.ts';
import { afterInquiryWaits, inquiryWaitMinutes } from './inquiry-schedule.ts';
import { unsignedAnswer } from './openapi-answers.ts';
import { documentOperationOf, headerParameters, operationOf } from './openapi-operations.ts';
import { resultSchema, schemasOfAll } from './openapi-schemas.ts';

/** The version of the API; a test holds it to the package's. */
const apiVersion = '0.1.0';

const about = `Credit quota, credit grants, FX settlement quota and budget accounts, for partners.

Every request and every answer is signed with RSA. HTTP status is 200 for every result: the truth is in \`result.resultStatus\`, \`S\` (done), \`F\` (definitely not, and this call never will) or \`U\` (unknown).
After a \`U\`, a query is asked again, at most ${inquiryWaitMinutes.length} times, ${afterInquiryWaits}; for an application that is inquiryCreditGrant. The first failing check decides: route and method, size and content type, header grammar, client, signature and time, rate, body, customer, token, subscription, business.
Bodies: no unknown members but in an invoice, no member twice, no control characters.`;

const signatureText = `SHA-256 with RSA PKCS#1 v1.5, keys of 2,048 bits or more. What is signed, in UTF-8, with one line feed and none at the end:

\`\`\`
<METHOD> <path>\\n<Client-Id>.<Request-Time>.<body>
\`\`\`

The path is as sent, without host and query; time and body are exactly the characters and bytes sent. The signature is base64, percent-encoded, in \`Signature: algorithm=RSA256, keyVersion=1, signature=…\`, beside \`Client-Id\` and \`Request-Time\`.
Answers are signed the same way: the request's method, path and client id, \`response-time\`, and the bytes of the answer's body. Verify them before reading them. \`Connected-CustomerId\` and \`Access-Token\` are not signed.`;

const tags = [
  { name: 'credit', description: 'Loan quota, credit grants, and the invoices they rest on.' },
  { name: 'fx', description: 'The FX settlement quota.' },
  { name: 'worldcard', description: 'Card budget accounts.' },
  { name: 'documents', description: 'For everybody, by an unsigned GET.' },
];

const keysDocument: JsonObject = {
  type: 'object',
  properties: {
    result: resultSchema('S', ['SUCCESS']),
    keys: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          keyVersion: { type: 'integer', minimum: 0 },
          use: { enum: ['current', 'next', 'previous'] },
          signsFrom: { type: 'string', format: 'date-time', description: 'Of the next one.' },
          algorithm: { const: 'RSA256' },
          publicKey: { type: 'string', description: 'SPKI in PEM.' },
          sha256: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'Of its DER.' },
        },
        required: ['keyVersion', 'use', 'algorithm', 'publicKey', 'sha256'],
        additionalProperties: false,
      },
    },
  },
  required: ['result', 'keys'],
  additionalProperties: false,
};

const thisDocument: JsonObject = {
  type: 'object',
  properties: { openapi: { const: '3.1.1' } },
  required: ['openapi', 'info', 'paths'],
};

/**
 * The OpenAPI 3.1 document of the partner APIs, made from the catalogue: whatever it says is what
 * requests are held to, or is held to it by a test.
 *
 * @param serverUrl where the APIs are; where the document was fetched unless given
 * @see OpenAPI Specification 3.1.1
 */
export function openApiDocument(serverUrl = '/'): JsonObject {
  return {
    openapi: '3.1.1',
    info: { title: 'Quotaline partner APIs', version: apiVersion, description: about },
    servers: [{ url: serverUrl }],
    tags,
    paths: {
      ...Object.fromEntries(endpoints.map((row) => [row.path, { post: operationOf(row) }])),
      [publishedKeys.path]: { get: documentOperationOf(publishedKeys, keysDocument) },
      [openApiDocumentRow.path]: { get: documentOperationOf(openApiDocumentRow, thisDocument) },
    },
    components: {
      schemas: schemasOfAll(),
      parameters: headerParameters(),
      responses: { Unsigned: unsignedAnswer },
      securitySchemes: {
        requestSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'Signature',
          description: signatureText,
        },
      },
    },
  };
}
