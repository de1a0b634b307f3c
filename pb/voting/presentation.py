"""The ballot as it is shown: order, filter, sums, and whether each plan still fits."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pb.projects.themes import Theme, theme_of
from pb.rounds.configuration import FrozenContest, FrozenProject
from pb.voting.selection import Fault, Selection, spent

DRAWN = "loting"
Lot = Callable[[FrozenProject], bytes]
ORDERS: Mapping[str, Callable[[FrozenProject], Any]] = {
    "az": lambda project: project.name.casefold(),
    "goedkoop": lambda project: (project.cost, project.name.casefold()),
    "duur": lambda project: (-project.cost, project.name.casefold()),
}


@dataclass(frozen=True, slots=True)
class View:
    """How a voter wants to see the plans; what is empty leaves nothing out."""

    order: str = DRAWN
    theme: str = ""
    area: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "View":
        """Return what the form asks for; an unknown order is the drawn one."""
        order = fields.get("volgorde", "")
        return cls(
            order if order in ORDERS else DRAWN,
            fields.get("onderwerp", ""),
            fields.get("wijk", ""),
        )

    def shows(self, project: FrozenProject) -> bool:
        """Say whether the filter lets a plan through."""
        return self.theme in ("", project.category) and self.area in ("", project.area)


@dataclass(frozen=True, slots=True)
class Text:
    """What the tables tell about a plan beside what is fixed."""

    description: str = ""  # Markdown
    place: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One plan on the ballot."""

    project: FrozenProject
    theme: Theme | None
    text: Text
    drawn: int  # its place in the order by lot, from 1
    is_chosen: bool
    is_shown: bool  # what the filter leaves out stays in the form, unseen
    fit: str  # chosen, full, first, dear, fits; nothing where no limit counts
    lacks: int  # cents that are missing for it, for dear


@dataclass(frozen=True, slots=True)
class Section:
    """The plans of one contest, with what is left of its budget."""

    contest: FrozenContest
    cards: tuple[Card, ...]
    spent: int  # cents
    count: int  # chosen plans

    @property
    def left(self) -> int:
        """Return what is left, in cents; less than zero: too much was chosen."""
        return self.contest.budget_limit - self.spent

    @property
    def is_over(self) -> bool:
        """Say whether a limit of this contest is not kept."""
        most = self.contest.limits.max_choices
        too_dear = self.contest.limits.within_budget and self.left < 0
        return too_dear or (most is not None and self.count > most)

    @property
    def shown(self) -> int:
        """Return how many plans the filter lets through."""
        return sum(card.is_shown for card in self.cards)


@dataclass(frozen=True, slots=True)
class BallotPage:
    """Everything the page of the ballot shows."""

    sections: tuple[Section, ...]
    view: View
    faults: tuple[Fault, ...] = ()
    dropped: str = ""  # the name of the plan that was just taken away
    themes: tuple[Theme, ...] = field(init=False)
    areas: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        cards = [card for section in self.sections for card in section.cards]
        themes = {card.theme.key: card.theme for card in cards if card.theme}
        in_words = sorted(themes.values(), key=lambda theme: str(theme.label))
        object.__setattr__(self, "themes", tuple(in_words))
        areas = {card.project.area for card in cards if card.project.area}
        object.__setattr__(self, "areas", tuple(sorted(areas)))


def make_sections(
    contests: tuple[FrozenContest, ...],
    selection: Selection,
    *,
    texts: Mapping[int, Text],
    lot: Lot,
    view: View,
) -> tuple[Section, ...]:
    """Return the plans of a ballot, in the order asked for.

    Args:
        contests: On this ballot.
        selection: What was chosen so far; limits need not be kept.
        texts: By our number.
        lot: Gives the sorting key of the order by lot, see `lot_of`.
        view: Order and filter.
    """
    return tuple(
        _section(contest, _plans_of(selection, contest), texts, lot, view)
        for contest in contests
    )


def _plans_of(
    selection: Selection, contest: FrozenContest
) -> tuple[FrozenProject, ...]:
    return selection[contest.id].plans if contest.id in selection else ()


def lot_of(secret_key: str, code_id: str) -> Lot:
    """Return the key of an order that differs per code and stays the same for one.

    So no plan stands on top for everybody, a page that is loaded again looks as
    before, and the order does not tell the code.
    """

    def key(project: FrozenProject) -> bytes:
        text = f"order of plans\0{code_id}\0{project.number}"
        return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).digest()

    return key


def _section(
    contest: FrozenContest,
    chosen: tuple[FrozenProject, ...],
    texts: Mapping[int, Text],
    lot: Lot,
    view: View,
) -> Section:
    drawn = sorted(contest.projects, key=lot)
    places = {project.number: place for place, project in enumerate(drawn, start=1)}
    used = spent(chosen)
    cards = tuple(
        Card(
            project=project,
            theme=theme_of(project.category),
            text=texts.get(project.number, Text()),
            drawn=places[project.number],
            is_chosen=project in chosen,
            is_shown=view.shows(project),
            fit=_fit(contest, project, chosen),
            lacks=project.cost - (contest.budget_limit - used),
        )
        for project in sorted(drawn, key=ORDERS.get(view.order, lot))
    )
    return Section(contest, cards, spent=used, count=len(chosen))


def _fit(
    contest: FrozenContest, project: FrozenProject, chosen: tuple[FrozenProject, ...]
) -> str:
    """Say whether a plan can be added, or why not. `ballot.js` says the same."""
    limits = contest.limits
    rest = contest.budget_limit - spent(chosen)
    if project in chosen:
        return "chosen"
    if limits.max_choices is not None and len(chosen) >= limits.max_choices:
        return "full"
    if not limits.within_budget:
        return ""
    if rest < 0:
        return "first"
    return "dear" if project.cost > rest else "fits"
