import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const project = new URL('../../', import.meta.url);

const names = z.record(z.string(), z.string());
const manifestFile = z.object({
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
  allowScripts: z.record(z.string(), z.boolean()),
});
const lockedPackage = z.looseObject({
  version: z.optional(z.string()),
  resolved: z.optional(z.string()),
  integrity: z.optional(z.string()),
  license: z.optional(z.string()),
  dev: z.optional(z.boolean()),
  optional: z.optional(z.boolean()),
  inBundle: z.optional(z.boolean()),
  link: z.optional(z.boolean()),
  hasInstallScript: z.optional(z.boolean()),
});
const lockFile = z.looseObject({
  lockfileVersion: z.int(),
  packages: z.record(z.string(), lockedPackage),
});
const installedFile = z.object({ version: z.string(), license: z.optional(z.string()) });

/** A package as package-lock.json pins it, by where it is installed. */
export type LockedPackage = z.output<typeof lockedPackage> & { readonly path: string };

/** package.json, parsed. */
export const manifest = manifestFile.parse(read('package.json'));
/** package-lock.json, parsed. */
export const lock = lockFile.parse(read('package-lock.json'));

/** Every package that is locked, the project itself apart. */
export const lockedPackages: readonly LockedPackage[] = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, locked]) => ({ ...locked, path }));

/** Those of them that are more than tools of development: what `--omit=dev` leaves. */
export const productionPackages: readonly LockedPackage[] = lockedPackages.filter(
  ({ dev }) => dev !== true,
);

/** The name of a locked package. */
export function nameOf({ path }: LockedPackage): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** What a package says of itself where it is installed; undefined when it is not on this machine. */
export function installed({ path }: LockedPackage): z.output<typeof installedFile> | undefined {
  const file = `${path}/package.json`;
  return existsSync(new URL(file, project)) ? installedFile.parse(read(file)) : undefined;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, project), 'utf8'));
}
