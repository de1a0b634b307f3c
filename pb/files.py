"""Files of the instance folder that hold a secret: written once, whole, for us alone."""

import os
import secrets
from pathlib import Path


def write_once(path: Path, value: bytes) -> bool:
    """Write whole or not at all; of two at the same moment the first one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def destroy(path: Path) -> None:
    """Overwrite and remove a file, as far as the file system does what one asks."""
    try:
        with path.open("r+b") as file:
            file.write(b"\0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
