import { customerHeaders, quoted, type SnippetRequest } from './snippet-request.ts';

function raw(text: string): string {
  return text.includes('`') ? quoted(text) : `\`${text}\``;
}

/** Go with its standard library alone. */
export function goSnippet(request: SnippetRequest): string {
  const { baseUrl, path, clientId, keyVersion, body, keyFile } = request;
  const more = customerHeaders(request).map(
    ([name, value]) => `\n\trequest.Header.Set(${quoted(name)}, ${quoted(value)})`,
  );
  const given = body === undefined ? 'must(os.ReadFile("body.json"))' : `[]byte(${raw(body)})`;
  return `package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"time"
)

const base, path, client = ${quoted(baseUrl)}, ${quoted(path)}, ${quoted(clientId)}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// What is signed, hashed: of a request its own time and body, of an answer the answer's.
func digest(time string, body []byte) []byte {
	sum := sha256.Sum256(append([]byte("POST "+path+"\\n"+client+"."+time+"."), body...))
	return sum[:]
}

func main() {
	block, _ := pem.Decode(must(os.ReadFile(${quoted(keyFile)}))) // your private key, PKCS#8
	key := must(x509.ParsePKCS8PrivateKey(block.Bytes)).(*rsa.PrivateKey)
	body := ${given}

	now := time.Now().UTC().Format(time.RFC3339Nano)
	signature := must(rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest(now, body)))
	request := must(http.NewRequest("POST", base+path, bytes.NewReader(body)))
	request.Header.Set("Content-Type", "application/json; charset=UTF-8")
	request.Header.Set("Client-Id", client)
	request.Header.Set("Request-Time", now)
	request.Header.Set("Signature", "algorithm=RSA256, keyVersion=${keyVersion}, signature="+
		url.QueryEscape(base64.StdEncoding.EncodeToString(signature)))${more.join('')}
	response := must((&http.Client{Timeout: 30 * time.Second}).Do(request))
	defer response.Body.Close()
	answer := must(io.ReadAll(response.Body))

	// Believe the answer only if it verifies, with the server's key of the version that it names.
	header := regexp.MustCompile(\`^algorithm=RSA256,keyVersion=(\\d+),signature=(\\S+)$\`).
		FindStringSubmatch(response.Header.Get("signature"))
	if header == nil || response.Header.Get("client-id") != client {
		panic("the answer is not signed for us: the outcome is unknown")
	}
	signed := must(base64.StdEncoding.DecodeString(must(url.PathUnescape(header[2]))))
	hash := digest(response.Header.Get("response-time"), answer)
	if err := rsa.VerifyPKCS1v15(serverKey(header[1]), crypto.SHA256, hash, signed); err != nil {
		panic("the answer does not verify: the outcome is unknown")
	}
	fmt.Println(string(answer)) // S done, F definitely not, U unknown: inquire
}

func serverKey(version string) *rsa.PublicKey {
	response := must(http.Get(base + "/.well-known/quotaline-keys.json"))
	defer response.Body.Close()
	var published struct {
		Keys []struct {
			KeyVersion int
			PublicKey  string
		}
	}
	must(0, json.NewDecoder(response.Body).Decode(&published))
	for _, one := range published.Keys {
		if fmt.Sprint(one.KeyVersion) == version {
			block, _ := pem.Decode([]byte(one.PublicKey))
			return must(x509.ParsePKIXPublicKey(block.Bytes)).(*rsa.PublicKey)
		}
	}
	panic("the server has published no key version " + version)
}
`;
}
