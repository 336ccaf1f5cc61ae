import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { documents, type PublicDocument } from '../../../shared/catalogue/documents.ts';
import { openApiDocument } from '../../../shared/catalogue/openapi-document.ts';
import type { AnswerBody } from '../../../shared/runtime/answer.ts';
import { documentHandler } from '../../../shared/runtime/document-handler.ts';
import { publishedKeysAt } from '../../../shared/runtime/published-keys.ts';
import { contextOf, newInstance } from '../../instance.ts';
import { document } from './json-schemas.ts';

const ajv = new Ajv2020({ validateFormats: false });
const rows: readonly PublicDocument[] = documents;

/** What is wrong with an answer to a GET by what the OpenAPI document says of it. */
function faultOf({ path }: PublicDocument, answer: unknown): string | null {
  const operation = document.paths[path]?.['get'] ?? expect.fail('no operation');
  const { schema } = operation.responses[200].content['application/json'];
  return ajv.validate(schema, answer) ? null : ajv.errorsText();
}

/** The signed answer to a GET, by whatever makes the content. */
async function answerOf(
  row: PublicDocument,
  content: () => Promise<AnswerBody>,
  rawQueryString = '',
) {
  const { deps } = newInstance();
  const handler = documentHandler(row, content, () => deps);
  const http = { method: 'GET' };
  const event = { rawPath: row.path, rawQueryString, requestContext: { http } };
  const { statusCode, headers, body } = await handler(event, contextOf(row));
  expect([statusCode, headers['signature'] !== undefined]).toEqual([200, true]);
  return JSON.parse(body);
}

test.each(rows)('$path: what it says fits', async (row) => {
  const { deps } = newInstance();
  const content = async (): Promise<AnswerBody> => {
    if (row.isBare) return openApiDocument();
    return { keys: publishedKeysAt(await deps.keyRing.serverKeys(), deps.now()) };
  };
  expect(faultOf(row, await answerOf(row, content))).toBeNull();
});

test.each(rows)(
  '$path: so does a refusal, and a U where its content cannot be made',
  async (row) => {
    const refused = await answerOf(row, async () => ({}), 'v=1');
    expect(refused.result.resultStatus).toBe('F');
    expect(faultOf(row, refused)).toBeNull();
    const unknown = await answerOf(row, () => Promise.reject(new Error('no content')));
    expect(unknown.result.resultStatus).toBe('U');
    expect(faultOf(row, unknown)).toBeNull();
  },
);

test.each(rows)('$path: no other result does', (row) => {
  const resultMessage = 'Traffic limit exceeded.';
  for (const [resultStatus, resultCode] of [
    ['U', 'REQUEST_TRAFFIC_EXCEED_LIMIT'],
    ['F', 'UNKNOWN_EXCEPTION'],
    ['F', 'INVALID_CLIENT'],
  ]) {
    const answer = { result: { resultStatus, resultCode, resultMessage } };
    expect(faultOf(row, answer), resultCode).toContain('must');
  }
});
