import { quoted, type SnippetRequest } from './snippet-request.ts';

const clientImport = "import { PartnerClient } from 'quotaline/client';";

/** TypeScript with the project's own client, which verifies every answer by itself. */
export function typescriptSnippet(request: SnippetRequest): string {
  const { api, baseUrl, clientId, keyVersion, body, keyFile, customerId, accessToken } = request;
  const options = [
    ...(customerId === '' ? [] : [`customerId: ${quoted(customerId)}`]),
    ...(accessToken === '' ? [] : [`accessToken: ${quoted(accessToken)}`]),
  ];
  const given = body === undefined ? "JSON.parse(readFileSync('body.json', 'utf8'))" : body || '{}';
  const third = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
  return `import { readFileSync } from 'node:fs';
${clientImport}

const baseUrl = '${baseUrl}';
// Compare these once with what the provider told you by another way, then keep them.
const answered = await fetch(\`\${baseUrl}/.well-known/quotaline-keys.json\`);
const published = (await answered.json()) as { keys: { keyVersion: number; publicKey: string }[] };
const partner = new PartnerClient({
  baseUrl,
  clientId: ${quoted(clientId)},
  keyVersion: ${keyVersion},
  privateKey: readFileSync(${quoted(keyFile)}, 'utf8'), // your private key
  serverPublicKey: Object.fromEntries(published.keys.map((key) => [key.keyVersion, key.publicKey])),
});

const answer = await partner.call('${api}', ${given}${third});

switch (answer.kind) {
  case 'S':
    console.log('done', answer.body);
    break;
  case 'F':
    console.log('definitely not', answer.code, answer.message);
    break;
  case 'U': // unknown: inquire, or send the same again
  case 'unverified': // not shown to be the provider's: just as unknown
    console.log('unknown', answer.message);
    break;
}
`;
}
