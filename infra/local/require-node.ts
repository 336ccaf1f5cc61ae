const [neededMajor, neededMinor] = [22, 18];

/**
 * Stops with a sentence that helps when this Node cannot run the project's TypeScript as it is.
 * The npm scripts bring their own.
 */
export function requireNode(version = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  console.error(
    `This needs Node ${neededMajor}.${neededMinor} or later and runs on ${version}. Use the npm scripts, which bring Node 24.`,
  );
  process.exit(1);
}
