"""The zip that goes to the printing house: letters, a list, and checksums."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pb.codes.letter import Letter
from pb.codes.letters import code_address

ADDRESS_LINES = 4
ADDRESS = tuple(f"address_{number}" for number in range(1, ADDRESS_LINES + 1))
MANIFEST = ("sequence", "area", "batch", "page", "letter_number")
PRINT_FILE = ("number", "letter_number", "area", "code", "url", *ADDRESS)
ADDRESSES = ("letter_number", "area", *ADDRESS)
READ_ME = """\
Stembrieven

Controlegetal: {check}
Typ dit getal op de pagina van de ronde. Dan weten wij dat u alles hebt
ontvangen, en wissen wij de brieven op de server.

wijk-…/brieven-….pdf  de brieven
manifest.csv          welke brief op welke bladzijde staat
drukbestand.csv       dezelfde codes, voor een drukker met een eigen ontwerp
adressen.csv          welke brief naar welk adres gaat (alleen als u adressen gaf)
SHA256SUMS            controlegetallen van de bestanden

Wie een code heeft, kan ermee stemmen. Geef deze bestanden alleen aan de drukker en
wis ze als de brieven zijn gedrukt. Bewaar adressen.csv achter slot: daarmee maakt u
een verloren brief ongeldig. Zet dat bestand nooit bij de kopieën van de database.
"""

# Also behind spaces or a quote, and in the wide signs of East Asian keyboards.
LIKE_A_FORMULA = re.compile(r"[\t\r\0]|[\s'\"]*[=+\-@＝＋－＠]")


class Sink(Protocol):
    """Takes bytes in order."""

    def write(self, data: bytes) -> None:
        """Take the next bytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter lies in the parcel."""

    number: int  # of all letters in the parcel
    sequence: int  # of the letters of its area
    area: str
    path: str
    page: int


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
        self._manifest = _Table(MANIFEST)
        self._print_file = _Table(PRINT_FILE)
        self._addresses = _Table(ADDRESSES)
        self._has_addresses = False

    def add_letters(
        self,
        path: str,
        pdf: bytes,
        letters: Sequence[tuple[Place, Letter]],
        *,
        public_url: str,
    ) -> None:
        """Add the letters of one batch, with a row of each list for each."""
        self._add(path, pdf)
        for place, letter in letters:
            area = harmless(place.area)
            lines = [harmless(line) for line in letter.address]
            lines += [""] * (ADDRESS_LINES - len(lines))
            url = code_address(public_url, letter.code)
            self._manifest.add(
                (place.sequence, area, place.path, place.page, letter.number)
            )
            self._print_file.add(
                (place.number, letter.number, area, letter.code, url, *lines)
            )
            if letter.address:
                self._addresses.add((letter.number, area, *lines))
                self._has_addresses = True

    def close(self) -> str:
        """Add the lists and the checksums, end the zip; return what proves receipt."""
        self._add("manifest.csv", self._manifest.content())
        self._add("drukbestand.csv", self._print_file.content())
        if self._has_addresses:
            self._add("adressen.csv", self._addresses.content())
        sums = "".join(self._sums).encode()
        self._add("SHA256SUMS", sums)
        check = hashlib.sha256(sums).hexdigest()[:8]
        self._add("LEESMIJ.txt", READ_ME.format(check=check).encode())
        self._zip.close()
        self._out.release()
        return check

    def _add(self, path: str, content: bytes) -> None:
        moment = self._made_at.timetuple()[:6]
        entry = zipfile.ZipInfo(path, moment)
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, content)
        self._out.release()
        self._sums.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")


class _Table:
    """A CSV file that grows."""

    def __init__(self, columns: Sequence[str]) -> None:
        # Text in bytes: a string in memory may take four for each sign.
        self._bytes = io.BytesIO()
        self._text = io.TextIOWrapper(
            self._bytes, encoding="utf-8", newline="", write_through=True
        )
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow(columns)

    def add(self, row: Sequence[object]) -> None:
        self._writer.writerow(row)

    def content(self) -> bytes:
        self._text.flush()
        return self._bytes.getvalue()


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


def harmless(text: str) -> str:
    """Return a cell that a spreadsheet takes for text, never for a formula."""
    return f"'{text}" if LIKE_A_FORMULA.match(text) else text
