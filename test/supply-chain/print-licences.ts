import { isAllowed } from './licence.ts';
import { nameOf, productionPackages } from './production-tree.ts';

// `npm run licences`: what runs in production, by licence.
const byLicence = Map.groupBy(productionPackages, ({ license = 'unknown' }) => license);
for (const [licence, packages] of [...byLicence].sort()) {
  console.log(`${licence}${isAllowed(licence) ? '' : '   NOT ALLOWED'}`);
  for (const locked of packages) console.log(`  ${nameOf(locked)} ${locked.version}`);
}
const strangers = productionPackages.filter(({ license }) => !isAllowed(license));
console.log(`licences: ${productionPackages.length} packages, not allowed ${strangers.length}`);
process.exitCode = strangers.length > 0 ? 1 : 0;
