import type { Resource } from './stack-template.ts';

/** A resource's property that is a number. */
export function secondsOf({ Properties }: Resource, name: string): number {
  return Number(Properties[name]);
}

/** Whether a target is a function: the other one is the log of what operators did. */
export function isCall(target: unknown): boolean {
  return !JSON.stringify(target).includes(':log-group:');
}

/** A value of a template as text: a reference as the logical id, an attribute as `<id>.Arn`. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${value}`;
  if ('Ref' in value) return `${value.Ref}`;
  if ('Fn::GetAtt' in value) return (value['Fn::GetAtt'] as string[]).join('.');
  if ('Fn::Join' in value)
    return (value['Fn::Join'] as [string, unknown[]])[1].map(textOf).join('');
  throw new Error(`cannot read ${JSON.stringify(value)}`);
}
