import type { Endpoint } from '../../shared/catalogue/endpoint.ts';
import { JsonNumber } from '../../shared/domain/json-number.ts';
import { describeSchemaIssue } from '../../shared/runtime/schema-issue.ts';
import { parseStrictJson } from '../../shared/runtime/strict-json.ts';
import { bytesOf } from './bytes.ts';

/** What the provider will find wrong with a body, in its own words. */
export interface BodyCheck {
  /** What a form can show and write back unchanged; undefined when only the text can. */
  readonly value: unknown;
  /** By the field's path, `invoiceInfoList[0].poNo`; of the whole body under `body`. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * Checks a body as the provider does: its size, then strict JSON, then the endpoint's own schema.
 * Where the provider's answer names the first problem only, this names all.
 */
export function checkBody(row: Endpoint, text: string): BodyCheck {
  const size = bytesOf(text).length;
  if (size > row.bodyLimitBytes) {
    const words = `expected at most ${row.bodyLimitBytes.toLocaleString('en')} bytes, not ${size.toLocaleString('en')}`;
    return { value: undefined, problems: new Map([['body', words]]) };
  }
  const json = parseStrictJson(text === '' && row.emptyBodyAllowed ? '{}' : text);
  if ('problem' in json) return { value: undefined, problems: split([json.problem]) };
  const parsed = row.request.safeParse(json.value);
  const issues = parsed.error?.issues ?? [];
  const words = issues.map((issue) => describeSchemaIssue(issue, json.value, 'body'));
  return { value: hasOddNumber(json.value) ? undefined : json.value, problems: split(words) };
}

/** A number that JavaScript would write back as another, were the body edited elsewhere. */
function hasOddNumber(value: unknown): boolean {
  if (value instanceof JsonNumber) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasOddNumber);
}

/** `referenceNo: required` is told by field. */
function split(words: readonly string[]): Map<string, string> {
  const problems = new Map<string, string>();
  for (const sentence of words) {
    const [, path, problem] = /^([^:\s]*): ([\s\S]*)$/.exec(sentence) ?? [];
    const [name, said] = path && problem ? [path, problem] : ['body', sentence];
    if (!problems.has(name)) problems.set(name, said);
  }
  return problems;
}
