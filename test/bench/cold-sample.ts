import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// A process of its own for each sample: what Lambda does to start an instance, and the first calls.
// It loads nothing but the bundle, so that nothing is warm that would be cold there.
const [, , bundle = '', eventsFile = '', ...how] = process.argv;
const events: unknown[] = JSON.parse(readFileSync(eventsFile, 'utf8'));
const context = { getRemainingTimeInMillis: () => 5_000 };
// The engines speak plain HTTP, where AWS speaks HTTPS: then the SDK imports node:http, and an ES
// import of that loads undici, which no CommonJS module would, and no instance of Lambda does.
if (!how.includes('count-http')) await import('node:http');
const began = performance.now();
const cpuBefore = process.cpuUsage();
const { handler } = await import(pathToFileURL(bundle).href);
// Ours has primed itself by then; a CommonJS module cannot wait for that.
if (how.includes('prime')) await handler.prime();
const times = [performance.now() - began];
let cpuMs = 0;
for (const event of events) {
  const before = performance.now();
  const answer = await handler(event, context);
  times.push(performance.now() - before);
  const { user, system } = process.cpuUsage(cpuBefore);
  // Up to the first answer.
  if (times.length === 2) cpuMs = (user + system) / 1_000;
  if (answer.statusCode !== undefined && !answer.body.includes('"SUCCESS"')) {
    throw new Error(answer.body);
  }
}
process.send?.([...times, cpuMs], () => process.exit(0));
