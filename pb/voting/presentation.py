"""The ballot as it is shown: order, filter, sums, and whether each plan still fits."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pb.projects.themes import Theme, theme_of
from pb.rounds.configuration import FrozenContest, FrozenProject
from pb.voting.ballot_form import Unreadable
from pb.voting.selection import Choices, Fault, Selection

DRAWN = "loting"
# The limits that the meter shows.
COUNTED_DOWN = frozenset({"over_budget", "too_many", "too_many_points"})
Lot = Callable[[FrozenProject], bytes]
ORDERS: Mapping[str, Callable[[FrozenProject], Any]] = {
    "az": lambda project: project.name.casefold(),
    "thema": lambda project: _theme_label(project).casefold(),
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

    @property
    def unfiltered(self) -> "View":
        """Return the same order with every plan in sight."""
        return View(self.order)

    def shows(self, project: FrozenProject) -> bool:
        """Say whether the filter lets a plan through."""
        return self.theme in ("", project.category) and self.area in ("", project.area)


@dataclass(frozen=True, slots=True)
class Text:
    """What the tables tell about a plan beside what is fixed."""

    description: str = ""  # Markdown
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a plan can be chosen, or why not; `ballot.js` says the same.

    kind: chosen; full, theme, first, dear or spent, which say no; fits; or nothing
    where no limit counts.
    """

    kind: str
    lacks: int = 0  # cents, for dear
    place: int = 0  # among the plans that were ranked

    @property
    def is_no(self) -> bool:
        """Say whether the plan cannot be added."""
        return self.kind not in {"chosen", "fits", ""}


@dataclass(frozen=True, slots=True)
class Card:
    """One plan on the ballot."""

    project: FrozenProject
    drawn: int  # its place in the order by lot, from 1
    mark: int | None  # points or place as given, 1 for a tick
    is_shown: bool  # what the filter leaves out stays in the form, unseen
    is_wrong: bool  # its field is what a refusal is about
    fit: Fit


@dataclass(frozen=True, slots=True)
class Section:
    """The plans of one contest, with what is left to give."""

    choices: Choices
    cards: tuple[Card, ...]
    is_over: bool  # a limit that the meter shows is not kept

    @property
    def contest(self) -> FrozenContest:
        """Return the contest."""
        return self.choices.contest

    @property
    def left(self) -> int:
        """Return what is left, in cents; less than zero: too much was chosen."""
        return self.contest.budget_limit - self.choices.spent

    @property
    def count(self) -> int:
        """Return how many plans are chosen."""
        return len(self.choices.marks)

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
    unreadable: tuple[Unreadable, ...] = ()
    done: str = ""  # what was just taken away, in words
    themes: tuple[Theme, ...] = field(init=False)
    areas: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        plans = [p for section in self.sections for p in section.contest.projects]
        themes = [theme_of(key) for key in {plan.category for plan in plans}]
        in_words = sorted(filter(None, themes), key=lambda each: str(each.label))
        object.__setattr__(self, "themes", tuple(in_words))
        areas = {plan.area for plan in plans if plan.area}
        object.__setattr__(self, "areas", tuple(sorted(areas)))


def make_sections(
    contests: Sequence[FrozenContest],
    selection: Selection,
    *,
    lot: Lot,
    view: View,
    wrong: Sequence[Fault | Unreadable] = (),
) -> tuple[Section, ...]:
    """Return the plans of a ballot, in the order asked for.

    Args:
        contests: On this ballot.
        selection: What was chosen so far; limits need not be kept.
        lot: Gives the sorting key of the order by lot, see `lot_of`.
        view: Order and filter.
        wrong: What is wrong with what was sent.
    """
    all_choices = [selection.get(c.id, Choices(c, {})) for c in contests]
    over = {each.contest.id for each in wrong if each.kind in COUNTED_DOWN}
    plans = {plan for each in wrong for plan in _wrong_plans(each)}
    return tuple(
        Section(choices, _cards(choices, lot, view, plans), choices.contest.id in over)
        for choices in all_choices
    )


def _wrong_plans(wrong: Fault | Unreadable) -> tuple[FrozenProject, ...]:
    """Return the plans whose own field has to change."""
    if isinstance(wrong, Unreadable):
        return (wrong.project,)
    return wrong.chosen if wrong.kind in {"plan_points", "same_place"} else ()


def lot_of(secret_key: str, code_id: str) -> Lot:
    """Return the key of an order that differs per code and stays the same for one.

    So no plan stands on top for everybody, a page that is loaded again looks as
    before, and the order does not tell the code.
    """
    seed = hashlib.blake2b(
        f"order of plans\0{code_id}".encode(),
        key=hashlib.sha256(secret_key.encode()).digest(),
    ).digest()

    def key(project: FrozenProject) -> bytes:
        return hashlib.sha256(seed + project.number.to_bytes(8, "big")).digest()

    return key


def _theme_label(project: FrozenProject) -> str:
    theme = theme_of(project.category)
    return str(theme.label) if theme else "\uffff"  # plans without a theme come last


def _cards(
    choices: Choices, lot: Lot, view: View, wrong: set[FrozenProject]
) -> tuple[Card, ...]:
    drawn = sorted(choices.contest.projects, key=lot)
    places = {project.number: place for place, project in enumerate(drawn, start=1)}
    # Sorting is stable: what is equal stays in the order by lot.
    ordered = sorted(drawn, key=ORDERS[view.order]) if view.order != DRAWN else drawn
    fit_of = fits(choices)
    return tuple(
        Card(
            project=project,
            drawn=places[project.number],
            mark=choices.marks.get(project),
            is_shown=view.shows(project),
            is_wrong=project in wrong,
            fit=fit_of(project),
        )
        for project in ordered
    )


def fits(choices: Choices) -> Callable[[FrozenProject], Fit]:
    """Return what says of each plan whether it can be added, or why not."""
    contest, limits = choices.contest, choices.contest.limits
    ranked = {project: place for place, project in enumerate(choices.marks, start=1)}
    themes = Counter(project.category for project in ranked)
    full = {t for t, most in limits.max_per_theme.items() if themes[t] >= most}
    rest = contest.budget_limit - choices.spent
    stop = _reason_to_stop(choices)

    def fit(project: FrozenProject) -> Fit:
        if project in ranked:
            return Fit("chosen", place=ranked[project])
        if contest.vote_type == "choose-1":
            return Fit("")  # another one takes the place of what was chosen
        if stop or project.category in full:
            return Fit(stop or "theme")
        if not limits.within_budget:
            return Fit("")
        if rest < 0:
            return Fit("first")
        lacks = project.cost - rest
        return Fit("dear", lacks=lacks) if lacks > 0 else Fit("fits")

    return fit


def _reason_to_stop(choices: Choices) -> str:
    """Return why no plan at all can be added, if so."""
    if len(choices.marks) >= choices.contest.most_choices:
        return "full"
    points = choices.contest.limits.points
    if choices.contest.vote_type == "cumulative" and points is not None:
        return "spent" if choices.points >= points else ""
    return ""
