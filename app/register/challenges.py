"""What a passkey is to sign to log in: made of the cookie, so that nothing is kept of strangers.

It holds for the browser with that cookie, and for some minutes. A login changes the cookie, so a
page that was open before it cannot be used again there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time

from webauthn.helpers import base64url_to_bytes

from app.register.errors import InvalidError
from geodata.sentences import sentence

_LASTS_S = 30 * 60
_TAG = b"uramost-login\0"
_TIME_BYTES = 8


def make_challenge(secret: str, now_s: int | None = None) -> bytes:
    """Make the bytes to sign, of the secret in a cookie and the time."""
    moment = (int(time.time()) if now_s is None else now_s).to_bytes(_TIME_BYTES)
    return moment + hmac.new(secret.encode(), _TAG + moment, hashlib.sha256).digest()


def read_challenge(secret: str, client_data: object) -> bytes:
    """Read what a passkey signed; it was made for this cookie, and not long ago.

    Raises
    ------
    InvalidError
        When it was not.
    """
    try:
        told = json.loads(base64url_to_bytes(str(client_data)))
        signed = base64url_to_bytes(told["challenge"])
    except (ValueError, TypeError, KeyError) as error:
        fault = sentence("The passkey’s answer is not right. Please try again.")
        raise InvalidError("credential", fault) from error
    moment_s = int.from_bytes(signed[:_TIME_BYTES])
    is_recent = 0 <= time.time() - moment_s + 1 <= _LASTS_S
    if not (is_recent and secret and hmac.compare_digest(make_challenge(secret, moment_s), signed)):
        raise InvalidError(
            "credential",
            sentence("The page was open for too long. Please open it again and try once more."),
        )
    return signed
