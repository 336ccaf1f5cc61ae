import { customerHeaders, type SnippetRequest } from './snippet-request.ts';

function single(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** PHP 8 with its extensions curl and openssl. */
export function phpSnippet(request: SnippetRequest): string {
  const { baseUrl, path, clientId, keyVersion, body, keyFile } = request;
  const more = customerHeaders(request).map(
    ([name, value]) => `\n    ${single(`${name}: ${value}`)},`,
  );
  const given = body === undefined ? "file_get_contents('body.json')" : single(body);
  return `<?php
$base = ${single(baseUrl)};
$path = ${single(path)};
$client = ${single(clientId)};
$key = openssl_pkey_get_private(file_get_contents(${single(keyFile)})); // your private key
$body = ${given};

$time = gmdate('Y-m-d\\TH:i:s\\Z');
openssl_sign("POST $path\\n$client.$time.$body", $signature, $key, OPENSSL_ALGO_SHA256);
$headers = [];
$curl = curl_init($base . $path);
curl_setopt_array($curl, [
  CURLOPT_POSTFIELDS => $body,
  CURLOPT_RETURNTRANSFER => true,
  CURLOPT_TIMEOUT => 30,
  CURLOPT_HTTPHEADER => [
    'Content-Type: application/json; charset=UTF-8',
    "Client-Id: $client",
    "Request-Time: $time",
    'Signature: algorithm=RSA256, keyVersion=${keyVersion}, signature=' . rawurlencode(base64_encode($signature)),${more.join('')}
  ],
  CURLOPT_HEADERFUNCTION => function ($curl, $line) use (&$headers) {
    [$name, $value] = array_pad(explode(': ', trim($line), 2), 2, '');
    $headers[strtolower($name)] = $value;
    return strlen($line);
  },
]);
$answer = curl_exec($curl);
if ($answer === false) throw new RuntimeException('no answer: the outcome is unknown');

// Believe the answer only if it verifies, with the server's key of the version that it names.
$published = json_decode(file_get_contents("$base/.well-known/quotaline-keys.json"), true)['keys'];
$keys = array_column($published, 'publicKey', 'keyVersion');
$form = '/^algorithm=RSA256,keyVersion=(\\d+),signature=(\\S+)$/';
if (!preg_match($form, $headers['signature'] ?? '', $header) || $headers['client-id'] !== $client) {
  throw new RuntimeException('not signed for us: the outcome is unknown');
}
$signed = "POST $path\\n$client.{$headers['response-time']}.$answer";
$value = base64_decode(rawurldecode($header[2]), true);
if (openssl_verify($signed, $value, $keys[(int) $header[1]], OPENSSL_ALGO_SHA256) !== 1) {
  throw new RuntimeException('the answer does not verify: the outcome is unknown');
}
echo $answer, "\\n"; // S done, F definitely not, U unknown: inquire
`;
}
