"""In which order a voter sees the plans, which of them, and what still fits."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pb.rounds.configuration import FrozenContest, FrozenProject
from pb.voting.admission import Voter
from pb.voting.selection import Selection, spent

# By the key of the order; the drawn order is the one without a key.
ORDERS: Mapping[str, Callable[[FrozenProject], Any]] = {
    "name": lambda project: project.name.casefold(),
    "cheap": lambda project: project.cost,
    "dear": lambda project: -project.cost,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """How a voter wants to see the plans; what is empty leaves nothing out."""

    theme: str = ""
    area: str = ""
    order: str = ""  # a key of ORDERS

    @property
    def is_set(self) -> bool:
        """Say whether anything differs from how the ballot begins."""
        return self != Wish()

    def shows(self, project: FrozenProject) -> bool:
        """Say whether a plan is to be shown."""
        return self.theme in ("", project.category) and self.area in ("", project.area)


@dataclass(frozen=True, slots=True)
class Card:
    """One plan on the ballot."""

    project: FrozenProject
    place: int  # in the drawn order, from 1
    is_chosen: bool
    is_shown: bool  # what the filter leaves out stays in the form, unseen
    fit: str  # chosen full first dear fits, or nothing where no limit counts
    too_dear: int  # cents, for dear


@dataclass(frozen=True, slots=True)
class Part:
    """One contest on the ballot, with what was chosen in it."""

    contest: FrozenContest
    cards: tuple[Card, ...]
    spent: int  # cents
    chosen: int

    @property
    def rest(self) -> int:
        """Return what is left, in cents; less than nothing when over the budget."""
        return self.contest.budget_limit - self.spent

    @property
    def most(self) -> int | None:
        """Return how many plans may be chosen, if that is limited."""
        return self.contest.limits.max_choices

    @property
    def is_over(self) -> bool:
        """Say whether a limit is not kept."""
        return _rest(self.contest, self.spent) < 0 or (
            self.most is not None and self.chosen > self.most
        )

    @property
    def shown(self) -> int:
        """Return how many plans are shown."""
        return sum(card.is_shown for card in self.cards)


def arrange(
    voter: Voter, selection: Selection, wish: Wish, *, key: bytes
) -> tuple[Part, ...]:
    """Return the ballot of a voter as it is to be shown.

    Args:
        voter: Whose area decides which contests there are.
        selection: What was chosen so far; limits need not be kept.
        wish: Order and filter.
        key: Makes the drawn order differ per code without telling the code.
    """
    return tuple(
        _part(voter, contest, selection.get(contest.id, ()), wish, key)
        for contest in voter.contests
    )


def _part(
    voter: Voter,
    contest: FrozenContest,
    chosen: tuple[FrozenProject, ...],
    wish: Wish,
    key: bytes,
) -> Part:
    drawn = sorted(
        contest.projects, key=lambda project: _lot(voter.code_id, project, key)
    )
    places = {project.number: place for place, project in enumerate(drawn, start=1)}
    in_order = sorted(drawn, key=ORDERS[wish.order]) if wish.order else drawn
    used = spent(chosen)
    cards = tuple(
        Card(
            project,
            place=places[project.number],
            is_chosen=project in chosen,
            is_shown=wish.shows(project),
            fit=_fit(contest, project, chosen, used),
            too_dear=project.cost - _rest(contest, used),
        )
        for project in in_order
    )
    return Part(contest, cards, spent=used, chosen=len(chosen))


def _lot(code_id: str, project: FrozenProject, key: bytes) -> bytes:
    message = f"order of plans\0{code_id}\0{project.number}".encode()
    return hmac.new(key, message, hashlib.sha256).digest()


def _rest(contest: FrozenContest, used: int) -> int:
    """Return what may still be spent, in cents; very much where that is not limited."""
    return contest.budget_limit - used if contest.limits.within_budget else 10**18


def _fit(
    contest: FrozenContest,
    project: FrozenProject,
    chosen: tuple[FrozenProject, ...],
    used: int,
) -> str:
    """Say whether a plan can be added, or why not. `ballot.js` says the same."""
    rest, most = _rest(contest, used), contest.limits.max_choices
    if project in chosen:
        return "chosen"
    if most is not None and len(chosen) >= most:
        return "full"
    if rest < 0:
        return "first"
    if project.cost > rest:
        return "dear"
    return "fits" if contest.limits.within_budget else ""
