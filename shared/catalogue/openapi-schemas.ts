import * as z from 'zod/mini';
import { endpoints } from './catalogue.ts';
import type { Endpoint } from './endpoint.ts';
import { fieldMeanings } from './field-meanings.ts';
import {
  anyMember,
  fieldRules,
  type JsonObject,
  memberNames,
  printablePattern,
} from './field-rules.ts';
import { commonRefusals, type ResultCode, type ResultStatus, results } from './results.ts';

/** The components of the document by name, each a schema of JSON. */
export type Schemas = Record<string, JsonObject>;

/** Where the schema of that name is in the document. */
export function refTo(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** The names of an endpoint's schemas: `ApplyCreditGrantRequest` and so on. */
export function schemaNamesOf({ name }: Pick<Endpoint, 'name'>) {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    request: `${title}Request`,
    success: `${title}Success`,
    refused: `${title}Refused`,
    unknown: `${title}Unknown`,
  };
}

/** The codes that may come with an F from an endpoint. */
export function refusalsOf({ refusals }: Pick<Endpoint, 'refusals'>): readonly ResultCode[] {
  return [...commonRefusals, ...refusals];
}

const codesOf = (status: ResultStatus, of: readonly ResultCode[]): ResultCode[] =>
  of.filter((code) => results[code].status === status);

/** The codes that may come with a U, from any endpoint. */
export const unknownCodes: readonly ResultCode[] = [
  'UNKNOWN_EXCEPTION',
  'REQUEST_TRAFFIC_EXCEED_LIMIT',
];

/**
 * Every schema of the document: those of requests and answers as zod has them, with the rules that
 * the fields are registered with, and what they share by name.
 */
export function schemasOfAll(): Schemas {
  const schemas: Schemas = { [anyMember]: anyMemberSchema() };
  for (const row of endpoints) {
    const names = schemaNamesOf(row);
    const request = jsonSchemaOf(row.request, 'input', schemas);
    schemas[names.request] = withMeanings(request);
    const { properties, required, ...success } = jsonSchemaOf(row.response, 'output', schemas);
    schemas[names.success] = withMeanings({
      ...success,
      properties: { result: resultSchema('S', ['SUCCESS']), ...objectOf(properties) },
      required: ['result', ...listOf(required)],
    });
    schemas[names.refused] = withoutSuccess(
      request,
      resultSchema('F', codesOf('F', refusalsOf(row))),
    );
    schemas[names.unknown] = withoutSuccess(request, resultSchema('U', unknownCodes));
  }
  return schemas;
}

/** The schema of a `result` with one status. */
export function resultSchema(status: ResultStatus, codes: readonly ResultCode[]): JsonObject {
  return withMeanings({
    type: 'object',
    properties: {
      resultStatus: { const: status },
      resultCode: { type: 'string', enum: codes },
      resultMessage: { type: 'string', maxLength: 256 },
    },
    required: ['resultStatus', 'resultCode', 'resultMessage'],
    additionalProperties: false,
  });
}

/** An answer that is no success: the result, and the reference where the request has one. */
function withoutSuccess(request: JsonObject, result: JsonObject): JsonObject {
  const hasReference = 'referenceNo' in objectOf(request['properties']);
  return withMeanings({
    type: 'object',
    properties: { result, ...(hasReference && { referenceNo: refTo('Identifier') }) },
    required: ['result'],
    additionalProperties: false,
  });
}

/** What a schema of zod says in JSON Schema; what it shares with others is moved to `schemas`. */
function jsonSchemaOf(schema: z.ZodMiniType, io: 'input' | 'output', schemas: Schemas): JsonObject {
  const made = JSON.stringify(z.toJSONSchema(schema, { io, metadata: fieldRules }));
  const moved: JsonObject = JSON.parse(made.replaceAll('"#/$defs/', '"#/components/schemas/'));
  const { $defs, $schema: _, ...own } = moved;
  for (const [name, shared] of Object.entries(objectOf($defs))) {
    schemas[name] = withMeanings(objectOf(shared));
  }
  return own;
}

/** Tells what each member means, beside what rule it follows. */
function withMeanings(schema: JsonObject): JsonObject {
  const properties = Object.entries(objectOf(schema['properties'])).map(([name, rule]) => {
    const { description, ...keywords } = objectOf(rule);
    const told = [fieldMeanings[name], description].filter((text) => typeof text === 'string');
    const items = 'items' in keywords ? { items: withMeanings(objectOf(keywords['items'])) } : {};
    return [name, { description: told.join(' '), ...keywords, ...items }];
  });
  if (properties.length === 0) return schema;
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** Any JSON, without control characters anywhere. */
function anyMemberSchema(): JsonObject {
  return {
    description: 'Any JSON without control characters; no member is called `__proto__`.',
    anyOf: [
      { type: ['null', 'boolean', 'number'] },
      { type: 'string', pattern: printablePattern },
      { type: 'array', items: refTo(anyMember) },
      { type: 'object', propertyNames: memberNames, additionalProperties: refTo(anyMember) },
    ],
  };
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
