"""Schemathesis signs as the demo partner, and every answer is judged. See `run` beside this file."""

import atexit
import collections
import json
import os
import re
import threading
import urllib.parse
import urllib.request

import requests
import schemathesis

from judge import Judge
from signing import Partner, Published, Signer, body_of, text_of
from values import Meant, file_names, time_zones

OWN_NAMES = ("Connected-CustomerId", "Connected-AccountId", "Access-Token")

partner = Partner(os.environ["FUZZ_CONNECTION"])
base = partner.connection["baseUrl"]


def fetched(path: str) -> dict:
    with urllib.request.urlopen(f"{base}{path}") as answer:
        return json.load(answer)


judge = Judge(fetched("/openapi.json"))
published = Published(fetched("/.well-known/quotaline-keys.json"))
meant = Meant(partner.connection)
submitted: set[tuple[str, str]] = set()
counted: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
lock = threading.Lock()

schemathesis.openapi.format("iana-time-zone", time_zones)
schemathesis.openapi.format("attachment-file-name", file_names)


# What the signer puts in place of a right one: chance need not walk the whole of the long patterns.
SHORT = {"RequestTime": ("^[0-9]{13}$", "1795228200000"), "Signature": ("^signed[0-9]$", "signed1")}


@schemathesis.hook
def before_load_schema(ctx, raw_schema):
    for name, (pattern, example) in SHORT.items():
        raw_schema["components"]["parameters"][name].update(
            schema={"type": "string", "pattern": pattern, "examples": [example]}, example=example
        )
    # To Schemathesis a scheme is a secret to be left out; here the header is one as any other.
    for methods in raw_schema["paths"].values():
        for operation in methods.values():
            operation["security"] = []


class CustomerSigner(Signer):
    """Signs, after it has said for whom a right request acts."""

    def __call__(self, request):
        headers = request.headers
        own = [name for name in OWN_NAMES if name in headers]
        if all(judge.header_is_right(name, headers[name]) for name in own):
            chosen = meant.customer_headers(body_of(request) + str(own).encode())
            if chosen is not None:
                for name in own:
                    del headers[name]
                headers.update(chosen)
        if request.body is None and request.method == "POST":
            headers.setdefault("Content-Type", "application/json")
        return super().__call__(request)


def is_right(name: str, value) -> bool:
    return judge.header_is_right(name, value) or (
        name == "Signature" and re.fullmatch("signed[0-9]", text_of(value or "")) is not None
    )


signer = CustomerSigner(partner, is_right)


def first_file() -> str:
    """The key of a file that applications can rest on before chance has submitted any."""
    path, operation = judge.operation("submitAttachment")
    body = operation["requestBody"]["content"]["application/json"]["examples"]["usual"]["value"]
    headers = {"Client-Id": "x", "Request-Time": "1795228200000", "Signature": "signed1"}
    answer = requests.post(f"{base}{path}", json=body, headers=headers, auth=Signer(partner, is_right))
    return answer.json()["attachmentInfo"]["fileKey"]


meant.file_keys.append(first_file())
submitted.add(("", meant.file_keys[0]))


@schemathesis.hook
def before_call(ctx, case, kwargs):
    kwargs["auth"] = signer
    meta = case.meta
    if meta is not None and meta.generation.mode.is_positive and isinstance(case.body, dict):
        case.body = meant.change(operation_of(case), case.body)


def operation_of(case) -> str:
    return case.operation.definition.raw["operationId"]


@schemathesis.check
def is_answered_as_the_document_says(ctx, response, case):
    name, request = operation_of(case), response.request
    path = urllib.parse.urlsplit(request.url).path
    headers = {key.lower(): value[0] for key, value in response.headers.items()}
    assert response.status_code == 200, f"HTTP {response.status_code}"
    offered = text_of(request.headers.get("Client-Id", "")).strip(" \t")
    fault = published.fault_of(request.method, path, offered, headers, response.content)
    assert fault is None, fault
    if request.method == "HEAD":
        return
    answer = json.loads(response.content)
    fault = judge.answer_fault(name, answer)
    assert fault is None, fault
    result = answer["result"]
    code, message = result["resultCode"], result["resultMessage"]
    rule = expected = None
    try:
        expected = judge.certain(name, request)
        if expected is not None:
            assert code == expected, f"{code} ({message}), where {expected} is certain"
        else:
            rule = lawful(name, request, code, message)
    finally:
        count(case, name, code, rule, expected is not None)
    note(name, request, answer)


def lawful(name: str, request, code: str, message: str) -> str | None:
    """Holds the answer to a request without a fault that the document knows of."""
    never = ("INVALID_API", "INVALID_CLIENT", "INVALID_SIGNATURE", "METHOD_NOT_SUPPORTED")
    assert code not in never, f"{code} ({message}) to a right request"
    assert code not in ("UNKNOWN_EXCEPTION", "REQUEST_TRAFFIC_EXCEED_LIMIT"), f"{code} ({message})"
    if code != "PARAM_ILLEGAL":
        of_access = judge.of_access(name, request.headers)
        assert of_access is None or code in of_access, f"{code} ({message}) to a malformed token"
        return None
    rule = judge.rule_of(name, message)
    assert rule is not None, f"{code} ({message}) by no rule of the document"
    keys = {key for account, key in submitted if account == account_of(request)}
    assert judge.breaks(rule, body_of(request), keys), f"{code} ({message}), but {rule} is not broken"
    return rule


def account_of(request) -> str:
    return text_of(request.headers.get("Connected-CustomerId", request.headers.get("Connected-AccountId", "")))


def note(name: str, request, answer: dict) -> None:
    if name != "submitAttachment" or "attachmentInfo" not in answer:
        return
    key, account = answer["attachmentInfo"]["fileKey"], account_of(request)
    with lock:
        submitted.add((account, key))
        if account == "":
            meant.file_keys.append(key)


def count(case, name: str, code: str, rule: str | None, is_certain: bool) -> None:
    mode = case.meta.generation.mode.value if case.meta else "none"
    phase = case.meta.phase.name.value if case.meta else "none"
    with lock:
        tally = counted[name]
        tally["cases"] += 1
        tally[f"{mode} {phase}"] += 1
        tally[code] += 1
        if (mode == "negative") != is_certain:
            # A rule beside the schema, or a fault that was lost on the wire.
            tally[f"{mode} but {'wrong' if is_certain else 'right'}"] += 1
        if rule is not None:
            tally[f"rule {rule}"] += 1


@atexit.register
def tell() -> None:
    with open(os.environ["FUZZ_FIGURES"], "w", encoding="utf-8") as file:
        json.dump({name: dict(tally) for name, tally in sorted(counted.items())}, file, indent=1)
