"""A published result as one zip that can be checked from nothing but its files.

The format is described in docs/bundle.md, and `exports/verify.py`, which is in every
bundle, checks it.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as files_of

from exports.checkpoint import Key, Sign, sign_text

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
# Midnight of 1 January 1980, the first day a zip knows; -rw-r--r-- of a plain file.
NO_TIME, NO_DATE, MODE = 0, 1 << 5 | 1, 0o100644 << 16
VERSION, UNIX = 20, 3 << 8
# A contest with fewer ballots publishes its result and no single ballots.
SMALLEST_CONTEST = 10
LARGEST = 2**32 - 1  # of a zip with fields of 32 bits


class BundleTooLarge(Exception):
    """The files do not fit in a zip of this format."""


@dataclass(frozen=True, slots=True)
class ListedBallot:
    """One ballot as it is published.

    Attributes:
        commitment: Hex.
        nonce: Hex.
        body: Canonical JSON of the ballot; None where it is not shown, because so
            few people voted that it would tell who.
    """

    commitment: str
    nonce: str
    body: str | None

    @property
    def line(self) -> str:
        """Return the line in ballots.jsonl, which is canonical JSON."""
        if self.body is None:
            return f'{{"commitment":"{self.commitment}"}}\n'
        return (
            f'{{"ballot":{self.body},"commitment":"{self.commitment}",'
            f'"nonce":"{self.nonce}"}}\n'
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """What a bundle is made of.

    Attributes:
        origin: `<host>/rondes/<slug>`, as in the checkpoints.
        version: Of the result.
        config: Bytes of config.json.
        ballots: In any order.
        events: Lines of the logbook, without line feeds.
        checkpoints: Signed texts by name: `events-<size>` or `ballots-<size>`.
        result: Bytes of result.json.
        rounds: Pabulib text by contest id, of the contests that have one.
        contests: How many contests the round has.
    """

    origin: str
    version: int
    config: bytes
    ballots: Iterable[ListedBallot]
    events: Sequence[str]
    checkpoints: Mapping[str, str]
    result: bytes
    rounds: Mapping[str, str]
    contests: int


def make_files(parts: Parts, key: Key, sign: Sign) -> dict[str, bytes]:
    """Return the files of a bundle by name.

    Args:
        parts: Of one version of a result.
        key: The public key that goes with `sign`.
        sign: Gives the Ed25519 signature over a message.

    Returns:
        Equal parts give equal bytes, in whatever order the ballots come.
    """
    ballots = sorted(parts.ballots, key=lambda ballot: ballot.commitment)
    files = {
        "config.json": parts.config,
        "ballots.jsonl": "".join(ballot.line for ballot in ballots).encode(),
        "events.jsonl": "".join(f"{line}\n" for line in parts.events).encode(),
        "result.json": parts.result,
        "checkpoints/key.txt": key.text.encode(),
        "verify.py": verifier(),
        "LEESMIJ.txt": files_of("exports").joinpath("LEESMIJ.txt").read_bytes(),
    }
    for name, text in parts.checkpoints.items():
        files[f"checkpoints/{name}.txt"] = text.encode()
    for contest, text in parts.rounds.items():
        name = "round.pb" if parts.contests == 1 else f"round-{contest}.pb"
        files[name] = text.encode()
    return files | signed_sums(files, parts, key=key, sign=sign)


def verifier() -> bytes:
    """Return the program that checks a bundle, as it is in every bundle."""
    return files_of("exports").joinpath("verify.py").read_bytes()


def signed_sums(
    files: Mapping[str, bytes], parts: Parts, *, key: Key, sign: Sign
) -> dict[str, bytes]:
    """Return SHA256SUMS of the files, and the signed note that names its hash.

    Args:
        files: All others.
        parts: Whose origin and version the note names.
        key: See `make_files`.
        sign: See `make_files`.
    """
    sums = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    hash_ = sha256(sums.encode())
    body = f"{parts.origin}/uitslag/v{parts.version}\n{SUMS}\n{hash_}\n"
    return {SUMS: sums.encode(), SIGNATURE: sign_text(body, key, sign).encode()}


def sha256(data: bytes) -> str:
    """Return SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def to_zip(files: Mapping[str, bytes]) -> bytes:
    """Return the one zip that these files make: stored, sorted, without times.

    Args:
        files: By name, in ASCII; together less than 4 GiB.

    Raises:
        BundleTooLarge: They are more.
    """
    if sum(map(len, files.values())) + 200 * len(files) > LARGEST:
        raise BundleTooLarge
    return b"".join(_zip_parts(files))


def _zip_parts(files: Mapping[str, bytes]) -> Iterator[bytes]:
    # Written by hand: the fields of zipfile's headers differ between its versions.
    directory, offset = [], 0
    for name in sorted(files):
        raw, data = name.encode("ascii"), files[name]
        sizes = zlib.crc32(data), len(data), len(data), len(raw), 0
        shared = struct.pack("<5H3L2H", VERSION, 0, 0, NO_TIME, NO_DATE, *sizes)
        yield b"PK\3\4" + shared + raw
        yield data
        place = struct.pack("<3H2L", 0, 0, 0, MODE, offset)
        made_by = struct.pack("<H", UNIX | VERSION)
        directory.append(b"PK\1\2" + made_by + shared + place + raw)
        offset += 4 + len(shared) + len(raw) + len(data)
    tail = b"".join(directory)
    yield tail
    count = len(directory)
    yield b"PK\5\6" + struct.pack("<4H2LH", 0, 0, count, count, len(tail), offset, 0)
