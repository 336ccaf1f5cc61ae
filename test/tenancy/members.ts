import type * as z from 'zod/mini';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';

/**
 * The members that a request of each endpoint can have, as the catalogue's own schemas say:
 * `invoiceInfoList[].invoiceNo`. What has members of its own is not one of them.
 */
export const requestMembers: ReadonlyMap<ApiName, readonly string[]> = new Map(
  endpoints.map(({ name, request }) => [name, leavesOf(request, '')]),
);

/** The words that one member of an endpoint's request may be, where the catalogue lists them. */
export function wordsOf(api: ApiName, member: string): readonly string[] {
  const { request } = endpoints.find(({ name }) => name === api) ?? {};
  const { def } = partsOf(partsOf(request as z.core.$ZodType).shape?.[member]);
  return Object.values((def as unknown as z.core.$ZodEnumDef).entries).map(String);
}

function leavesOf(schema: z.core.$ZodType, path: string): readonly string[] {
  const { shape, element, inner } = partsOf(schema);
  if (inner !== undefined) return leavesOf(inner, path);
  if (element !== undefined) return leavesOf(element, `${path}[]`);
  if (shape === undefined) return [path];
  return Object.entries(shape).flatMap(([name, member]) =>
    leavesOf(member, path === '' ? name : `${path}.${name}`),
  );
}

interface Parts {
  readonly def: z.core.$ZodTypeDef;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  /** What a wrapper wraps, or what a pipe reads. */
  readonly inner?: z.core.$ZodType;
}

function partsOf(schema: z.core.$ZodType | undefined): Parts {
  const def = schema?._zod.def as z.core.$ZodTypeDef & Record<string, never>;
  const inner = def['innerType'] ?? def['in'];
  return {
    def,
    ...(def.type === 'object' && { shape: def['shape'] }),
    ...(def.type === 'array' && { element: def['element'] }),
    ...(inner !== undefined && { inner }),
  };
}
