"""Signs requests as a partner does, and verifies answers: the wire contract once more, from its words."""

import base64
import datetime
import itertools
import json
import re
import urllib.parse

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from requests.auth import AuthBase

ANSWER = re.compile(r"algorithm=RSA256,keyVersion=(\d+),signature=(\S+)")


def signed_text(method: str, path: str, client: str, time: str, body: bytes) -> bytes:
    return f"{method} {path}\n{client}.{time}.".encode() + body


def text_of(value) -> str:
    """A header as requests keeps it; bytes are Latin-1 on the wire."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def body_of(request) -> bytes:
    body = request.body
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)


class Partner:
    """The demo partner of a laptop server, from its connection file."""

    def __init__(self, connection_file: str):
        with open(connection_file, encoding="utf-8") as file:
            self.connection = json.load(file)
        self.client_id = self.connection["clientId"]
        with open(self.connection["privateKeyFile"], "rb") as file:
            self._key = serialization.load_pem_private_key(file.read(), None)

    def signature(self, method: str, path: str, time: str, body: bytes) -> str:
        text = signed_text(method, path, self.client_id, time, body)
        value = base64.b64encode(self._key.sign(text, padding.PKCS1v15(), hashes.SHA256()))
        escaped = urllib.parse.quote(value, safe="")
        return f"algorithm=RSA256, keyVersion={self.connection['keyVersion']}, signature={escaped}"


class Published:
    """The keys that the server publishes, by version."""

    def __init__(self, document: dict):
        self._keys = {
            key["keyVersion"]: serialization.load_pem_public_key(key["publicKey"].encode())
            for key in document["keys"]
        }

    def fault_of(self, method: str, path: str, offered: str, headers, body: bytes) -> str | None:
        """What is wrong with an answer's signature, or None."""
        client, time = headers.get("client-id"), headers.get("response-time", "")
        grammar = re.compile(r"[A-Za-z0-9_-]{1,64}")
        if client != (offered if grammar.fullmatch(offered) else ""):
            return f"client-id {client!r} is not the one that was offered, {offered!r}"
        match = ANSWER.fullmatch(headers.get("signature", ""))
        if match is None:
            return f"signature {headers.get('signature')!r}"
        key = self._keys.get(int(match[1]))
        if key is None:
            return f"key version {match[1]} is not published"
        try:
            value = base64.b64decode(urllib.parse.unquote(match[2]), validate=True)
            text = signed_text(method, path, client, time, body)
            key.verify(value, text, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError) as error:
            return f"the signature does not verify: {error!r}"
        return None


class Signer(AuthBase):
    """
    Signs exactly the bytes that are sent. It puts right what only chance could (client, time and
    signature), but not in a request whose header is a wrong one on purpose.
    """

    def __init__(self, partner: Partner, is_right):
        self._partner, self._is_right, self._count = partner, is_right, itertools.count()

    def __call__(self, request):
        headers = request.headers
        names = ("Client-Id", "Request-Time", "Signature")
        if all(self._is_right(name, headers.get(name)) for name in names):
            # Each its own: the same signature with another customer would be a replay.
            now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")
            now += f"{next(self._count) % 1_000:03}+00:00"
            path = urllib.parse.urlsplit(request.url).path
            signature = self._partner.signature(request.method, path, now, body_of(request))
            values = (self._partner.client_id, now, signature)
            headers.update(zip(names, values, strict=True))
        return request
