"""The section VOTES: ballots, equal ones grouped."""

from dataclasses import dataclass

from allocation.model import BallotGroup, Weight
from allocation.pabulib.ballots import BallotReader
from allocation.pabulib.findings import Findings
from allocation.pabulib.lines import Section
from allocation.pabulib.parsed import Place, shown
from allocation.pabulib.plain_table import NEWLINE, are_distinct, has_space, plain_table
from allocation.pabulib.tables import Table, read_table

MOST_BALLOTS = 5_000_000
WITH_POINTS = ("cumulative", "scoring")

Written = tuple[str, str]
"""The fields vote and points, as they stand in the file."""


Content = tuple[tuple[int, Weight], ...]
"""A ballot: places of projects in the file, and their weights."""


@dataclass(slots=True)
class Tally:
    """How often the same text was cast, and where first."""

    first_line: int
    count: int = 0


def read_votes(
    section: Section,
    place: Place,
    *,
    reader: BallotReader,
    findings: Findings,
) -> tuple[BallotGroup, ...]:
    """Return the ballots, equal ones grouped and sorted by content.

    Args:
        section: VOTES.
        place: Names the file in messages.
        reader: Turns the text of a ballot into weights.
        findings: Gets the warnings.

    Returns:
        Groups whose order does not depend on the order of the file.

    Raises:
        UnreadableFile: A ballot or a voter id is not what `allocation.md` allows.
    """
    has_points = reader.vote_type in WITH_POINTS
    required = ("vote", "points") if has_points else ("vote",)
    table = read_table(section, place, required=required)
    written = _tally_plainly(section, has_points=has_points)
    if written is None:
        written = _tally(table, place, has_points=has_points)
    if not written:
        findings.note("no_ballots", "there is no ballot", line=section.line)
    places = {id_: place for place, id_ in enumerate(reader.costs)}
    counts: dict[Content, int] = {}
    for (vote, points), tally in written.items():
        ballot = reader.read(vote, points, place.at(tally.first_line))
        for oddity in ballot.oddities:
            findings.note(*oddity, line=tally.first_line, times=tally.count)
        content = tuple(
            sorted((places[id_], weight) for id_, weight in ballot.weights.items())
        )
        counts[content] = counts.get(content, 0) + tally.count
    ids = list(reader.costs)
    return tuple(
        BallotGroup({ids[place]: weight for place, weight in content}, counts[content])
        for content in sorted(counts, key=_order)
    )


def _order(content: Content) -> tuple[int, Content]:
    """Return what ballots are sorted by: the set of their projects, then weights."""
    return sum(1 << place for place, _ in content), content


def _tally_plainly(
    section: Section, *, has_points: bool
) -> dict[Written, Tally] | None:
    """Count equal texts at once; None where a line needs a closer look."""
    table = plain_table(section)
    columns = ("vote", "points") if has_points else ("vote",)
    if table is None or not {"voter_id", *columns} <= set(table.names):
        return None
    texts = [table.cells(name, NEWLINE).text() for name in columns]
    if table.has_gaps or not are_distinct(table) or any(map(has_space, texts)):
        return None
    votes = texts[0].split("\n")
    points = texts[1].split("\n") if has_points else [""] * len(votes)
    written: dict[Written, Tally] = {}
    for offset, key in enumerate(zip(votes, points, strict=True)):
        tally = written.get(key)
        if tally is None:
            tally = written[key] = Tally(section.line + 2 + offset)
        tally.count += 1
    return written


def _tally(table: Table, place: Place, *, has_points: bool) -> dict[Written, Tally]:
    """Count equal texts, so that each is understood only once."""
    written: dict[Written, Tally] = {}
    voters: set[str] = set()
    number = 0
    for number, record in enumerate(table.records, start=1):
        if number > MOST_BALLOTS:
            raise place.at(record.line).refuse(
                "more than 5,000,000 ballots", "split it"
            )
        voter = table.value(record, "voter_id")
        if voter and voter in voters:
            raise place.at(record.line).refuse(
                f"the voter_id {shown(voter)} is there twice", "keep one of the ballots"
            )
        voters.add(voter)
        points = table.value(record, "points") if has_points else ""
        key = (table.value(record, "vote"), points)
        tally = written.get(key)
        if tally is None:
            tally = written[key] = Tally(record.line)
        tally.count += 1
    return written
