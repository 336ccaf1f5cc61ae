import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';

// One folder for each test file: left to itself, an app that is synthesised leaves its own behind.
const folder = mkdtempSync(join(tmpdir(), 'quotaline-synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** An app with these settings of the toolkit, whose output goes when the tests of the file are over. */
export function appForTest(context: Readonly<Record<string, unknown>>): App {
  return new App({ context, outdir: mkdtempSync(join(folder, 'app-')) });
}
