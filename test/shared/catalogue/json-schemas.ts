import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiDocument } from '../../../shared/catalogue/openapi-document.ts';
import { describeFileNameProblem } from '../../../shared/domain/file-name.ts';
import { regionNamed } from '../../../shared/domain/zone-clock.ts';

/** What the tests read of the document. */
export interface ReadDocument {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, ReadOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, ReadSchema>>;
    readonly parameters: Readonly<Record<string, ReadParameter>>;
  };
}

export interface ReadSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, ReadSchema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly items?: ReadSchema;
  readonly enum?: readonly string[];
}

export interface ReadParameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: { readonly pattern: string };
  readonly example: string;
}

export interface ReadOperation {
  readonly operationId: string;
  readonly requestBody: { readonly content: { readonly 'application/json': Media } };
  readonly responses: {
    readonly 200: {
      readonly content: { readonly 'application/json': Media };
      readonly headers: Readonly<Record<string, ReadParameter>>;
      readonly links?: Readonly<Record<string, { readonly operationId: string }>>;
    };
  };
  readonly 'x-result-codes': readonly {
    readonly resultCode: string;
    readonly resultStatus: string;
    readonly meaning: string;
  }[];
  readonly 'x-access-refusals': Readonly<Record<string, string>>;
  readonly 'x-unsaid-rules': readonly { readonly id: string; readonly message: string }[];
}

interface Media {
  readonly schema: ReadSchema & { readonly oneOf?: readonly ReadSchema[] };
  // biome-ignore lint/suspicious/noExplicitAny: tests look into examples as they please
  readonly examples: Readonly<Record<string, { readonly value: any }>>;
}

/** The document as whoever fetches it reads it. */
export const document: ReadDocument = JSON.parse(JSON.stringify(openApiDocument()));

/** Every operation of a partner API, by name. */
export const operations: ReadonlyMap<string, ReadOperation> = new Map(
  Object.values(document.paths).flatMap(({ post }) =>
    post === undefined ? [] : [[post.operationId, post]],
  ),
);

const $defs = JSON.parse(
  JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
);
const options: Options = {
  // `required` beside another object's `properties` is what `then` says.
  strictRequired: false,
  strictTypes: false,
  formats: {
    'iana-time-zone': (text: string) => regionNamed(text) !== undefined,
    'attachment-file-name': (text: string) => describeFileNameProblem(text) === undefined,
  },
};

/** What judges values by a schema of the document, with its two formats unless told otherwise. */
export function validatorOf(schemaName: string, changes: Options = {}): ValidateFunction {
  return new Ajv2020({ ...options, ...changes }).compile({
    $ref: `#/$defs/${schemaName}`,
    $defs,
  });
}
