import type { Change, Condition, ItemValue, Path } from './table.ts';

/** Collects the names and values of one request's expressions under short placeholders. */
export class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, ItemValue> = {};
  readonly #byName = new Map<string, string>();

  name(path: Path): string {
    const parts = typeof path === 'string' ? [path] : path;
    return parts.map((part) => this.#placeholderOf(part)).join('.');
  }

  value(value: ItemValue): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  #placeholderOf(part: string): string {
    const known = this.#byName.get(part);
    if (known !== undefined) return known;
    const placeholder = `#n${this.#byName.size}`;
    this.#byName.set(part, placeholder);
    this.names[placeholder] = part;
    return placeholder;
  }
}

/** Writes the clauses as a DynamoDB condition expression. */
export function conditionExpression(clauses: readonly Condition[], to: Placeholders): string {
  return clauses.map((clause) => clauseExpression(clause, to)).join(' AND ');
}

function clauseExpression(clause: Condition, to: Placeholders): string {
  switch (clause.test) {
    case 'absent':
      return `attribute_not_exists(${to.name('pk')})`;
    case 'exists':
      return `attribute_exists(${to.name('pk')})`;
    case 'missing':
      return `attribute_not_exists(${to.name(clause.path)})`;
    case 'equals':
      return `${to.name(clause.path)} = ${to.value(clause.value)}`;
    case 'atLeast':
      return `${to.name(clause.path)} >= ${to.value(clause.value)}`;
    case 'atMost':
      return `${to.name(clause.path)} <= ${to.value(clause.value)}`;
    case 'anyOf':
      // AND binds more strongly than OR, and DynamoDB refuses parentheses that it could do without.
      return `(${clause.alternatives.map((all) => conditionExpression(all, to)).join(' OR ')})`;
  }
}

/** Writes the changes as a DynamoDB update expression. */
export function updateExpression(changes: readonly Change[], to: Placeholders): string {
  const sets: string[] = [];
  const removes: string[] = [];
  for (const change of changes) {
    const name = to.name(change.path);
    if (change.change === 'remove') removes.push(name);
    else if (change.change === 'set') sets.push(`${name} = ${to.value(change.value)}`);
    else sets.push(`${name} = if_not_exists(${name}, ${to.value(0n)}) + ${to.value(change.value)}`);
  }
  const clauses = [];
  if (sets.length > 0) clauses.push(`SET ${sets.join(', ')}`);
  if (removes.length > 0) clauses.push(`REMOVE ${removes.join(', ')}`);
  return clauses.join(' ');
}
