"""The file of a backup: a zip with a part for each table, and the files rows name.

The same for both databases, so a backup of one can be restored into the other.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from exports.checkpoint import BadCheckpoint, Key, read_key
from pb.log.signing import Signer
from pb.recovery.kept_files import LARGEST, is_name

FORMAT = "buurtgeld-backup-1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LONGEST_MANIFEST = 64 * 1024 * 1024
AT_ONCE = 1024 * 1024  # bytes

# All that a zip with changed bytes can do.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # also NotImplementedError
)


class BadBackup(Exception):
    """The file is not a whole backup of ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table in a backup."""

    columns: list[str]
    rows: int
    sha256: str  # of its lines


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One photo or attachment in a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    migration: str
    database: str  # kind
    log_key: str  # with which the logbooks were signed, as in key.txt
    # By name of the round: size and root of its logbook, and envelopes.
    rounds: Mapping[str, Mapping[str, Any]]
    parts: Mapping[str, Part]
    # By folder and name; an older backup has none.
    files: Mapping[str, KeptFile] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)  # named, and not on the disk
    format: str = FORMAT

    def encoded(self) -> bytes:
        """Return the text of the file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def decoded(cls, text: bytes) -> "Manifest":
        """Return what `encoded` wrote.

        Raises:
            BadBackup: It is something else.
        """
        try:
            content = json.loads(text)
            if content["format"] != FORMAT:
                raise BadBackup(f"its format is {content['format']!r}, not {FORMAT}")
            parts = {name: Part(**part) for name, part in content["parts"].items()}
            files = {
                name: KeptFile(**file)
                for name, file in content.get("files", {}).items()
            }
            if not all(map(is_name, files)):
                raise BadBackup("it names a file that is none of ours")
            if not all(map(_is_possible, files.values())):
                raise BadBackup("it names a file of a size that is none")
            return cls(**{**content, "parts": parts, "files": files})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadBackup("its manifest can't be read") from error


def _is_possible(file: KeptFile) -> bool:
    is_size = type(file.size) is int and 0 <= file.size <= LARGEST
    return is_size and isinstance(file.sha256, str)


def write_part(
    archive: zipfile.ZipFile, name: str, columns: list[str], lines: Iterable[bytes]
) -> Part:
    """Write the lines of one table."""
    digest, rows = hashlib.sha256(), 0
    with archive.open(_file(name), "w", force_zip64=True) as file:
        for line in lines:
            file.write(line + b"\n")
            digest.update(line + b"\n")
            rows += 1
    return Part(columns, rows, digest.hexdigest())


def write_file(archive: zipfile.ZipFile, name: str, path: Path) -> KeptFile | None:
    """Copy a file as it is, bit by bit; None when it is gone."""
    digest, size = hashlib.sha256(), 0
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return None
    # Not made smaller: a photo can't be.
    entry = zipfile.ZipInfo(_kept(name))
    with source, archive.open(entry, "w", force_zip64=True) as file:
        while block := source.read(AT_ONCE):
            file.write(block)
            digest.update(block)
            size += len(block)
    return KeptFile(size, digest.hexdigest())


def write_manifest(
    archive: zipfile.ZipFile, manifest: Manifest, signer: Signer
) -> None:
    """Write what the backup holds, signed; last, when all parts are there."""
    text = manifest.encoded()
    archive.writestr(MANIFEST, text)
    archive.writestr(SIGNATURE, signer.sign(text).hex())


def read_manifest(archive: zipfile.ZipFile, key: Key | None) -> Manifest:
    """Return what a backup says it holds.

    Args:
        archive: The file.
        key: Of this installation; without one, the key that the backup names.

    Raises:
        BadBackup: It is not signed with that key, or no manifest.
    """
    try:
        if archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise BadBackup("its manifest is too large")
        text = archive.read(MANIFEST)
        signature = bytes.fromhex(archive.read(SIGNATURE).decode())
    except (KeyError, *UNREADABLE) as error:
        raise BadBackup("it has no signed manifest") from error
    manifest = Manifest.decoded(text)
    try:
        signed_with = key or read_key(manifest.log_key)
        VerifyKey(signed_with.public).verify(text, signature)
    except (BadSignatureError, BadCheckpoint, ValueError) as error:
        raise BadBackup(
            "it was changed, or made by another installation: the signature is not"
            " of instance/keys/log.key"
        ) from error
    return manifest


def check_parts(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Read every part once, before anything is written anywhere.

    Raises:
        BadBackup: A part is not the one that the manifest describes.
    """
    for name, part in manifest.parts.items():
        digest, rows = hashlib.sha256(), 0
        for line in lines_of(archive, name):
            digest.update(line)
            rows += 1
        if (rows, digest.hexdigest()) != (part.rows, part.sha256):
            raise BadBackup(f"table {name} is not the one that was written")


def check_files(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Read every file once, before anything is written anywhere.

    Raises:
        BadBackup: A file is not the one that the manifest describes.
    """
    for name in manifest.files:
        file_of(archive, manifest, name)


def file_of(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> bytes:
    """Return a photo or attachment.

    Raises:
        BadBackup: It is not there, or not the one that the manifest describes.
    """
    known = manifest.files[name]
    if known.size > LARGEST:
        raise BadBackup(f"file {name} is too large")
    try:
        with archive.open(_kept(name)) as file:
            content = file.read(known.size + 1)
    except (KeyError, *UNREADABLE) as error:
        raise BadBackup(f"file {name} can't be read") from error
    found = KeptFile(len(content), hashlib.sha256(content).hexdigest())
    if found != known:
        raise BadBackup(f"file {name} is not the one that was written")
    return content


def lines_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Return the lines of a table, each with its line feed.

    Raises:
        BadBackup: It is not there, or its bytes were changed.
    """
    try:
        with archive.open(_file(name)) as file:
            yield from file
    except KeyError as error:
        raise BadBackup(f"table {name} is missing") from error
    except UNREADABLE as error:
        raise BadBackup(f"table {name} can't be read") from error


def _file(name: str) -> str:
    return f"tables/{name}.jsonl"


def _kept(name: str) -> str:
    return f"files/{name}"
