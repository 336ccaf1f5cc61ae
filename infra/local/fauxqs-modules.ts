/** Where the stores are in the package of fauxqs, beside its entry. */
export const fauxqsPaths = [
  'persistence.js',
  'sqs/sqsStore.js',
  'sns/snsStore.js',
  's3/s3Store.js',
];

/**
 * Loads the stores of fauxqs. The package exports its entry only; the stores are its neighbours
 * there. The version is pinned, and a module that moved fails here with its name.
 */
export function loadFauxqsModules(): Promise<object[]> {
  const entry = import.meta.resolve('fauxqs');
  return Promise.all(fauxqsPaths.map((path) => import(new URL(path, entry).href)));
}
