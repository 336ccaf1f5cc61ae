import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import packageJson from '../../package.json' with { type: 'json' };
import { lock, nameOf, productionPackages } from './production-tree.ts';

const document = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component: z.looseObject({ name: z.literal(packageJson.name) }) }),
  components: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string(),
      hashes: z.array(z.looseObject({ alg: z.literal('SHA-512'), content: z.string() })),
      licenses: z.array(z.unknown()).check(z.minLength(1)),
    }),
  ),
});
/** A bill of materials in CycloneDX. */
export type Sbom = z.output<typeof document>;

/**
 * Makes the bill of materials of what runs in production, offline, with npm's own command. It is
 * given a project without the tools of development: told to omit them (`--omit dev`), npm 11 also
 * omits whatever they share with production.
 *
 * @throws {Error} when the document is not whole
 */
export function makeSbom(): { readonly text: string; readonly sbom: Sbom } {
  const folder = mkdtempSync(join(tmpdir(), 'quotaline-sbom-'));
  try {
    // The document names the project by its folder.
    const project = join(folder, packageJson.name);
    mkdirSync(project);
    const { devDependencies: _, ...manifest } = packageJson;
    const { devDependencies: __, ...root } = lock.packages[''] ?? {};
    const kept = productionPackages.map(({ path, ...locked }) => [path, locked]);
    const packages = { '': root, ...Object.fromEntries(kept) };
    writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
    const how = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
    const text = execFileSync('npm', ['sbom', ...how, '--package-lock-only', '--offline'], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const sbom = document.parse(JSON.parse(text));
    const missing = missingFrom(sbom);
    if (missing.length > 0) throw new Error(`not in the SBOM: ${missing.join(', ')}`);
    return { text, sbom };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The packages of production that a document does not name, by name and version. */
export function missingFrom({ components }: Pick<Sbom, 'components'>): string[] {
  const named = new Set(components.map(({ name, version }) => `${name}@${version}`));
  return productionPackages
    .map((locked) => `${nameOf(locked)}@${locked.version}`)
    .filter((name) => !named.has(name));
}
