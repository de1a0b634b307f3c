"""Sealed files under instance/letters: letters that wait, and lists of addresses.

Nothing readable is ever written there. Letters open for the browser that asked; a
list of addresses for the worker, with a key that is made from the code key.
"""

import hashlib
import json
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

from flask import current_app
from nacl.public import PrivateKey

from pb.codes.sealed_file import CannotOpen, SealedWriter, read_sealed
from pb.config import Config

# How long a list waits for the button that orders its letters.
LIST_WAITS = timedelta(hours=1)
TOKEN = re.compile(r"[0-9]{10}-[0-9a-f]{32}")


def letters_folder() -> Path:
    """Return where sealed files wait."""
    config = cast(Config, current_app.extensions["config"])
    folder = config.instance / "letters"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def letters_path(job_id: int) -> Path:
    """Return the sealed letters of one run."""
    return letters_folder() / f"{job_id}.sealed"


def open_letters(job_id: int) -> IO[bytes] | None:
    """Return the sealed letters of one run, if they are there."""
    try:
        return letters_path(job_id).open("rb")
    except FileNotFoundError:
        return None


def remove_letters(job_id: int) -> None:
    """Remove the files of one run, finished or not."""
    for suffix in (".sealed", ".part", ".addresses"):
        letters_path(job_id).with_suffix(suffix).unlink(missing_ok=True)


def keep_list(content: Any, *, now: datetime) -> str:
    """Seal a list of addresses for a while; return the name to ask for it."""
    expires = int((now + LIST_WAITS).timestamp())
    token = f"{expires:010}-{secrets.token_hex(16)}"
    path = _list_path(token)
    public_key = bytes(_list_key().public_key).hex()
    try:
        with SealedWriter(path, public_key) as sealed:
            sealed.write(json.dumps(content).encode())
            sealed.finish()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return token


def read_list(token: str, *, now: datetime) -> Any | None:
    """Return a list that waits; nothing when it is gone or nobody made it."""
    if not TOKEN.fullmatch(token) or _expiry(token) < now.timestamp():
        return None
    return _read(_list_path(token))


def give_list_to_run(token: str, job_id: int) -> None:
    """Let a run have a list, which waits no longer.

    Raises:
        FileNotFoundError: It is gone.
    """
    _list_path(token).rename(letters_path(job_id).with_suffix(".addresses"))


def take_list_of_run(job_id: int) -> Any | None:
    """Return the list of a run and remove it: from now on it is in memory only."""
    path = letters_path(job_id).with_suffix(".addresses")
    content = _read(path)
    path.unlink(missing_ok=True)
    return content


def remove_all_but(wanted: set[int], *, now: datetime) -> None:
    """Remove the files of other runs, and the lists that waited too long."""
    for path in letters_folder().iterdir():
        if path.stem.isdigit():
            is_wanted = int(path.stem) in wanted
        else:
            token = path.stem.removeprefix("list-")
            is_wanted = (
                bool(TOKEN.fullmatch(token)) and _expiry(token) >= now.timestamp()
            )
        if not is_wanted:
            path.unlink(missing_ok=True)


def _read(path: Path) -> Any | None:
    try:
        with path.open("rb") as file:
            content = b"".join(read_sealed(file, bytes(_list_key()).hex()))
    except (FileNotFoundError, CannotOpen):
        return None
    return json.loads(content)


def _list_path(token: str) -> Path:
    return letters_folder() / f"list-{token}.draft"


def _expiry(token: str) -> int:
    return int(token.partition("-")[0])


def _list_key() -> PrivateKey:
    code_key = current_app.config["CODE_KEY"]
    return PrivateKey(
        hashlib.blake2b(code_key, digest_size=32, person=b"address-list").digest()
    )
