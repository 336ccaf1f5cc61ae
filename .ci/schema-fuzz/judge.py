"""Says what a request must be answered: by the document's schemas, and by its unsaid rules."""

import datetime
import json
import re
import zoneinfo

import jsonschema_rs

from signing import body_of, text_of

SIGNED = ("Client-Id", "Request-Time", "Signature")
CUSTOMER = ("Connected-CustomerId", "Connected-AccountId")
MOST_MINOR = 9_999_999_999_999_999
REGIONS = {name.lower(): name for name in zoneinfo.available_timezones()}
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::(\d{2}))?", re.ASCII | re.IGNORECASE)
SLACK = datetime.timedelta(minutes=1)


class Broken(Exception):
    """The body breaks what JSON or the document's rules of every body say."""


def _once(pairs):
    members = dict(pairs)
    if len(members) != len(pairs) or "__proto__" in members:
        raise Broken("members")
    return members


def parsed(body: bytes):
    def whole(text: str):
        raise Broken(text)

    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=whole)
    except (ValueError, RecursionError) as error:
        raise Broken("JSON") from error


def depth(value) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((depth(one) for one in children), default=0) if isinstance(value, dict | list) else 0


def _zone(text: str) -> datetime.tzinfo:
    """The time zone that a body names, which its schema found right."""
    offset = OFFSET.fullmatch(text)
    if offset is None:
        return zoneinfo.ZoneInfo(REGIONS[text.lower()])
    sign, hours, minutes = offset.groups()
    ahead = datetime.timedelta(hours=int(hours), minutes=int(minutes or 0))
    return datetime.timezone(-ahead if sign == "-" else ahead)


class Judge:
    def __init__(self, document: dict):
        text = json.dumps(document["components"]["schemas"]).replace("#/components/schemas/", "#/$defs/")
        self._defs = json.loads(text)
        self._headers = {
            one["name"]: jsonschema_rs.validator_for(one["schema"])
            for one in document["components"]["parameters"].values()
        }
        self._paths = {
            methods["post"]["operationId"]: (path, methods["post"])
            for path, methods in document["paths"].items()
            if "post" in methods
        }
        self._operations = {name: operation for name, (_, operation) in self._paths.items()}
        self._requests, self._answers, self._rules = {}, {}, {}
        for name, operation in self._operations.items():
            title = name[0].upper() + name[1:]
            self._requests[name] = self._validator(f"{title}Request")
            for status, kind in (("S", "Success"), ("F", "Refused"), ("U", "Unknown")):
                self._answers[name, status] = self._validator(f"{title}{kind}")
            self._rules[name] = {
                rule["id"]: re.compile(rule["message"]) for rule in operation["x-unsaid-rules"]
            }

    def _validator(self, name: str):
        return jsonschema_rs.validator_for({"$ref": f"#/$defs/{name}", "$defs": self._defs})

    def operation(self, name: str) -> tuple[str, dict]:
        return self._paths[name]

    def header_is_right(self, name: str, value) -> bool:
        # A server strips what stands round a value.
        return value is not None and self._headers[name].is_valid(text_of(value).strip(" \t"))

    def answer_fault(self, name: str, answer) -> str | None:
        status = answer.get("result", {}).get("resultStatus") if isinstance(answer, dict) else None
        validator = self._answers.get((name, status))
        if validator is None:
            return f"no result: {answer!r}"
        error = next(validator.iter_errors(answer), None)
        return None if error is None else f"{error.message} at {list(error.instance_path)}"

    def certain(self, name: str, request) -> str | None:
        """The code that a request must be refused with before anything is looked up, or None."""
        if request.method != "POST":
            return "METHOD_NOT_SUPPORTED"
        headers = request.headers
        media = text_of(headers.get("Content-Type", "")).lower()
        if media.split(";")[0].strip() != "application/json":
            return "PARAM_ILLEGAL"
        for header, code in (
            ("Request-Time", "PARAM_ILLEGAL"),
            ("Client-Id", "INVALID_CLIENT"),
            ("Signature", "INVALID_SIGNATURE"),
        ):
            if not self.header_is_right(header, headers.get(header)):
                return code
        return self._body_code(name, body_of(request)) or self._customer_code(headers)

    def _body_code(self, name: str, body: bytes) -> str | None:
        operation = self._operations[name]
        if body == b"" and not operation["requestBody"]["required"]:
            return None
        if len(body) > operation["x-body-limit-bytes"]:
            return "PARAM_ILLEGAL"
        try:
            value = parsed(body)
        except Broken:
            return "PARAM_ILLEGAL"
        if depth(value) > 16 or not self._requests[name].is_valid(value):
            return "PARAM_ILLEGAL"
        if name == "applyCreditGrant" and self._invoices_collide(value["invoiceInfoList"]):
            return "PARAM_ILLEGAL"
        return None

    @staticmethod
    def _invoices_collide(invoices: list) -> bool:
        amounts = [one["invoiceAmount"] for one in invoices]
        numbers = [one["invoiceNo"] for one in invoices]
        values = [one["value"] for one in amounts]
        return (
            len(set(numbers)) < len(numbers)
            or len({one["currency"] for one in amounts}) > 1
            or any(isinstance(value, float) for value in values)
            or sum(int(value) for value in values) > MOST_MINOR
        )

    def _customer_code(self, headers) -> str | None:
        named = [text_of(headers[name]).strip(" \t") for name in CUSTOMER if name in headers]
        if any(not self.header_is_right(name, headers[name]) for name in CUSTOMER if name in headers):
            return "PARAM_ILLEGAL"
        return "PARAM_ILLEGAL" if len(set(named)) > 1 else None

    def of_access(self, name: str, headers) -> set[str] | None:
        """The codes that a malformed token is refused with, or None where it is none."""
        if "Access-Token" not in headers or self.header_is_right("Access-Token", headers["Access-Token"]):
            return None
        refusals = self._operations[name]["x-access-refusals"]
        return {refusals["tokenUnknown"], refusals["customerUnknown"]}

    def rule_of(self, name: str, message: str) -> str | None:
        """Which unsaid rule an answer's message is about."""
        found = (rule for rule, pattern in self._rules[name].items() if pattern.search(message))
        return next(found, None)

    def breaks(self, rule: str, body: bytes, submitted) -> bool:
        """Whether a body breaks a rule that only somebody who knows more than its schema can judge."""
        value = parsed(body) if body else {}
        if rule == "known-time-zone":
            return value["timeZone"].lower() not in REGIONS
        if rule == "past-invoice-date":
            # It was judged a moment ago, perhaps before midnight.
            judged = datetime.datetime.now(_zone(value["timeZone"])) - SLACK
            return value["invoiceDate"] > judged.strftime("%Y%m%d")
        if rule == "facility-currency":
            return value["invoiceInfoList"][0]["invoiceAmount"]["currency"] != "USD"
        if rule == "submitted-file":
            return value["attachmentFile"]["fileKey"] not in submitted
        if rule == "further-members":
            known = {"invoiceNo", "invoiceAmount", "invoiceDueDate", "poNo"}
            further = [{k: v for k, v in one.items() if k not in known} for one in value["invoiceInfoList"]]
            return max(len(json.dumps(one, ensure_ascii=False).encode()) for one in further) > 1_000
        return rule in ("file-name", "file-content", "entries")
