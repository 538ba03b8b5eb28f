"""Signatures of requests, as the specification Standard Webhooks has them."""

import base64
import hmac
import time
from hashlib import sha256


def signature_headers(message_id: str, body: bytes, key: bytes) -> dict[str, str]:
    """Return the headers of a request with this body, signed now."""
    moment = str(int(time.time()))
    content = f"{message_id}.{moment}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, content, sha256)).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{signature}",
    }
