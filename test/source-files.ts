import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(import.meta.dirname, '..');

/** One import of a file: what it names, and whether its types alone are taken. */
export interface Import {
  readonly from: string;
  /** The imported file, from the project's root; undefined for a package. */
  readonly file: string | undefined;
  readonly typesOnly: boolean;
}

/** A source file of the project, its path from the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Every source file under the given folders. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => /\.(ts|mts|js|mjs|cjs)$/.test(path))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

const statement = /^(?:import|export)\s(type\s)?([^;'"]*?)\bfrom\s+['"]([^'"]+)['"]/gm;
const bare = /^import\s+['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"`]([^'"`]+)['"`]/g;

function importsOf(path: string, text: string): Import[] {
  const named = [...text.matchAll(statement)].map(([, type, names = '', from = '']) =>
    importOf(path, from, type !== undefined || namesTypesOnly(names)),
  );
  const others = [...text.matchAll(bare), ...text.matchAll(dynamic)];
  return [...named, ...others.map(([, from = '']) => importOf(path, from, false))];
}

function namesTypesOnly(names: string): boolean {
  const listed = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1];
  if (listed === undefined) return false;
  const parts = listed.split(',').map((part) => part.trim());
  return parts.every((part) => part === '' || part.startsWith('type '));
}

function importOf(path: string, from: string, typesOnly: boolean): Import {
  const file = from.startsWith('.') ? normalize(join(dirname(path), from)) : undefined;
  return { from, file, typesOnly };
}
