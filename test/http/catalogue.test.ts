import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';
import { beside, catalogue, eventOnly, idsOf, rowsOfFile } from './bad-input-catalogue.ts';

const files = Object.keys(rowsOfFile);
const onBothWires = files.filter((file) => file.startsWith('http/'));

/** The rows that files send between them, each once, those beside the catalogue left out. */
function sentBy(which: readonly string[]): string[] {
  const all = new Set(which.flatMap((file) => idsOf(rowsOfFile[file] ?? '')));
  return [...all].filter((id) => !beside.includes(id)).sort();
}

test('the catalogue has 324 rows, each once', () => {
  expect(new Set(catalogue).size).toBe(catalogue.length);
  expect(catalogue).toHaveLength(324);
});

test('every row of the catalogue is sent over HTTP, but for those that HTTP cannot say', () => {
  expect(eventOnly).toEqual(['B16', 'B17', 'B21']);
  const overHttp = catalogue.filter((id) => !eventOnly.includes(id));
  expect(sentBy(onBothWires)).toEqual([...overHttp].sort());
});

test('every row of the catalogue is sent as an event of API Gateway', () => {
  expect(sentBy(files)).toEqual([...catalogue].sort());
});

test('every file of bad input has its line in the catalogue, and runs on its wires', () => {
  const named = readdirSync('test/http').filter((name) => /^bad-input-.*\.test\.ts$/.test(name));
  for (const name of named) expect(files).toContain(`http/${name.replace('.test.ts', '')}`);
  const [all, events] = (config.test?.projects ?? []).map((project) =>
    typeof project === 'object' && 'test' in project ? project.test : undefined,
  );
  expect(all?.include).toEqual(['test/**/*.test.ts']);
  expect(all?.exclude).toEqual(['test/events/**']);
  expect(events?.env).toEqual({ QUOTALINE_TEST_WIRE: 'event' });
  const patterns = (events?.include ?? []).map((glob) => globAsRegExp(glob));
  const missed = files.filter((file) => !patterns.some((p) => p.test(`test/${file}.test.ts`)));
  expect(missed).toEqual([]);
});

function globAsRegExp(glob: string): RegExp {
  const escaped = glob.replaceAll('.', '\\.').replace('**/', '').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`);
}
