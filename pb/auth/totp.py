"""Codes of an authenticator app (RFC 6238), and keeping their secret sealed."""

import hashlib
import hmac
from datetime import datetime

import pyotp
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

STEP = 30  # seconds
WINDOW = 1  # steps that a telephone's clock may be off, either way
PURPOSE = b"buurtgeld/totp-secret/v1"


class Unreadable(Exception):
    """The seal is not of this installation's key."""


def generate_secret() -> str:
    """Return a new secret, as an authenticator app takes it (160 bits, base32)."""
    secret: str = pyotp.random_base32()
    return secret


def seal(secret: str, secret_key: str) -> str:
    """Return the secret as the database keeps it."""
    return _box(secret_key).encrypt(secret.encode()).hex()


def unseal(sealed: str, secret_key: str) -> str:
    """Return the secret.

    Raises:
        Unreadable: It was sealed with another key.
    """
    try:
        return _box(secret_key).decrypt(bytes.fromhex(sealed)).decode()
    except (CryptoError, ValueError):
        raise Unreadable from None


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step, of those about now, that `code` belongs to; else None."""
    present = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed):
            return step
    return None


def _box(secret_key: str) -> SecretBox:
    """Return the box of this one purpose: a key of its own, made from the one key."""
    return SecretBox(hmac.new(secret_key.encode(), PURPOSE, hashlib.sha256).digest())
