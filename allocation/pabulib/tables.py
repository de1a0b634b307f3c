"""A section as a table: named columns and rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from allocation.pabulib.lines import Record, Section
from allocation.pabulib.parsed import Place


@dataclass(frozen=True, slots=True)
class Table:
    """The header of a section and the records below it."""

    line: int  # of the header
    columns: dict[str, int]  # name in lower case -> first place
    width: int
    records: Iterator[Record]

    def values(self, record: Record, columns: Sequence[str]) -> list[str]:
        """Return several fields, empty where the column or the field is missing."""
        fields = record.fields + [""] * (self.width + 1 - len(record.fields))
        # The last one is always empty: it stands for columns that are missing.
        return [fields[self.columns.get(column, -1)] for column in columns]

    def value(self, record: Record, column: str) -> str:
        """Return a field, empty where the column or the field is missing."""
        index = self.columns.get(column)
        if index is None or index >= len(record.fields):
            return ""
        return record.fields[index]


def read_table(section: Section, place: Place, *, required: tuple[str, ...]) -> Table:
    """Return the table in `section`.

    Args:
        section: With a header in its first record.
        place: Names the file in messages.
        required: Columns that must be there.

    Returns:
        The table; its records refuse a row with more fields than the header.

    Raises:
        UnreadableFile: A required column is missing.
    """
    records = section.records(place)
    header = next(records, None)
    names = [] if header is None else [name.lower() for name in header.fields]
    line = section.line if header is None else header.line
    for column in required:
        if column not in names:
            raise place.at(line).refuse(
                f"the column {column} is missing", "add it to the header"
            )
    columns: dict[str, int] = {}
    for index, name in enumerate(names):
        columns.setdefault(name, index)
    return Table(line, columns, len(names), _checked(records, len(names), place))


def _checked(records: Iterator[Record], width: int, place: Place) -> Iterator[Record]:
    for record in records:
        if len(record.fields) > width and any(record.fields[width:]):
            raise place.at(record.line).refuse(
                f"there are {len(record.fields)} fields and only {width} columns",
                'put a field with a ; between quotes (")',
            )
        yield record
