"""The secret of a round that takes part in every nonce."""

import os
import secrets
from pathlib import Path

SECRET_BYTES = 32


def round_secret(instance: Path, slug: str) -> bytes:
    """Return the round's secret; make it at the first need.

    It lies beside the database, never in it: who has only the one can't connect a
    code with a nonce.
    """
    folder = instance / "urn"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{slug}.secret"
    if not path.exists():
        _write_once(path, secrets.token_bytes(SECRET_BYTES))
    return path.read_bytes()


def _write_once(path: Path, value: bytes) -> None:
    """Write whole or not at all; when two processes do it, the first one wins."""
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
