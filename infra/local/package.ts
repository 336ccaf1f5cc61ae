import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, packageEntries, packageFolder } from './package-build.ts';

// npm runs this before it packs, and after: `prepack` builds what is packed, and says so in the
// manifest; `postpack` puts the manifest of the project back.

const root = join(import.meta.dirname, '..', '..');
const manifestPath = join(root, 'package.json');
const keptPath = join(root, packageFolder, 'project-manifest.json');

const [when] = process.argv.slice(2);
if (when === 'prepack') await prepack();
else postpack();

async function prepack(): Promise<void> {
  // One that was cut off has left the package's manifest in the place of the project's.
  postpack();
  await buildPackage();
  const text = readFileSync(manifestPath, 'utf8');
  const manifest = JSON.parse(text);
  const { name, version, description, license, type, dependencies, scripts } = manifest;
  writeFileSync(keptPath, text);
  const packed = {
    name,
    version,
    private: true,
    description,
    license,
    type,
    engines: { node: '>=22.13' },
    exports: Object.fromEntries(Object.entries(packageEntries).map(exported)),
    files: [`${packageFolder}/**`, `!${packageFolder}/project-manifest.json`],
    // Its types alone are needed: the code is in the bundle.
    dependencies: { zod: dependencies.zod },
    optionalDependencies: manifest.optionalDependencies,
    // npm looks for it here once it has packed.
    scripts: { postpack: scripts.postpack },
  };
  writeFileSync(manifestPath, `${JSON.stringify(packed, null, 2)}\n`);
}

function postpack(): void {
  if (existsSync(keptPath)) renameSync(keptPath, manifestPath);
}

function exported([name, { source, code }]: [string, { source: string; code: string }]) {
  const types = `./${packageFolder}/types/${source.replace(/\.ts$/, '.d.ts')}`;
  return [name, { types, default: `./${packageFolder}/${code}` }];
}
