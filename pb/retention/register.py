"""The kinds of personal data that this installation holds, each with its own end.

A feature that keeps something of a person registers it here, beside its tables. The
register of processing, the page that says what is kept until when, the job that
erases on time and the erasing of one person all follow from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from sqlalchemy.orm import Session

from pb.rounds.models import BudgetRound

MONTH = 30  # days; "at the latest": twelve of these are a little less than a year

# Each works in the transaction of the caller and returns a number of persons or rows.
OfRound = Callable[[Session, BudgetRound], int]
OfPerson = Callable[[Session, str], int]
UpTo = Callable[[Session, datetime], int]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedData:
    """One kind of personal data that belongs to no round, and has a date of its own.

    Attributes:
        name: As of `PersonalData`.
        what: Which data, of whom.
        why: What they are used for.
        after: From when the months count, in words.
        months: Kept at most so long after that.
        left: Counts what dates from before a moment.
        erase: Erases exactly that.
        of_person: As of `PersonalData`; None where people are not residents.
        erase_person: The same.
    """

    name: str
    what: LazyString
    why: LazyString
    after: LazyString
    months: int
    left: UpTo
    erase: UpTo
    of_person: OfPerson | None = None
    erase_person: OfPerson | None = None


_KINDS: dict[str, PersonalData] = {}
_DATED: dict[str, DatedData] = {}


def register(kind: PersonalData | DatedData) -> None:
    """Hold this kind of personal data to its term."""
    if isinstance(kind, DatedData):
        _DATED[kind.name] = kind
    else:
        _KINDS[kind.name] = kind


def dated_kinds() -> list[DatedData]:
    """Return every kind that belongs to no round, by name."""
    return [_DATED[name] for name in sorted(_DATED)]


def kinds() -> list[PersonalData]:
    """Return every kind, by name."""
    return [_KINDS[name] for name in sorted(_KINDS)]


def find_kind(name: str) -> PersonalData | None:
    """Return the kind of this name."""
    return _KINDS.get(name)


def finders() -> dict[str, OfPerson]:
    """Return what counts the rows of one e-mail address, by name of the kind."""
    found = {kind.name: kind.of_person for kind in kinds()}
    return found | {k.name: k.of_person for k in dated_kinds() if k.of_person}


def erasers() -> dict[str, OfPerson]:
    """Return what erases the rows of one e-mail address, by name of the kind."""
    found = {kind.name: kind.erase_person for kind in kinds()}
    return found | {k.name: k.erase_person for k in dated_kinds() if k.erase_person}


def words() -> dict[str, LazyString]:
    """Return what each kind is, by name."""
    found: dict[str, LazyString] = {kind.name: kind.what for kind in kinds()}
    return found | {kind.name: kind.what for kind in dated_kinds()}
