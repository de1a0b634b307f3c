"""Files of the instance folder: whole, on the disk for good, and for us alone."""

import os
import secrets
from pathlib import Path


def write_once(path: Path, value: bytes) -> bool:
    """Write whole or not at all; of two at the same moment the first one wins."""
    draft = _draft(path, value)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return True


def write_anew(path: Path, value: bytes) -> None:
    """Write whole or not at all, in place of what was there.

    The name is on the disk for good after `sync_folder`.
    """
    draft = _draft(path, value)
    try:
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def sync_folder(path: Path) -> None:
    """Wait until the disk holds which files are in a folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _draft(path: Path, value: bytes) -> Path:
    """Write a file beside the one that is meant, and wait until the disk holds it."""
    name = f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    draft = path.with_name(name)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    return draft


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
