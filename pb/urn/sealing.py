"""Envelopes: a ballot and its nonce, sealed for the urn of a round.

Every envelope of a round has the same length, so that size tells nothing.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass

import rfc8785
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

NONCE_HEX = 64
FRAME = len('{"ballot":,"nonce":""}') + NONCE_HEX + 1  # and one byte of padding
# What anybody can seal, for the public key is public: no ballot, or none at all.
MALFORMED = (CryptoError, ValueError, KeyError, TypeError, RecursionError)
STEP = 64  # sizes are whole multiples of this


class Unreadable(Exception):
    """An envelope can't be opened with this key, or does not hold a ballot."""


@dataclass(frozen=True, slots=True)
class OpenedBallot:
    """What one envelope held."""

    nonce: bytes
    body: bytes  # the canonical ballot


def envelope_size(largest_body: int) -> int:
    """Return the one length of all contents, given the largest ballot."""
    return -(-(largest_body + FRAME) // STEP) * STEP


def seal(public_key: str, *, nonce: bytes, body: bytes, size: int) -> bytes:
    """Return an envelope that only the private key of the round opens.

    Args:
        public_key: Of the round, hex.
        nonce: 32 bytes.
        body: The canonical ballot.
        size: Of the content, see `envelope_size`.

    Raises:
        ValueError: The ballot is larger than any ballot of this round can be.
    """
    content = b'{"ballot":' + body + b',"nonce":"' + nonce.hex().encode() + b'"}'
    if len(content) >= size:
        raise ValueError("the ballot does not fit in an envelope")
    padded: bytes = bindings.sodium_pad(content, size)
    return bytes(SealedBox(PublicKey(bytes.fromhex(public_key))).encrypt(padded))


def opener(private_key: bytes, size: int) -> Callable[[bytes], OpenedBallot]:
    """Return what opens the envelopes of a round; it raises `Unreadable`."""
    box = SealedBox(PrivateKey(private_key))

    def open_one(envelope: bytes) -> OpenedBallot:
        try:
            content = bindings.sodium_unpad(box.decrypt(envelope), size)
            held = json.loads(content)
            nonce, ballot = bytes.fromhex(held["nonce"]), held["ballot"]
            body = rfc8785.dumps(ballot)
        except MALFORMED as error:
            raise Unreadable from error
        if len(nonce) * 2 != NONCE_HEX or not isinstance(ballot, dict):
            raise Unreadable
        return OpenedBallot(nonce, body)

    return open_one


def body_mac(
    round_secret: bytes, *, submission_id: str, nonce: bytes, body: bytes
) -> str:
    """Return what recognises the same submission again, and tells nothing else."""
    message = submission_id.encode() + b"\0" + nonce + body
    return hmac.new(round_secret, message, hashlib.sha256).hexdigest()
