"""The kinds of personal data that this installation holds, each with its own end.

A feature that keeps something of a person registers it here, beside its tables. The
register of processing, the page that says what is kept until when, the job that
erases on time and the erasing of one person all follow from it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy.orm import Session

from pb.rounds.models import BudgetRound

MONTH = 30  # days; "at the latest": twelve of these are a little less than a year

# Each works in the transaction of the caller and returns a number of persons or rows.
OfRound = Callable[[Session, BudgetRound], int]
OfPerson = Callable[[Session, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """One kind of personal data that belongs to a round.

    Attributes:
        name: In settings, commands and the trail: lower case, with underscores.
        what: Which data, of whom.
        why: What they are used for.
        months: Kept at most so long after the end of the round, unless the
            installation or the round keeps it shorter.
        left: Counts what there is of a round.
        erase: Erases all there is of a round; erasing twice is no error.
        of_person: Counts what there is of one e-mail address, in all rounds. The
            address is in lower case; compare with `func.lower`.
        erase_person: Erases exactly that.
    """

    name: str
    what: LazyString
    why: LazyString
    months: int
    left: OfRound
    erase: OfRound
    of_person: OfPerson
    erase_person: OfPerson


_KINDS: dict[str, PersonalData] = {}


def register(kind: PersonalData) -> None:
    """Hold this kind of personal data to its term."""
    _KINDS[kind.name] = kind


def kinds() -> list[PersonalData]:
    """Return every kind, by name."""
    return [_KINDS[name] for name in sorted(_KINDS)]


def find_kind(name: str) -> PersonalData | None:
    """Return the kind of this name."""
    return _KINDS.get(name)
