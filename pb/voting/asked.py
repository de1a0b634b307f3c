"""What somebody asked at /controle, on its way from the POST to the page that answers.

It travels in the visitor's cookie, sealed, so that whoever opens the browser after
them reads no receipt; the page that answers takes it away.
"""

import hashlib
import hmac
import json

from flask import current_app, request, session
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

NAME = "asked"


def remember(question: dict[str, str]) -> None:
    """Keep what the next page answers."""
    sealed = _box().encrypt(json.dumps(question).encode())
    session[NAME] = sealed.hex()


def recall() -> dict[str, str]:
    """Return what was asked, once; nothing when nothing was."""
    if NAME not in session or request.method != "GET":
        return {}
    try:
        told = json.loads(_box().decrypt(bytes.fromhex(session.pop(NAME))))
    except (CryptoError, ValueError, TypeError):  # of a server with another secret
        return {}
    return dict(told)


def _box() -> SecretBox:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return SecretBox(hmac.digest(secret, b"what was asked", hashlib.sha256))
