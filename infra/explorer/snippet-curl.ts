import { customerHeaders, type SnippetRequest } from './snippet-request.ts';

function single(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A bash script: openssl signs and verifies, curl sends. */
export function curlSnippet(request: SnippetRequest): string {
  const { baseUrl, path, clientId, keyVersion, body, keyFile } = request;
  const more = customerHeaders(request).map(
    ([name, value]) => ` \\\n  -H ${single(`${name}: ${value}`)}`,
  );
  const write =
    body === undefined
      ? '# The body is in body.json, and sent byte for byte: mind a newline at its end.'
      : `printf '%s' ${single(body)} > body.json   # no newline at the end`;
  return `#!/usr/bin/env bash
set -euo pipefail
base=${single(baseUrl)}
path=${single(path)}
client=${single(clientId)}
key=${single(keyFile)}   # your private key, PEM
${write}

time=$(date -u +%Y-%m-%dT%H:%M:%SZ)
signature=$({ printf 'POST %s\\n%s.%s.' "$path" "$client" "$time"; cat body.json; } |
  openssl dgst -sha256 -sign "$key" | openssl base64 -A |
  sed 's/+/%2B/g; s#/#%2F#g; s/=/%3D/g')

curl -sS -m 30 "$base$path" -D head.txt -o answer.json \\
  -H 'Content-Type: application/json; charset=UTF-8' \\
  -H "Client-Id: $client" -H "Request-Time: $time" \\
  -H "Signature: algorithm=RSA256, keyVersion=${keyVersion}, signature=$signature"${more.join('')} \\
  --data-binary @body.json

# Believe the answer only if it verifies, with the server's key of the version that it names.
unknown() { echo "unknown, $1: inquire, or send the same again" >&2; exit 1; }
header() { sed -n "s/^$1: //p" head.txt | tr -d '\\r'; }
version=$(header signature | sed 's/.*keyVersion=\\([0-9]*\\).*/\\1/')
curl -sS -m 30 "$base/.well-known/quotaline-keys.json" -o keys.json
published=$(tr '{' '\\n' < keys.json | sed -n "/\\"keyVersion\\":$version,/s/.*\\"publicKey\\":\\"\\([^\\"]*\\)\\".*/\\1/p")
[ -n "$published" ] || unknown "the server publishes no key of version '$version'"
printf '%b' "$published" > server-public.pem
header signature | sed 's/.*signature=//; s/%2B/+/g; s#%2F#/#g; s/%3D/=/g' |
  openssl base64 -d -A > answer.sig
{ printf 'POST %s\\n%s.%s.' "$path" "$client" "$(header response-time)"; cat answer.json; } |
  openssl dgst -sha256 -verify server-public.pem -signature answer.sig ||
  unknown 'the answer does not verify'
cat answer.json; echo
`;
}
