import { isObject } from './exchange.ts';

/** Where a value stands in a JSON body: names of members, numbers of elements. */
export type Path = readonly (string | number)[];

/** How the provider names it: `invoiceInfoList[3].poNo`. */
export function pathName(path: Path): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name === '' ? part : `${name}.${part}`;
  }, '');
}

/** The value at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof part === 'number') return Array.isArray(value) ? value[part] : undefined;
    return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }, root);
}

/** The same value but for one place, which is set, or left out when it is undefined. */
export function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const list: unknown[] = Array.isArray(root) ? [...root] : [];
    const made = withValue(list[part], rest, value);
    if (made === undefined) list.splice(part, 1);
    else list[part] = made;
    return list;
  }
  const { [part]: old, ...others } = isObject(root) ? root : {};
  const made = withValue(old, rest, value);
  if (made === undefined) return others;
  // A member that is there keeps its place, so that the text changes where it was edited.
  return isObject(root) && part in root ? { ...root, [part]: made } : { ...others, [part]: made };
}

/** A body as it is shown for editing. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
