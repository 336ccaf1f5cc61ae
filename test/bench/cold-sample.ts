import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// A process of its own for each sample: what Lambda does to start an instance, and the first calls.
// It loads nothing but the bundle, so that nothing is warm that would be cold there.
const [, , bundle = '', eventsFile = ''] = process.argv;
const events: unknown[] = JSON.parse(readFileSync(eventsFile, 'utf8'));
const context = { getRemainingTimeInMillis: () => 5_000 };
const began = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
// Ours has primed itself by then; a CommonJS module cannot wait for that.
if (bundle.endsWith('.cjs')) await handler.prime();
const times = [performance.now() - began];
for (const event of events) {
  const before = performance.now();
  const answer = await handler(event, context);
  times.push(performance.now() - before);
  if (answer.statusCode !== undefined && !answer.body.includes('"SUCCESS"')) {
    throw new Error(answer.body);
  }
}
process.send?.(times, () => process.exit(0));
