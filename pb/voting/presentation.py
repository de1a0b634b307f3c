"""The ballot as it is shown: order, filter, sums, and whether each plan still fits."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pb.projects.themes import Theme, theme_of
from pb.rounds.configuration import FrozenConfig, FrozenContest, FrozenProject
from pb.voting.selection import Fault, spent

ORDERS = ("loting", "az", "goedkoop", "duur")


@dataclass(frozen=True, slots=True)
class View:
    """How a voter wants to see the plans."""

    order: str = "loting"
    theme: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "View":
        """Return what the form asks for; anything unknown is the default."""
        order = fields.get("volgorde", "")
        return cls(order if order in ORDERS else "loting", fields.get("onderwerp", ""))


@dataclass(frozen=True, slots=True)
class Card:
    """One plan on the ballot."""

    project: FrozenProject
    theme: Theme | None
    description: str  # Markdown
    place: str
    is_chosen: bool
    is_shown: bool  # the filter lets it through
    lacks: int  # cents that are missing for it now; 0: it fits


@dataclass(frozen=True, slots=True)
class Section:
    """The plans of one contest, with what is left of its budget."""

    contest: FrozenContest
    cards: tuple[Card, ...]
    spent: int  # cents

    @property
    def left(self) -> int:
        """Return what is left, in cents; less than zero: too much was chosen."""
        return self.contest.budget_limit - self.spent

    @property
    def chosen(self) -> tuple[Card, ...]:
        """Return the chosen plans."""
        return tuple(card for card in self.cards if card.is_chosen)

    @property
    def shown(self) -> tuple[Card, ...]:
        """Return the plans that the filter lets through."""
        return tuple(card for card in self.cards if card.is_shown)


@dataclass(frozen=True, slots=True)
class BallotPage:
    """Everything the page of the ballot shows."""

    sections: tuple[Section, ...]
    themes: tuple[Theme, ...]
    view: View
    faults: tuple[Fault, ...] = ()

    @property
    def count(self) -> int:
        """Return the number of plans."""
        return sum(len(section.cards) for section in self.sections)


def make_page(
    config: FrozenConfig,
    area_id: str,
    *,
    chosen: frozenset[int],
    texts: Mapping[int, tuple[str, str]],
    lot: Callable[[FrozenProject], bytes],
    view: View,
    faults: tuple[Fault, ...] = (),
) -> BallotPage:
    """Return the ballot of an area.

    Args:
        config: Of the round.
        area_id: Of the ballot form.
        chosen: Our numbers of the chosen plans.
        texts: Our number -> description and place.
        lot: Gives the sorting key of the order by lot, see `lot_of`.
        view: Order and filter.
        faults: Limits that the choice does not keep.
    """
    sections = tuple(
        _section(contest, chosen, texts, lot, view)
        for contest in config.contests_for(area_id)
    )
    themes = {
        card.theme.key: card.theme
        for section in sections
        for card in section.cards
        if card.theme is not None
    }
    ordered = tuple(sorted(themes.values(), key=lambda theme: str(theme.label)))
    return BallotPage(sections, ordered, view, faults)


def lot_of(secret_key: str, code_id: str) -> Callable[[FrozenProject], bytes]:
    """Return the key of an order that differs per code and stays the same for one.

    So no plan stands on top for everybody, and a page that is loaded again looks
    as before.
    """

    def key(project: FrozenProject) -> bytes:
        text = f"order of plans\0{code_id}\0{project.number}"
        return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).digest()

    return key


def _section(
    contest: FrozenContest,
    chosen: frozenset[int],
    texts: Mapping[int, tuple[str, str]],
    lot: Callable[[FrozenProject], bytes],
    view: View,
) -> Section:
    used = spent(p for p in contest.projects if p.number in chosen)
    left = contest.budget_limit - used
    cards = tuple(
        Card(
            project=project,
            theme=theme_of(project.category),
            description=texts.get(project.number, ("", ""))[0],
            place=texts.get(project.number, ("", ""))[1],
            is_chosen=project.number in chosen,
            is_shown=view.theme in {"", project.category},
            lacks=max(project.cost - left, 0) if contest.limits.within_budget else 0,
        )
        for project in sorted(contest.projects, key=_sorter(view.order, lot))
    )
    return Section(contest, cards, used)


def _sorter(
    order: str, lot: Callable[[FrozenProject], bytes]
) -> Callable[[FrozenProject], Any]:
    by_order: dict[str, Callable[[FrozenProject], Any]] = {
        "az": lambda project: project.name.casefold(),
        "goedkoop": lambda project: (project.cost, project.name.casefold()),
        "duur": lambda project: (-project.cost, project.name.casefold()),
    }
    return by_order.get(order, lot)
