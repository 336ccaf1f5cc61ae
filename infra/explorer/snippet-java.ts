import { customerHeaders, quoted, type SnippetRequest } from './snippet-request.ts';

/** Java 17 or later with its standard library alone. */
export function javaSnippet(request: SnippetRequest): string {
  const { baseUrl, path, clientId, keyVersion, body, keyFile } = request;
  const more = customerHeaders(request).map(
    ([name, value]) => `\n        .header(${quoted(name)}, ${quoted(value)})`,
  );
  const given =
    body === undefined
      ? 'Files.readAllBytes(Path.of("body.json"))'
      : `${quoted(body)}.getBytes(StandardCharsets.UTF_8)`;
  return `// java Call.java
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;

public class Call {
  static final String BASE = ${quoted(baseUrl)};
  static final String PATH = ${quoted(path)};
  static final String CLIENT = ${quoted(clientId)};
  static final HttpClient http = HttpClient.newHttpClient();

  public static void main(String[] args) throws Exception {
    byte[] der = der(Files.readString(Path.of(${quoted(keyFile)}))); // your private key, PKCS#8
    var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    byte[] body = ${given};

    String time = Instant.now().toString();
    Signature signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(key);
    update(signer, time, body);
    String signature = URLEncoder.encode(
        Base64.getEncoder().encodeToString(signer.sign()), StandardCharsets.UTF_8);
    HttpRequest request = HttpRequest.newBuilder(URI.create(BASE + PATH))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json; charset=UTF-8")
        .header("Client-Id", CLIENT)
        .header("Request-Time", time)
        .header("Signature", "algorithm=RSA256, keyVersion=${keyVersion}, signature=" + signature)${more.join('')}
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());

    // Believe the answer only if it verifies, with the server's key of the version that it names.
    var header = Pattern.compile("algorithm=RSA256,keyVersion=(\\\\d+),signature=(\\\\S+)")
        .matcher(answer.headers().firstValue("signature").orElse(""));
    if (!header.matches() || !CLIENT.equals(answer.headers().firstValue("client-id").orElse(""))) {
      throw new IllegalStateException("not signed for us: the outcome is unknown");
    }
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(serverKey(header.group(1)));
    update(verifier, answer.headers().firstValue("response-time").orElse(""), answer.body());
    byte[] signed = Base64.getDecoder().decode(
        URLDecoder.decode(header.group(2), StandardCharsets.UTF_8));
    if (!verifier.verify(signed)) {
      throw new IllegalStateException("the answer does not verify: the outcome is unknown");
    }
    // S done, F definitely not, U unknown: inquire
    System.out.println(new String(answer.body(), StandardCharsets.UTF_8));
  }

  /** What is signed: of a request its own time and body, of an answer the answer's. */
  static void update(Signature signature, String time, byte[] body) throws Exception {
    String head = "POST " + PATH + "\\n" + CLIENT + "." + time + ".";
    signature.update(head.getBytes(StandardCharsets.UTF_8));
    signature.update(body);
  }

  static PublicKey serverKey(String version) throws Exception {
    URI uri = URI.create(BASE + "/.well-known/quotaline-keys.json");
    String published = http.send(
        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    // A JSON library does this better; the standard one has none.
    var found = Pattern.compile("\\"keyVersion\\":" + version + ",[^}]*?\\"publicKey\\":\\"([^\\"]+)\\"")
        .matcher(published);
    if (!found.find()) throw new IllegalStateException("no server key " + version);
    byte[] der = der(found.group(1).replace("\\\\n", "\\n"));
    return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
  }

  static byte[] der(String pem) {
    return Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\\\s", ""));
  }
}
`;
}
