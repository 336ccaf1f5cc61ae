import type * as z from 'zod/mini';

/** Names the field and what it should be: `invoiceInfoList[3].invoiceAmount.value: expected …`. */
export function describeSchemaIssue(
  issue: z.core.$ZodIssue | undefined,
  body: unknown,
  whole: string,
): string {
  if (issue === undefined) return `${whole}: not valid`;
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
