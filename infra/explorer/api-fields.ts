import * as z from 'zod/mini';
import { fieldMeanings } from '../../shared/catalogue/field-meanings.ts';

type Schema = z.core.$ZodType;

/** One field of a body, as its schema declares it. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  /** What the schema says of a value that does not fit; empty where it says nothing of its own. */
  readonly rule: string;
  readonly kind: FieldKind;
}

/** What a field holds. */
export type FieldKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'group'; readonly members: readonly Field[] }
  | { readonly kind: 'list'; readonly item: FieldKind };

/** The members that a schema of the catalogue asks for, in its order. */
export function fieldsOf(schema: Schema): readonly Field[] {
  if (!(schema instanceof z.ZodMiniObject)) return [];
  return Object.entries(schema._zod.def.shape).map(([name, member]) => {
    const inner = innerOf(member);
    const required = !(member instanceof z.ZodMiniOptional);
    return { name, required, rule: ruleOf(inner), kind: kindOf(inner) };
  });
}

function innerOf(schema: Schema): Schema {
  return schema instanceof z.ZodMiniOptional ? schema._zod.def.innerType : schema;
}

function kindOf(schema: Schema): FieldKind {
  if (schema instanceof z.ZodMiniEnum) {
    return { kind: 'choice', choices: Object.values(schema._zod.def.entries).map(String) };
  }
  if (schema instanceof z.ZodMiniObject) return { kind: 'group', members: fieldsOf(schema) };
  if (schema instanceof z.ZodMiniArray) {
    return { kind: 'list', item: kindOf(schema._zod.def.element) };
  }
  return { kind: 'text' };
}

/** Asks the schema itself, with values that cannot fit: the words are those of an answer. */
function ruleOf(schema: Schema): string {
  const said = [messageFor(schema, null)];
  if (schema instanceof z.ZodMiniArray) said.push(messageFor(schema, []), mostOf(schema));
  return said.filter((words) => words.startsWith('expected')).join('; ');
}

function messageFor(schema: Schema, value: unknown): string {
  const parsed = z.safeParse(schema, value);
  return parsed.error?.issues[0]?.message ?? '';
}

function mostOf(schema: z.ZodMiniArray): string {
  for (const { _zod } of schema._zod.def.checks ?? []) {
    if ('maximum' in _zod.def) return `expected ${_zod.def.maximum} at most`;
  }
  return '';
}

/** A rule as a reader is told it, where no answer quotes it. */
export function ruleWords({ rule, kind }: Pick<Field, 'rule' | 'kind'>): string {
  if (kind.kind === 'choice') return kind.choices.join(' or ');
  return rule.replaceAll('expected ', '');
}

/** What stands below a field in a form: its rule, or its meaning where the choices are the rule. */
export function noteWords(field: Field): string {
  if (field.kind.kind !== 'choice') return ruleWords(field);
  return (fieldMeanings[field.name] ?? '').replaceAll('`', '');
}

/** Every field with its path, groups and lists before what they hold: `invoiceInfoList[].poNo`. */
export function flatFields(
  fields: readonly Field[],
  prefix = '',
): readonly { readonly path: string; readonly field: Field }[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    return [{ path, field }, ...inside(field.kind, path)];
  });
}

function inside(kind: FieldKind, path: string): ReturnType<typeof flatFields> {
  if (kind.kind === 'group') return flatFields(kind.members, `${path}.`);
  return kind.kind === 'list' ? inside(kind.item, `${path}[]`) : [];
}
