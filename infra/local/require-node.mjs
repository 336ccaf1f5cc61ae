// Plain JavaScript, loaded first: a Node that cannot run TypeScript fails on the name of any .ts file
// before it runs a line of it. The npm scripts bring their own Node; this speaks when they could not.
const [neededMajor, neededMinor] = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  console.error(
    `This needs Node ${neededMajor}.${neededMinor} or later and runs on ${process.versions.node}. ` +
      'Run `npm ci` with install scripts allowed: it brings Node 24.',
  );
  process.exit(64);
}
