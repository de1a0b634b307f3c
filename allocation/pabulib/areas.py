"""Where voters live, as far as a file says so in a column of its ballots."""

import re
from collections import Counter
from pathlib import Path

from allocation.model import BallotGroup, VoteType, Weight
from allocation.pabulib.ballots import BallotLimits, BallotReader
from allocation.pabulib.lines import read_sections
from allocation.pabulib.numbers import NotANumber, read_number
from allocation.pabulib.parsed import ParsedFile, Place
from allocation.pabulib.tables import Table, read_table

COLUMNS = ("neighborhood", "district")  # the first that is there is taken
VOTES_HEADER = re.compile(rb"(?im)^[ \t\xc2\xa0]*VOTES[; \t]*[\r\n]+([^\r\n]*)")
WITH_POINTS = ("cumulative", "scoring")

Areas = dict[str, tuple[BallotGroup, ...]]
Content = tuple[tuple[str, Weight], ...]
"""A ballot: project ids and their weights."""


def read_areas(source: str | Path | bytes, parsed: ParsedFile) -> Areas | None:
    """Return the ballots of a file by the area of the voter.

    Args:
        source: Where the file is, or its content.
        parsed: What `read_pabulib` returned for it.

    Returns:
        Area -> its ballots, grouped; "" for ballots without area. None if the file
        does not tell areas.

    Raises:
        UnreadableFile: The file is not the one that was parsed.
        OSError: There is no such file.
    """
    file = source if isinstance(source, bytes) else Path(source).read_bytes()
    if not any(name in _votes_header(file) for name in COLUMNS):
        return None
    place = Place(parsed.name)
    table = read_table(read_sections(file, place)["VOTES"], place, required=())
    column = next((name for name in COLUMNS if name in table.columns), None)
    if column is None:
        return None
    reader = _reader(parsed)
    counts: dict[str, Counter[Content]] = {}
    for (area, vote, points), count in _texts(table, column, reader.vote_type).items():
        weights = reader.read(vote, points, place).weights
        content = tuple(sorted(weights.items()))
        counts.setdefault(area, Counter())[content] += count
    return {
        area: tuple(BallotGroup(dict(content), n) for content, n in groups.items())
        for area, groups in counts.items()
    }


def _votes_header(file: bytes) -> str:
    """Return the line below VOTES, in lower case; most files need no more."""
    found = VOTES_HEADER.search(file)
    return "" if found is None else found[1].decode("utf-8", "replace").lower()


def _texts(
    table: Table, column: str, vote_type: VoteType
) -> Counter[tuple[str, str, str]]:
    """Count equal texts of area, vote and points."""
    has_points = vote_type in WITH_POINTS
    return Counter(
        (
            " ".join(table.value(record, column).split()),
            table.value(record, "vote"),
            table.value(record, "points") if has_points else "",
        )
        for record in table.records
    )


def _reader(parsed: ParsedFile) -> BallotReader:
    """Return how ballots are read; of all limits only one changes weights."""
    instance = parsed.instance
    try:
        longest = read_number(parsed.meta.get("max_length", ""))
    except NotANumber:
        longest = None
    costs = {project.id: project.cost for project in instance.projects}
    return BallotReader(instance.vote_type, costs, BallotLimits(max_length=longest))
