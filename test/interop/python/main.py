"""A partner on the official SDK for Python: a call a line in, what the SDK made of it a line out."""

import json
import sys
from types import SimpleNamespace

from com.alipay.ams.api.default_alipay_client import DefaultAlipayClient
from com.alipay.ams.api.exception.exception import AlipayApiException
from com.alipay.ams.api.request.alipay_request import AlipayRequest


class Request(AlipayRequest):
    """Any API of ours: the SDK has request classes for the publisher's other APIs alone."""

    def __init__(self, path, body):
        # The oldest takes a member of its enumeration of paths, and nothing else.
        super().__init__(SimpleNamespace(value=path))
        self.body = body

    def to_ams_json(self):
        return json.dumps(self.body, ensure_ascii=False)


def execute(call):
    keys = call["privateKey"], call["serverPublicKey"]
    client = DefaultAlipayClient(call["gateway"], call["clientId"], *keys)
    request = Request(call["path"], call["body"])
    if not call["headers"]:
        return client.execute(request)
    if not hasattr(client, "execute_with_headers"):
        raise AlipayApiException("this SDK sends no further headers")
    return client.execute_with_headers(request, call["headers"])


for line in sys.stdin:
    try:
        told = {"answer": json.loads(execute(json.loads(line)))}
    # What verification throws is of whichever library does it.
    except Exception as refused:
        told = {"refused": f"{type(refused).__name__}: {refused}"}
    print(json.dumps(told), flush=True)
