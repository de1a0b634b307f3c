"""A result as a table for a spreadsheet set to Dutch."""

import csv
import io
import re
from collections.abc import Iterable
from fractions import Fraction

from allocation.amounts import rounded
from exports.result import ContestResult, ProjectLine, PublishedResult

# Excel only takes a file for UTF-8 when this stands at its beginning.
MARK = "\ufeff"
COLUMNS = (
    "pot",
    "budget",
    "munt",
    "nummer",
    "id",
    "plan",
    "onderwerp",
    "gebied",
    "kosten",
    "stemmen",
    "punten",
    "gekozen",
    "volgorde",
    "steun die meetelde",
    "bedrag per kiezer",
    "reden",
)
REASONS = {
    "no_votes": "geen stemmen",
    "over_budget": "duurder dan het budget",
    "below_minimum": "minder dan het minimum",
    "blocked": "een ander plan van de groep kreeg geld",
    "withdrawn": "deed niet mee",
}
# A spreadsheet takes a cell for a formula that begins so, perhaps after quotes.
FORMULA = re.compile(r"""[\s"'\u00a0\u3000]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]""")


def to_csv(result: PublishedResult) -> str:
    """Return all plans of all contests: funded first, in order of selection.

    Fields are parted by semicolons and decimals by commas, as spreadsheets in the
    Netherlands expect. A text that would be taken for a formula has an apostrophe
    before it; numbers are left as they are.

    Args:
        result: With m plans in all.

    Returns:
        The file: a header and m lines.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for contest in result.contests:
        for line in ordered(contest):
            writer.writerow(_row(contest, line))
    return MARK + file.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def ordered(contest: ContestResult) -> Iterable[ProjectLine]:
    """Yield the plans of a contest: funded in order of selection, then by score."""
    yield from contest.funded
    others = (line for line in contest.projects if not line.is_funded)
    yield from sorted(others, key=lambda line: -line.score)


def _row(contest: ContestResult, line: ProjectLine) -> list[str]:
    step = line.step
    return [
        harmless(contest.title),
        _money(contest.budget),
        harmless(contest.currency),
        str(line.number),
        harmless(line.id),
        harmless(line.name),
        harmless(line.category),
        harmless(line.area),
        _money(line.cost),
        str(line.votes),
        _decimal(line.score, 2),
        "ja" if line.is_funded else "nee",
        str(step.number) if step else "",
        _decimal(step.effective_votes, 2) if step else "",
        _decimal(step.payment and step.payment / 100, 2) if step else "",
        why_not(line),
    ]


def why_not(line: ProjectLine) -> str:
    """Return in a few words why a plan got no money; nothing for one that did."""
    if line.is_funded:
        return ""
    return REASONS[line.reason] if line.reason else "te weinig geld"


def _money(cents: int) -> str:
    return _decimal(Fraction(cents, 100), 2)


def _decimal(value: Fraction | None, places: int) -> str:
    """Return a number as Dutch spreadsheets read it, whole where it is whole."""
    if value is None:
        return ""
    if value.denominator == 1:
        return str(value)
    return rounded(value, places).replace(".", ",")
