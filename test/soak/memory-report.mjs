// Loaded into the server that is soaked, before its own code: tells this run every two seconds what
// is alive on the heap after a collection, and ends the server when the run is gone.
const everyMs = 2_000;

setInterval(() => {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, alive: heapUsed + external }, undefined, undefined, () => undefined);
}, everyMs).unref();
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
