import type { MiddlewareObj } from '@middy/core';
import type * as z from 'zod/mini';
import type { Endpoint } from '../catalogue/endpoint.ts';
import { Refusal } from '../domain/refusal.ts';
import { exchangeOf, known } from './exchange.ts';
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
  throw new Refusal('PARAM_ILLEGAL', describeIssue(parsed.error.issues[0], json.value));
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new Refusal('PARAM_ILLEGAL', 'body: expected well-formed UTF-8');
  }
}

/** Names the field and what it should be: `invoiceInfoList[3].invoiceAmount.value: expected …`. */
function describeIssue(issue: z.core.$ZodIssue | undefined, body: unknown): string {
  if (issue === undefined) return 'body: not valid';
  if (issue.code === 'unrecognized_keys') {
    return `${fieldName([...issue.path, shown(issue.keys[0] ?? '')])}: unknown member`;
  }
  if (issue.code !== 'custom' && valueAt(body, issue.path) === undefined) {
    return `${fieldName(issue.path)}: required`;
  }
  return `${fieldName(issue.path)}: ${issue.message}`;
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name === '' ? String(part) : `${name}.${String(part)}`;
  }, '');
}

/** A member's name as the caller sent it, if it can be shown at all. */
function shown(name: string): string {
  return /^[!-~]{1,64}$/.test(name) ? name : 'a member';
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.getOwnPropertyDescriptor(value, part)?.value;
  }, body);
}
