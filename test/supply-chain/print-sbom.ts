import { makeSbom } from './sbom.ts';

// `npm run -s sbom > sbom.json`: the document to standard output, its figure beside it.
const { text, sbom } = makeSbom();
process.stdout.write(text);
console.error(`sbom: CycloneDX ${sbom.specVersion}, ${sbom.components.length} components`);
