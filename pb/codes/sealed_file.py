"""A file that only the holder of a private key can read.

A random key encrypts the content in authenticated pieces (libsodium's
secretstream); a sealed box holds that key. Whoever writes the file cannot read it
back, and a missing, swapped or changed piece is noticed. Memory stays bounded.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

MAGIC = b"buurtgeld-sealed/1\n"
PIECE = 256 * 1024
_KEY = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_EXTRA = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_SEALED_KEY = _KEY + bindings.crypto_box_SEALBYTES
_PREFIX = len(MAGIC) + _SEALED_KEY + _HEADER


class CannotOpen(Exception):
    """The key is another one, or the file is damaged."""


def new_key_pair() -> tuple[str, str]:
    """Return a private and a public key, as hex."""
    private = PrivateKey.generate()
    return bytes(private).hex(), bytes(private.public_key).hex()


class SealedWriter:
    """Writes a sealed file; nothing readable ever touches the disk."""

    def __init__(self, path: Path, public_key: str) -> None:
        # Only for its owner, and never over a file that is there.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file: IO[bytes] = os.fdopen(descriptor, "wb")
        self._buffer = bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
        box = SealedBox(PublicKey(bytes.fromhex(public_key)))
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(
            self._state, key
        )
        self._file.write(MAGIC + box.encrypt(key) + header)

    def write(self, data: bytes) -> None:
        """Add content."""
        self._buffer += data
        while len(self._buffer) > PIECE:
            self._push(bytes(self._buffer[:PIECE]), _MESSAGE)
            del self._buffer[:PIECE]

    def finish(self) -> None:
        """Close the last piece and make sure that all is on the disk."""
        self._push(bytes(self._buffer), _FINAL)
        self._buffer.clear()
        self._file.flush()
        os.fsync(self._file.fileno())

    def _push(self, piece: bytes, tag: int) -> None:
        self._file.write(
            bindings.crypto_secretstream_xchacha20poly1305_push(
                self._state, piece, None, tag
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


def content_length(file: IO[bytes]) -> int:
    """Return how many bytes the content of a sealed file has."""
    sealed = os.fstat(file.fileno()).st_size - _PREFIX
    pieces = -(-sealed // (PIECE + _EXTRA))
    return sealed - pieces * _EXTRA


def read_sealed(file: IO[bytes], private_key: str) -> Iterator[bytes]:
    """Yield the content, piece by piece, from the start of the file.

    Raises:
        CannotOpen: The key is another one, or the file is damaged. What was
            yielded before is right, but not complete.
    """
    file.seek(0)
    prefix = file.read(_PREFIX)
    if not prefix.startswith(MAGIC):
        raise CannotOpen
    try:
        box = SealedBox(PrivateKey(bytes.fromhex(private_key)))
        key = box.decrypt(prefix[len(MAGIC) : len(MAGIC) + _SEALED_KEY])
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(
            state, prefix[-_HEADER:], key
        )
        tag = _MESSAGE
        while tag != _FINAL:
            sealed = file.read(PIECE + _EXTRA)
            piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
                state, sealed, None
            )
            yield piece
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpen from error
    if file.read(1):
        raise CannotOpen


def can_open(file: IO[bytes], private_key: str) -> bool:
    """Say whether this key opens the file, from the first piece to the last."""
    try:
        for _piece in read_sealed(file, private_key):
            pass
    except CannotOpen:
        return False
    return True
