import { describe, expect, test } from 'vitest';
import { sourceFiles } from '../source-files.ts';
import { readAudit } from './audit-report.ts';
import { isAllowed } from './licence.ts';
import {
  installed,
  lock,
  lockedPackages,
  manifest,
  nameOf,
  productionPackages,
} from './production-tree.ts';
import { makeSbom, missingFrom } from './sbom.ts';

const namesOf = (packages: typeof lockedPackages): string[] => packages.map(nameOf);

describe('the lockfile', () => {
  test('pins every package by SHA-512; what a package bundles is pinned with it', () => {
    expect(lock.lockfileVersion).toBe(3);
    expect(lockedPackages.length).toBeGreaterThan(100);
    const loose = lockedPackages.filter(
      ({ integrity, inBundle }) =>
        inBundle !== true && !/^sha512-[\w+/]{86}==$/.test(`${integrity}`),
    );
    expect(namesOf(loose)).toEqual([]);
  });

  test('takes packages from the registry alone: no git, no file, no other host', () => {
    const registry = 'https://registry.npmjs.org/';
    const elsewhere = lockedPackages.filter(
      ({ version = '', resolved = registry, link }) =>
        link === true || !/^\d+\.\d+\.\d+/.test(version) || !resolved.startsWith(registry),
    );
    expect(namesOf(elsewhere)).toEqual([]);
  });

  test('only what package.json lets run a script at its installation has one', () => {
    const scripted = namesOf(lockedPackages.filter(({ hasInstallScript }) => hasInstallScript));
    expect(scripted.sort()).toEqual(['esbuild', 'node']);
    expect(Object.keys(manifest.allowScripts).sort()).toEqual(['esbuild', 'node']);
  });

  test('package.json names one version of each', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const ranges = { ...dependencies, ...devDependencies, ...optionalDependencies };
    expect(Object.values(ranges).filter((range) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });
});

test('each dependency is imported by what runs in production, and nothing else is', () => {
  const imported = sourceFiles('functions', 'shared')
    .flatMap(({ imports }) => imports)
    .filter(({ file, typesOnly, from }) => !file && !typesOnly && !from.startsWith('node:'))
    .map(({ from }) =>
      from
        .split('/')
        .slice(0, from.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  expect([...new Set(imported)].sort()).toEqual(Object.keys(manifest.dependencies).sort());
});

describe('licences', () => {
  test('of all that runs in production are on the list', () => {
    const others = productionPackages.filter(({ license }) => !isAllowed(license));
    expect(others.map((each) => `${nameOf(each)} ${each.license}`)).toEqual([]);
  });

  test('are those that the installed packages themselves say', () => {
    const here = productionPackages.flatMap((locked) => {
      const found = installed(locked);
      return found === undefined ? [] : [{ locked, found }];
    });
    const missing = productionPackages.length - here.length;
    expect(missing).toBeLessThanOrEqual(Object.keys(manifest.optionalDependencies).length);
    for (const { locked, found } of here) {
      const { version, license } = locked;
      expect([nameOf(locked), found]).toEqual([nameOf(locked), { version, license }]);
    }
  });

  test.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'MIT AND GPL-2.0-only',
    'UNLICENSED',
    '',
    undefined,
  ])('%s is not allowed', (licence) => expect(isAllowed(licence)).toBe(false));

  test.each(['MIT', '(MIT OR Apache-2.0)', 'GPL-3.0-only OR MIT', 'MIT AND ISC'])(
    '%s is allowed',
    (licence) => expect(isAllowed(licence)).toBe(true),
  );
});

// npm takes seconds to start, and on a busy machine many.
test('the SBOM names all of production, each with its hash and licence, and no tools', () => {
  const { sbom } = makeSbom();
  expect(sbom.components.length).toBe(productionPackages.length);
  const names = sbom.components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  expect(names).not.toContain('vitest');
  const less = sbom.components.filter(({ name }) => name !== 'zod');
  expect(missingFrom({ components: less })).toEqual([`zod@${manifest.dependencies['zod']}`]);
}, 60_000);

describe('a report of npm audit', () => {
  test('that finds nothing', () => {
    const text = '{"vulnerabilities":{},"metadata":{"vulnerabilities":{"total":0}}}';
    expect(readAudit(text)).toEqual({ answered: true, found: 0, names: [] });
  });

  test('that finds something', () => {
    const found = '{"vulnerabilities":{"left-pad":{"severity":"high"}},';
    const text = `${found}"metadata":{"vulnerabilities":{"total":1}}}`;
    expect(readAudit(text)).toEqual({ answered: true, found: 1, names: ['left-pad high'] });
  });

  test.each(['', 'npm error', '{}', '{"message":"405 Method Not Allowed"}'])(
    'is never read out of %j',
    (text) => expect(readAudit(text)).toMatchObject({ answered: false }),
  );
});
