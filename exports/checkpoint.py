"""Signed checkpoints of a log: C2SP tlog-checkpoint inside a C2SP signed note.

A checkpoint fixes how many leaves a log had and what they were:

    stem.example.nl/rondes/2026/events
    12
    pVqr9hTKNV3QzJ0rT6FqSF5jj0wQ2cKPmkQtyY0hLJE=

    — stem.example.nl 1Yf0Yw…

The lines are origin, size and root in base64; the blank line ends the signed text. A
signature is base64 of the key id (4 bytes) and the Ed25519 signature (64 bytes).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

ED25519 = b"\x01"
HASH_BYTES = KEY_BYTES = 32
SIGNATURE_BYTES = 64
KEY_ID_BYTES = 4
SIZE = re.compile("0|[1-9][0-9]{0,17}")
SIGNATURE_LINE = re.compile(r"— ([^\s+]+) (\S+)")

Sign = Callable[[bytes], bytes]
# Public key, message, signature -> whether the signature is good.
CheckSignature = Callable[[bytes, bytes, bytes], bool]


class BadCheckpoint(Exception):
    """The text is not a checkpoint, or not one that was signed with this key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log was at one moment.

    Attributes:
        origin: Names the log.
        size: Its number of leaves.
        root: Their Merkle tree hash, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """Return the text that is signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\n"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key by name.

    Attributes:
        name: The host of the installation; no white space and no plus.
        public: The Ed25519 key, 32 bytes.
    """

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Return the key id: the first bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ key)."""
        named = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    @property
    def text(self) -> str:
        """Return the key as in key.txt: name+id+key."""
        encoded = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{encoded}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature under a checkpoint, not checked yet.

    Attributes:
        name: Of the key.
        key_id: Of the key, 4 bytes.
        value: The Ed25519 signature, 64 bytes.
    """

    name: str
    key_id: bytes
    value: bytes


def make(checkpoint: Checkpoint, key: Key, sign: Sign) -> str:
    """Return the signed text of a checkpoint.

    Args:
        checkpoint: What to sign.
        key: With which key; its name stands in the text.
        sign: Gives the 64 bytes of the Ed25519 signature over a message.

    Returns:
        The text of the file, with a final line feed.
    """
    return sign_text(checkpoint.body, key, sign)


def sign_text(body: str, key: Key, sign: Sign) -> str:
    """Return a signed note of C2SP over any text.

    Args:
        body: Lines that each end with a line feed; none is empty.
        key: With which key; its name stands in the text.
        sign: Gives the 64 bytes of the Ed25519 signature over a message.

    Returns:
        The text, a blank line and the signature.
    """
    signature = base64.b64encode(key.id + sign(body.encode())).decode()
    return f"{body}\n— {key.name} {signature}\n"


def parse(text: str) -> tuple[Checkpoint, list[Signature]]:
    """Return what a text says; nothing of it is proven yet.

    Args:
        text: Of the file. Lines that the format allows after the root are refused:
            this project writes none.

    Raises:
        BadCheckpoint: It is not in the format, to the letter.
    """
    body, gap, signed = text.partition("\n\n")
    lines = body.split("\n")
    if not gap or len(lines) != 3 or not lines[0] or not SIZE.fullmatch(lines[1]):
        raise BadCheckpoint("this is not origin, size, root and signatures")
    root = _decode(lines[2], HASH_BYTES)
    if not signed.endswith("\n"):
        raise BadCheckpoint("the last line does not end")
    signatures = [_signature(line) for line in signed[:-1].split("\n")]
    return Checkpoint(lines[0], int(lines[1]), root), signatures


def read_key(text: str) -> Key:
    """Return the key in a key.txt.

    Args:
        text: One line, name+id+key.

    Raises:
        BadCheckpoint: It is not in the format, or its id is not that of the key.
    """
    # Base64 has plus signs of its own; a name has none.
    name, _, rest = text.removesuffix("\n").partition("+")
    id_, _, encoded = rest.partition("+")
    raw = _decode(encoded, len(ED25519) + KEY_BYTES)
    key = Key(name, raw[1:])
    is_named = bool(name) and not re.search(r"\s", name)
    if not is_named or raw[:1] != ED25519 or key.id.hex() != id_:
        raise BadCheckpoint("this is not an Ed25519 key of a signed note")
    return key


def verify(text: str, key: Key, check: CheckSignature) -> Checkpoint:
    """Return a checkpoint that was signed with a key.

    Args:
        text: Of the file.
        key: Whose signature must be there. Signatures of others are passed over.
        check: Says whether an Ed25519 signature is good.

    Raises:
        BadCheckpoint: The text is no checkpoint, or the key did not sign it.
    """
    checkpoint, signatures = parse(text)
    own = [s for s in signatures if (s.name, s.key_id) == (key.name, key.id)]
    message = checkpoint.body.encode()
    if not own or not all(check(key.public, message, s.value) for s in own):
        raise BadCheckpoint(f"{key.name} did not sign this")
    return checkpoint


def _signature(line: str) -> Signature:
    found = SIGNATURE_LINE.fullmatch(line)
    if found is None:
        raise BadCheckpoint("a line of the signatures is not one")
    raw = _decode(found[2], KEY_ID_BYTES + SIGNATURE_BYTES)
    return Signature(found[1], raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])


def _decode(text: str, length: int) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadCheckpoint("this is not base64") from None
    # The last symbol may carry bits that mean nothing; only one spelling is taken.
    if len(raw) != length or base64.b64encode(raw).decode() != text:
        raise BadCheckpoint(f"this is not {length} bytes of base64")
    return raw
