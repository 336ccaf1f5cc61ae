import type { MiddlewareObj } from '@middy/core';
import type { Endpoint } from '../catalogue/endpoint.ts';
import { Refusal } from '../domain/refusal.ts';
import { exchangeOf, known } from './exchange.ts';
import { describeSchemaIssue } from './schema-issue.ts';
import { parseStrictJson } from './strict-json.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Parses the verified body: well-formed UTF-8, then strict JSON, then the endpoint's schema. */
export function parseRequestBody(row: Endpoint): MiddlewareObj {
  return {
    before: function parseRequestBodyBefore({ context }) {
      const exchange = known(exchangeOf(context), 'the exchange');
      const { body } = known(exchange.envelope, 'the body');
      exchange.parsed = parseBody(row, body);
    },
  };
}

function parseBody(row: Endpoint, body: Buffer): unknown {
  const text = body.length === 0 && row.emptyBodyAllowed ? '{}' : decode(body);
  const json = parseStrictJson(text);
  if ('problem' in json) throw new Refusal('PARAM_ILLEGAL', json.problem);
  const parsed = row.request.safeParse(json.value);
  if (parsed.success) return parsed.data;
  throw new Refusal(
    'PARAM_ILLEGAL',
    describeSchemaIssue(parsed.error.issues[0], json.value, 'body'),
  );
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new Refusal('PARAM_ILLEGAL', 'body: expected well-formed UTF-8');
  }
}
