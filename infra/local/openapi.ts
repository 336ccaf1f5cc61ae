import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openApiDocument } from '../../shared/catalogue/openapi-document.ts';

const usage = `Prints the partner APIs as an OpenAPI 3.1 document.

  npm run -s openapi                              to the terminal
  npm run openapi -- --out openapi.json           to a file
  npm run -s openapi -- --server https://api.example   says where the APIs are`;

function print(): void {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      server: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const text = `${JSON.stringify(openApiDocument(values.server), null, 2)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

try {
  print();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 64;
}
