import { customerHeaders, quoted, type SnippetRequest } from './snippet-request.ts';

function multiline(text: string): string {
  // Raw, so that JSON's own escapes stay as they are; a body has no three single quotes in a row.
  return text.includes("'''") ? quoted(text) : `r'''${text}'''`;
}

/** Python with the package cryptography, for no RSA is in its own library. */
export function pythonSnippet(request: SnippetRequest): string {
  const { baseUrl, path, clientId, keyVersion, body, keyFile } = request;
  const more = customerHeaders(request).map(
    ([name, value]) => `\n    ${quoted(name)}: ${quoted(value)},`,
  );
  const given =
    body === undefined ? "open('body.json', 'rb').read()" : `${multiline(body)}.encode()`;
  return `# pip install cryptography
import base64, json, re, urllib.parse, urllib.request
from datetime import datetime, timezone
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

base, path, client = ${quoted(baseUrl)}, ${quoted(path)}, ${quoted(clientId)}
with open(${quoted(keyFile)}, 'rb') as file:  # your private key
    key = load_pem_private_key(file.read(), None)
body = ${given}

time = datetime.now(timezone.utc).isoformat(timespec='milliseconds')
text = f'POST {path}\\n{client}.{time}.'.encode() + body
signature = base64.b64encode(key.sign(text, padding.PKCS1v15(), SHA256())).decode()
request = urllib.request.Request(base + path, body, {
    'Content-Type': 'application/json; charset=UTF-8',
    'Client-Id': client,
    'Request-Time': time,
    'Signature': f'algorithm=RSA256, keyVersion=${keyVersion}, signature={urllib.parse.quote(signature, "")}',${more.join('')}
})
with urllib.request.urlopen(request, timeout=30) as response:
    headers, answer = response.headers, response.read()

# Believe the answer only if it verifies, with the server's key of the version that it names.
with urllib.request.urlopen(base + '/.well-known/quotaline-keys.json') as response:
    keys = {k['keyVersion']: k['publicKey'] for k in json.load(response)['keys']}
version, value = re.fullmatch(r'algorithm=RSA256,keyVersion=(\\d+),signature=(\\S+)', headers['signature']).groups()
assert headers['client-id'] == client
signed = f'POST {path}\\n{client}.{headers["response-time"]}.'.encode() + answer
load_pem_public_key(keys[int(version)].encode()).verify(  # raises InvalidSignature
    base64.b64decode(urllib.parse.unquote(value)), signed, padding.PKCS1v15(), SHA256())

result = json.loads(answer)['result']
print(result['resultStatus'], result['resultCode'])  # S done, F definitely not, U unknown: inquire
print(answer.decode())
`;
}
