import { describe, expect, test } from 'vitest';
import { endpoints, unknownApi } from '../shared/catalogue/catalogue.ts';
import { documents } from '../shared/catalogue/documents.ts';
import { type Import, type SourceFile, sourceFiles } from './source-files.ts';

const code = sourceFiles('functions', 'shared', 'infra');
const all = [...code, ...sourceFiles('test')];

/** What the files of a zone may import beside each other: other zones, and packages. */
interface Zone {
  readonly zones: readonly string[];
  readonly typesOf?: readonly string[];
  /** Single files of zones that are closed otherwise. */
  readonly files?: readonly string[];
  readonly packages: RegExp;
  /** Packages that only types may be taken from. */
  readonly packageTypes?: RegExp;
}

const none = /^$/;
const aws = '@aws-sdk/client-';
const every = ['catalogue', 'domain', 'signing', 'store', 'runtime', 'client', 'functions'];

/** The table of the conventions. */
const zones: Readonly<Record<string, Zone>> = {
  functions: { zones: ['catalogue', 'domain', 'runtime'], typesOf: ['store'], packages: none },
  runtime: {
    // A decision service is asked with what a partner asks us with.
    zones: ['catalogue', 'client', 'domain', 'signing', 'store'],
    packages: new RegExp(
      `^(@middy/core|@aws-lambda-powertools/(logger|metrics)|${aws}[a-z0-9-]+|zod/mini|node:[a-z/]+)$`,
    ),
    packageTypes: /^aws-lambda$/,
  },
  store: {
    zones: ['domain'],
    packages: new RegExp(
      `^(${aws}(dynamodb|sqs|s3)|@aws-sdk/util-dynamodb|zod/mini|node:(crypto|timers/promises))$`,
    ),
  },
  catalogue: { zones: ['domain'], packages: /^zod\/mini$/ },
  signing: { zones: [], packages: /^node:crypto$/ },
  domain: { zones: [], packages: none },
  client: { zones: ['catalogue', 'signing'], packages: /^node:[a-z/]+$/ },
  infra: {
    zones: ['catalogue'],
    packages: /^(aws-cdk-lib(\/[a-z0-9-]+)?|cdk-nag|constructs|esbuild|node:[a-z/]+)$/,
  },
  // It runs in browsers: nothing of node, and of the zones that use it only what does without.
  'infra/explorer': {
    zones: ['catalogue', 'domain'],
    files: [
      'shared/runtime/schema-issue.ts',
      'shared/runtime/strict-json.ts',
      'shared/signing/request-time.ts',
    ],
    packages: /^zod\/mini$/,
  },
  'infra/stand-in': { zones: [], packages: /^@aws-sdk\/credential-provider-env$/ },
  'infra/local': { zones: [...every, 'infra/explorer'], packages: /^[^.]/ },
  'infra/operator': { zones: [...every, 'infra/local'], packages: /^[^.]/ },
};

/** `shared/store/table.ts` is of the zone `store`, `infra/local/start.ts` of `infra/local`. */
function zoneOf(path: string): string {
  const [first = '', second = '', third] = path.split('/');
  if (first === 'shared') return second;
  return first === 'infra' && third !== undefined ? `infra/${second}` : first;
}

function isAllowed({ from, file, typesOnly }: Import, zone: Zone, own: string): boolean {
  if (file === undefined) {
    return zone.packages.test(from) || (typesOnly && zone.packageTypes?.test(from) === true);
  }
  const other = zoneOf(file);
  if (other === own || zone.zones.includes(other) || zone.files?.includes(file)) return true;
  return typesOnly && zone.typesOf?.includes(other) === true;
}

function offences(files: readonly SourceFile[], offends: (file: SourceFile) => boolean): string[] {
  return files.filter(offends).map(({ path }) => path);
}

test('every file is read, and its imports found', () => {
  const imports = code.flatMap((file) => file.imports);
  expect(code.length).toBeGreaterThan(100);
  expect(imports.length).toBeGreaterThan(300);
  const hashing = code.find(({ path }) => path === 'shared/store/content-hash.ts');
  expect(hashing?.imports.find(({ from }) => from === 'node:crypto')).toBeDefined();
  const deps = code.find(({ path }) => path === 'shared/runtime/deps.ts');
  expect(deps?.imports.every(({ typesOnly }) => typesOnly)).toBe(true);
});

describe('a zone imports what the conventions let it', () => {
  test.each([...new Set(code.map(({ path }) => zoneOf(path)))])('%s', (own) => {
    const zone = zones[own] ?? expect.fail('not a zone of the conventions');
    const found = code
      .filter(({ path }) => zoneOf(path) === own)
      .flatMap(({ path, imports }) =>
        imports
          .filter((one) => !isAllowed(one, zone, own))
          .map(({ from, typesOnly }) => `${path} ${typesOnly ? 'types of ' : ''}${from}`),
      );
    expect(found).toEqual([]);
  });
});

test('what is told apart would be found', () => {
  const of = (zone: string, from: string, file?: string, typesOnly = false): boolean =>
    isAllowed({ from, file, typesOnly }, zones[zone] ?? expect.fail(), zone);
  expect(of('domain', 'zod/mini')).toBe(false);
  expect(of('domain', './money.ts', 'shared/domain/money.ts')).toBe(true);
  expect(of('store', '../runtime/call.ts', 'shared/runtime/call.ts', true)).toBe(false);
  expect(of('functions', '../shared/store/table.ts', 'shared/store/table.ts')).toBe(false);
  expect(of('functions', '../shared/store/table.ts', 'shared/store/table.ts', true)).toBe(true);
  expect(of('runtime', 'aws-lambda')).toBe(false);
  expect(of('runtime', 'aws-lambda', undefined, true)).toBe(true);
  expect(of('infra', './local/start.ts', 'infra/local/start.ts')).toBe(false);
  expect(of('infra/explorer', 'node:crypto')).toBe(false);
  expect(of('infra/explorer', '../../shared/signing/sign.ts', 'shared/signing/sign.ts')).toBe(
    false,
  );
});

test('nothing in the tree is deeper than the conventions draw it', () => {
  const depth = ({ path }: SourceFile): number => path.split('/').length;
  expect(offences(code, (file) => depth(file) > 3)).toEqual([]);
  expect(offences(code, ({ path }) => /^(functions|shared)\/[^/]+\/[^/]+\//.test(path))).toEqual(
    [],
  );
});

test('the environment is read in one place', () => {
  const readers = offences(code, ({ text }) => /\bprocess\.env\b/.test(text));
  expect(readers.filter((path) => !/^infra\/(local|operator)\//.test(path))).toEqual([
    'shared/runtime/config.ts',
  ]);
});

test('every file is named for what it owns, in kebab-case', () => {
  const vague = /^(utils?|helpers?|common|misc|types|constants)\b/;
  const nameOf = ({ path }: SourceFile): string => path.split('/').at(-1) ?? '';
  expect(offences(all, (file) => vague.test(nameOf(file)))).toEqual([]);
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|deep|browser|config))?\.(ts|[cm]js)$/;
  expect(offences(all, (file) => !kebab.test(nameOf(file)))).toEqual([]);
});

test('no file is longer than 200 lines', () => {
  expect(offences(all, ({ text }) => text.split('\n').length > 201)).toEqual([]);
});

test('nothing is left to do, left out or singled out', () => {
  // Spelled in two halves, so that this file is not found itself.
  const leftovers = new RegExp(
    ['\\bTO', 'DO\\b|\\bFIX', 'ME\\b|\\.(sk', 'ip|on', 'ly)\\b'].join(''),
  );
  expect(offences(all, ({ text }) => leftovers.test(text))).toEqual([]);
});

/** All that some files import, and what that imports, themselves among it. */
function reachedFrom(starts: (path: string) => boolean): SourceFile[] {
  const byPath = new Map(code.map((file) => [file.path, file]));
  const reached = new Set(offences(code, ({ path }) => starts(path)));
  // What is added while it is walked through is walked through too.
  for (const path of reached) {
    for (const { file } of byPath.get(path)?.imports ?? []) if (file) reached.add(file);
  }
  return [...reached].flatMap((path) => byPath.get(path) ?? []);
}

test('no function reaches what only a laptop, an operator or the stack has', () => {
  const reached = reachedFrom((path) => path.startsWith('functions/'));
  expect(reached.length).toBeGreaterThan(80);
  expect(offences(reached, ({ path }) => path.startsWith('infra/'))).toEqual([]);
});

test('nothing of the sandbox is deployed: no function and no stack reaches infra/local', () => {
  const reached = reachedFrom((path) => /^functions\/|^infra\/app\.ts$/.test(path));
  const paths = reached.map(({ path }) => path);
  expect(paths).toContain('shared/runtime/endpoint-handler.ts');
  expect(paths).toContain('infra/partner-api-stack.ts');
  expect(paths.filter((path) => path.startsWith('infra/local/'))).toEqual([]);
  expect(offences(reached, ({ text }) => /SBX\.|_sandbox/.test(text))).toEqual([]);
});

test('no test synthesises into a folder that stays behind', () => {
  const makers = offences(all, ({ text }) => /\bnew App\(/.test(text));
  expect(makers).toEqual(['infra/app.ts', 'test/infra/app-for-test.ts']);
});

test('no production code imports a test', () => {
  const isTest = ({ file }: Import): boolean => file?.startsWith('test/') === true;
  expect(offences(code, ({ imports }) => imports.some(isTest))).toEqual([]);
});

test('every endpoint and document of the catalogue has its function', () => {
  const files = new Set(code.map(({ path }) => path));
  const names = [...endpoints, ...documents, unknownApi].map(({ functionName }) => functionName);
  expect(names.filter((name) => !files.has(`functions/${name}.ts`))).toEqual([]);
});
