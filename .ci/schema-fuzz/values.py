"""What chance would not find: files, time zones, and applications that somebody could mean."""

import base64
import datetime
import hashlib
import json
import random
import zoneinfo

from hypothesis import strategies as st

FILES = {
    "pdf": b"%PDF-1.4\n%%EOF\n",
    "png": bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c63f8cfc0f01f0005000201d4b5f4c60000000049454e44ae426082"
    ),
    "jpg": bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffd9"),
}
ENDINGS = ["pdf", "png", "jpg", "jpeg", "PDF", "Png", "zip"]
ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})

letters = st.characters(
    exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), exclude_characters="/\\#", max_codepoint=0x1FAFF
)
stems = st.text(letters, min_size=1, max_size=123).filter(lambda stem: not stem[0] in ". ")
file_names = st.builds(lambda stem, ending: f"f{stem}"[:123] + f".{ending}", stems, st.sampled_from(ENDINGS))
time_zones = st.sampled_from(ZONES)


def dice_of(body) -> random.Random:
    """Chances that follow from what is asked, so that a repetition is one."""
    text = json.dumps(body, sort_keys=True, default=str).encode()
    return random.Random(hashlib.sha256(text).digest())


def own_id(prefix: str, dice: random.Random, generated: str) -> str:
    """Mostly an id that nothing came under before."""
    return f"{prefix}-{dice.getrandbits(64):x}" if dice.random() < 0.7 else generated


class Meant:
    """Makes three of four right requests ones that somebody could mean."""

    def __init__(self, connection: dict):
        self._connection = connection
        self.file_keys: list[str] = []

    def change(self, operation: str, body):
        dice = dice_of(body)
        if not isinstance(body, dict) or dice.random() < 0.25:
            return body
        if operation == "submitAttachment":
            return self._file(body, dice)
        if operation == "applyCreditGrant":
            return self._application(body, dice)
        if operation == "inquiryAvailableQuota":
            return self._quota(body, dice)
        return body

    def _file(self, body: dict, dice: random.Random) -> dict:
        ending = body["fileName"].rsplit(".", 1)[-1].lower().replace("jpeg", "jpg")
        content = FILES.get(ending)
        if content is None:
            return body
        # Trailing bytes make it another file, and none of another kind.
        content += bytes(dice.choices(range(0x30, 0x3A), k=dice.randrange(8)))
        body = {**body, "attachmentId": own_id("A", dice, body["attachmentId"])}
        kind = "CREDIT_GRANT_INVOICE" if dice.random() < 0.7 else body["bizType"]
        return {**body, "attachmentContent": base64.b64encode(content).decode(), "bizType": kind}

    def _application(self, body: dict, dice: random.Random) -> dict:
        day = datetime.date.today() - datetime.timedelta(days=dice.randrange(-1, 200))
        seen: set[str] = set()
        invoices = []
        for invoice in body["invoiceInfoList"]:
            if invoice["invoiceNo"] in seen:
                continue
            seen.add(invoice["invoiceNo"])
            value = str(dice.randrange(1, 50)) if dice.random() < 0.9 else invoice["invoiceAmount"]["value"]
            invoices.append({**invoice, "invoiceAmount": {"currency": "USD", "value": value}})
        changed = {
            **body,
            "referenceNo": own_id("R", dice, body["referenceNo"]),
            "invoiceDate": day.strftime("%Y%m%d"),
            "invoiceInfoList": invoices,
            "payeeCode": self._connection["payeeCode"],
            "vcCode": self._connection["vcCode"],
        }
        # A key that a link brought stays; else one that was given before.
        if self.file_keys and not body["attachmentFile"]["fileKey"].startswith("ATT"):
            key = dice.choice(self.file_keys[-50:])
            changed["attachmentFile"] = {**body["attachmentFile"], "fileKey": key}
        return changed

    def _quota(self, body: dict, dice: random.Random) -> dict:
        known = [one for one in self._connection["fxQuotas"] if one["method"] == body["quotaAccumulationMethod"]]
        chosen = dice.choice(known)
        return {**body, "quotaAccumulationId": chosen["id"], "currency": chosen["currency"]}

    def customer_headers(self, body: bytes) -> dict | None:
        """For whom a right request acts: mostly itself, else a customer with its token, else chance."""
        dice = random.Random(hashlib.sha256(body).digest())
        draw = dice.random()
        if draw < 0.7:
            return {}
        if draw < 0.85:
            customer = dice.choice(self._connection["customers"])
            return {"Connected-CustomerId": customer["id"], "Access-Token": customer["accessToken"]}
        return None
