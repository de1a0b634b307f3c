"""A list of addresses: what its columns mean, and what is wrong with its rows."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from pb.codes.fonts import Face
from pb.codes.proof import A_CODE
from pb.codes.service import AreaTally
from pb.codes.tables import Table

NAMES_OF_COLUMNS: Mapping[str, frozenset[str]] = {
    "area": frozenset({"wijk", "buurt", "gebied", "deelgebied", "area"}),
    "name": frozenset({"naam", "aan", "bewoner", "volledigenaam", "name"}),
    "street": frozenset({"straat", "straatnaam", "adres", "street", "address"}),
    "house": frozenset({"huisnummer", "nummer", "nr", "huisnr", "number"}),
    "addition": frozenset(
        {"toevoeging", "huisnummertoevoeging", "huisletter", "addition"}
    ),
    "postcode": frozenset({"postcode", "pc", "zip", "postalcode"}),
    "town": frozenset({"plaats", "woonplaats", "stad", "city", "town"}),
}
POSTCODE = re.compile(r"([1-9][0-9]{3})\s*([A-Za-z]{2})")
SIZE = 11.5  # points, of the address on a letter
MM = 72 / 25.4  # points
MOST_SHOWN = 50


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


@dataclass(frozen=True, slots=True)
class RowMistake:
    """What is wrong with one row of the file, in words."""

    row: int
    message: str


@dataclass(slots=True)
class AddressList:
    """What was read: addresses by area id, or what is wrong."""

    by_area: dict[int, list[tuple[str, ...]]] = field(default_factory=dict)
    problem: str = ""  # with the file as a whole
    mistakes: list[RowMistake] = field(default_factory=list)  # the first ones
    mistaken: int = 0  # rows with a mistake, in all
    notices: list[str] = field(default_factory=list)

    @property
    def is_fit(self) -> bool:
        """Say whether letters can be made of it."""
        return not self.problem and not self.mistaken and bool(self.by_area)

    @property
    def counts(self) -> dict[int, int]:
        """Return how many letters there will be for each area."""
        return {area_id: len(lines) for area_id, lines in self.by_area.items()}


def read_addresses(
    table: Table, areas: Sequence[AreaTally], *, face: Face, width: float
) -> AddressList:
    """Read a list. All of it is fit, or nothing is kept.

    Args:
        table: The rows of the file.
        areas: Those of the round; a list for one area may leave it out.
        face: What the letters are printed in.
        width: Of the window of the envelope, in millimetres.
    """
    found = AddressList()
    columns = _columns(table.header)
    found.problem = _wrong_with(columns, table.header, areas)
    if found.problem:
        return found
    reader = _Reader(columns, areas, face, width)
    for number, cells in table.rows:
        reader.read(number, cells, found)
    _compare(found, areas)
    _notice(found, reader, table)
    return found


def _columns(header: Sequence[str]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for at, title in enumerate(header):
        plain = "".join(sign for sign in title.casefold() if sign.isalnum())
        for column, names in NAMES_OF_COLUMNS.items():
            if plain in names:
                columns.setdefault(column, []).append(at)
    return columns


def _wrong_with(
    columns: Mapping[str, Sequence[int]],
    header: Sequence[str],
    areas: Sequence[AreaTally],
) -> str:
    twice = [column for column, places in columns.items() if len(places) > 1]
    if twice:
        names = ", ".join(header[at] for at in columns[twice[0]])
        return _("Deze kolommen betekenen hetzelfde: %(names)s.", names=names)
    needed = {
        "street": _("straat"),
        "postcode": _("postcode"),
        "town": _("plaats"),
        **({"area": _("wijk")} if len(areas) > 1 else {}),
    }
    missing = [word for column, word in needed.items() if column not in columns]
    if missing:
        return _(
            "In de eerste rij ontbreken deze kolommen: %(names)s.",
            names=", ".join(missing),
        )
    return ""


class _Reader:
    """Reads rows one by one, and remembers which addresses it saw."""

    def __init__(
        self,
        columns: Mapping[str, Sequence[int]],
        areas: Sequence[AreaTally],
        face: Face,
        width: float,
    ) -> None:
        self._columns = {name: places[0] for name, places in columns.items()}
        self._areas = {_plain(area.name): area.area_id for area in areas}
        self._only = areas[0].area_id if len(areas) == 1 else None
        self._face = face
        self._room = (width - 6) * MM
        self._rows: dict[tuple[str, ...], int] = {}
        self.households: Counter[tuple[str, ...]] = Counter()

    def read(self, number: int, cells: Sequence[str], found: AddressList) -> None:
        values = {
            name: _printable(cells[at]) if at < len(cells) else ""
            for name, at in self._columns.items()
        }
        lines = _lines(values)
        area_id = self._area(values)
        message = self._mistake(values, lines, area_id, number)
        if message:
            found.mistaken += 1
            if len(found.mistakes) < MOST_SHOWN:
                found.mistakes.append(RowMistake(number, message))
        elif area_id is not None:
            found.by_area.setdefault(area_id, []).append(lines)
            self.households[lines[-2:]] += 1

    def _area(self, values: Mapping[str, str]) -> int | None:
        if self._only is not None and not values.get("area"):
            return self._only
        return self._areas.get(_plain(values.get("area", "")))

    def _mistake(
        self,
        values: Mapping[str, str],
        lines: tuple[str, ...],
        area_id: int | None,
        number: int,
    ) -> str:
        if area_id is None:
            area = values.get("area", "")[:40]
            return (
                _("de wijk “%(area)s” is er niet in deze ronde", area=area)
                if area
                else _("de wijk ontbreekt")
            )
        for column, word in (
            ("street", _("de straat ontbreekt")),
            ("postcode", _("de postcode ontbreekt")),
            ("town", _("de plaats ontbreekt")),
        ):
            if not values.get(column):
                return word
        return self._unprintable(lines) or self._double(values, lines, number)

    def _unprintable(self, lines: tuple[str, ...]) -> str:
        for line in lines:
            signs = self._face.lacks(line)
            if signs:
                return _(
                    "deze tekens kunnen niet worden afgedrukt: %(signs)s",
                    signs=" ".join(signs[:10]),
                )
            # No sign is wider than the letters are high.
            is_long = len(line) * SIZE > self._room
            if is_long and self._face.width(line, SIZE) > self._room:
                return _("“%(line)s” past niet in het venster", line=line[:60])
            if A_CODE.search(line):
                return _("“%(line)s” lijkt op een stemcode", line=line[:60])
        return ""

    def _double(
        self, values: Mapping[str, str], lines: tuple[str, ...], number: int
    ) -> str:
        # Without a name, several people live at one address.
        if not values.get("name"):
            return ""
        first = self._rows.setdefault(lines, number)
        if first == number:
            return ""
        return _("dubbel: staat ook in rij %(row)s", row=first)


def _lines(values: Mapping[str, str]) -> tuple[str, ...]:
    house = f"{values.get('house', '')} {values.get('addition', '')}".strip()
    street = f"{values.get('street', '')} {house}".strip()
    place = f"{_postcode(values.get('postcode', ''))}  {values.get('town', '')}".strip()
    name = values.get("name", "")
    return (name, street, place) if name else (street, place)


def _postcode(text: str) -> str:
    """Return a Dutch postcode as the post writes it; another one as it is."""
    dutch = POSTCODE.fullmatch(text)
    return f"{dutch[1]} {dutch[2].upper()}" if dutch else text


def _compare(found: AddressList, areas: Sequence[AreaTally]) -> None:
    """Refuse more letters than residents; tell where there are fewer."""
    for area in areas:
        count = len(found.by_area.get(area.area_id, ()))
        if area.letters_sent and count > area.missing:
            found.problem = _(
                "In %(area)s zijn nog %(missing)s bewoners zonder code. In de lijst"
                " staan er %(count)s.",
                area=area.name,
                missing=area.missing,
                count=count,
            )
        elif count < area.missing:
            found.notices.append(
                _(
                    "In %(area)s krijgen %(left)s bewoners nog geen brief: in de lijst"
                    " staan er %(count)s, en %(missing)s hebben nog geen code.",
                    area=area.name,
                    left=area.missing - count,
                    missing=area.missing,
                    count=count,
                )
            )


def _notice(found: AddressList, reader: _Reader, table: Table) -> None:
    if not table.rows:
        found.problem = _("Er staan geen adressen in de lijst.")
    shared = sum(count > 1 for count in reader.households.values())
    if shared:
        found.notices.append(
            _("Op %(count)s adressen komt meer dan één brief.", count=shared)
        )
    if table.is_guess:
        found.notices.append(
            _(
                "Het bestand is gelezen als Windows-tekst. Kijk of letters als é en ü"
                " goed staan."
            )
        )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _printable(text: str) -> str:
    """Return text on one line, without signs that print nothing."""
    shown = "".join(
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf"}
    )
    return " ".join(shown.split())
