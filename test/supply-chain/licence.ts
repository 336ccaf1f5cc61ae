/**
 * Licences that let us ship and change what is under them and ask for no more than their text.
 * By SPDX identifier; whatever is not here is for a person to read first.
 */
const allowed: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
];

/**
 * Whether an SPDX expression lets us: one side of an `OR`, each side of an `AND`. Expressions that
 * mix the two, or name an exception, are not read and so not allowed.
 */
export function isAllowed(expression: string | undefined): boolean {
  const plain = expression?.replace(/^\((.*)\)$/, '$1') ?? '';
  const either = plain.split(' OR ');
  const parts = either.length > 1 ? either : plain.split(' AND ');
  const each = parts.map((part) => allowed.includes(part));
  return either.length > 1 ? each.some(Boolean) && !/ AND /.test(plain) : each.every(Boolean);
}
