"""The zip that goes to the printing house: letters, a list, and checksums."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

COLUMNS = ("sequence", "area", "batch", "page")

# Also behind spaces or a quote, and in the wide signs of East Asian keyboards.
LIKE_A_FORMULA = re.compile(r"[\t\r\0]|[\s'\"]*[=+\-@＝＋－＠]")


class Sink(Protocol):
    """Takes bytes in order."""

    def write(self, data: bytes) -> None:
        """Take the next bytes."""


class Parcel:
    """Packs files one by one, so that no more than one is in memory.

    Files are stored as they are: a PDF hardly shrinks, and so the sizes stand in
    front of each file, which every unpacker understands.
    """

    def __init__(self, sink: Sink, made_at: datetime) -> None:
        self._out = _OneAtATime(sink)
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_STORED)
        self._made_at = made_at
        self._sums: list[str] = []
        self._rows: list[Sequence[object]] = []

    def add_letters(
        self, path: str, pdf: bytes, rows: Sequence[Sequence[object]]
    ) -> None:
        """Add the letters of one batch, with a row of the list for each page."""
        self._add(path, pdf)
        self._rows.extend(rows)

    def close(self) -> None:
        """Add the list and the checksums, and end the zip."""
        self._add("manifest.csv", _csv(self._rows))
        self._add("SHA256SUMS", "".join(self._sums).encode())
        self._zip.close()
        self._out.release()

    def _add(self, path: str, content: bytes) -> None:
        moment = self._made_at.timetuple()[:6]
        entry = zipfile.ZipInfo(path, moment)
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, content)
        self._out.release()
        self._sums.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")


class _OneAtATime:
    """Lets the zip writer go back within the file it writes, and no further."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._released = 0
        self._pending = io.BytesIO()

    def write(self, data: bytes) -> int:
        return self._pending.write(data)

    def tell(self) -> int:
        return self._released + self._pending.tell()

    def seek(self, offset: int, _whence: int = 0) -> int:
        self._pending.seek(offset - self._released)
        return offset

    def flush(self) -> None:
        """Do nothing: `release` passes the bytes on."""

    def close(self) -> None:
        """Do nothing: the sink is closed by whoever opened it."""

    def release(self) -> None:
        self._sink.write(self._pending.getvalue())
        self._released += len(self._pending.getvalue())
        self._pending = io.BytesIO()


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()


def manifest_rows(
    area: str, path: str, sequences: range
) -> Iterator[tuple[object, ...]]:
    """Yield a row of the list for each letter of a batch; no code is in it."""
    for page, sequence in enumerate(sequences, start=1):
        yield (sequence, harmless(area), path, page)


def harmless(text: str) -> str:
    """Return a cell that a spreadsheet takes for text, never for a formula."""
    return f"'{text}" if LIKE_A_FORMULA.match(text) else text
