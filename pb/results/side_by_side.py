"""Two rules side by side, for the page of a result: information, no second result."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import pgettext

from pb.formatting import decimal
from pb.results.remarks import remarks, rule_words
from pb.results.studied import RuleNumbers, Studied
from pb.results.words import Teller


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What the voters of one area get; amounts as shown."""

    name: str
    voters: str
    in_proportion: str
    money: list[str]  # per rule
    ours: int
    fair: int


@dataclass(frozen=True, slots=True)
class PartRow:
    """How many voters see this part of their choices go on, per rule."""

    label: str
    counts: tuple[int, int]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """Which plans another rule chooses instead; plans with their cost as shown."""

    name: str
    only_there: list[tuple[str, str]]
    only_here: list[tuple[str, str]]
    both: int

    @property
    def is_same(self) -> bool:
        """Say whether the other rule chooses the same plans."""
        return not self.only_there and not self.only_here


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The result beside other rules; the first other one is shown in full."""

    names: list[str]
    meanings: list[str]  # of the other rules, in a sentence each
    rows: list[list[str]]
    balance: list[str]  # sentences
    remarks: list[str]  # what speaks for and against
    changes: list[RuleChange]  # of each other rule
    parts: list[PartRow]
    most: int  # voters in the longest bar
    areas: list[AreaRow]

    @property
    def is_same(self) -> bool:
        """Say whether the first other rule chooses the same plans."""
        return self.changes[0].is_same


def _meaning(rule: str) -> str:
    meanings = {
        "equal-shares": _("elke stem heeft evenveel geld, en kiezers betalen samen."),
        "greedy": _(
            "het plan met de meeste stemmen krijgt geld, dan het volgende dat past."
        ),
        "knapsack": _(
            "de plannen die samen in het budget passen en samen de meeste stemmen"
            " hebben."
        ),
    }
    return f"{rule_words(rule)}: {meanings.get(rule, '')}"


def side_by_side(
    teller: Teller, studied: Studied, areas: dict[str, str]
) -> SideBySide | None:
    """Return the comparison; None where no other rule was counted.

    Args:
        teller: Of the contest.
        studied: What is told beside its result.
        areas: Area id -> name.
    """
    if len(studied.rules) < 2:
        return None
    ours, other = studied.rules[:2]
    return SideBySide(
        names=[rule_words(each.rule) for each in studied.rules],
        meanings=[_meaning(each.rule) for each in studied.rules[1:]],
        rows=list(_rows(teller, studied.rules)),
        balance=[_balance(ours, each) for each in studied.rules[1:]],
        remarks=list(remarks(teller.result, ours, other)),
        changes=[_change(teller, ours, each) for each in studied.rules[1:]],
        parts=[
            PartRow(label, (ours.parts[at], other.parts[at]))
            for at, label in enumerate(_part_labels())
        ],
        most=max(*ours.parts, *other.parts, 1),
        areas=_areas(teller, studied.rules, areas),
    )


def _rows(teller: Teller, rules: tuple[RuleNumbers, ...]) -> Iterator[list[str]]:
    count, amount = teller.count, teller.roughly
    yield [str(_("Gekozen plannen")), *(count(len(r.winners)) for r in rules)]
    yield [str(pgettext("geld", "Uitgegeven")), *(amount(r.cost) for r in rules)]
    yield [
        str(_("Kiezers zonder eigen keuze")),
        *(count(r.without) for r in rules),
    ]
    yield [
        str(_("Kiezers met minstens één eigen keuze")),
        *(count(r.voters - r.without) for r in rules),
    ]
    yield [
        str(_("Eigen keuzes die doorgaan, gemiddeld")),
        *(decimal(r.mean, 1, locale=teller.locale) for r in rules),
    ]
    yield [
        str(_("Waarde van die keuzes, gemiddeld")),
        *(amount(Fraction(r.value, r.voters or 1)) for r in rules),
    ]


def _balance(ours: RuleNumbers, other: RuleNumbers) -> str:
    if set(ours.winners) == set(other.winners):
        name = rule_words(other.rule)
        return str(_("De regel ‘%(rule)s’ kiest hier dezelfde plannen.", rule=name))
    return str(
        _(
            "Met ‘%(rule)s’ gingen van %(more)s kiezers méér keuzes door dan nu, en van"
            " %(fewer)s kiezers minder keuzes.",
            rule=rule_words(other.rule),
            more=decimal(other.more, 0),
            fewer=decimal(other.fewer, 0),
        )
    )


def _change(teller: Teller, ours: RuleNumbers, other: RuleNumbers) -> RuleChange:
    return RuleChange(
        name=rule_words(other.rule),
        only_there=_plans(teller, other.winners, ours.winners),
        only_here=_plans(teller, ours.winners, other.winners),
        both=len(set(ours.winners) & set(other.winners)),
    )


def _plans(
    teller: Teller, here: tuple[str, ...], there: tuple[str, ...]
) -> list[tuple[str, str]]:
    missing = set(there)
    return [
        (teller.name(id_), teller.amount(teller.result.project(id_).cost))
        for id_ in here
        if id_ not in missing
    ]


def _part_labels() -> list[str]:
    return [
        str(_("Niets")),
        str(_("Minder dan een kwart")),
        str(_("Een kwart tot de helft")),
        str(_("De helft tot driekwart")),
        str(_("Driekwart of meer")),
    ]


def _areas(
    teller: Teller,
    rules: tuple[RuleNumbers, ...],
    names: dict[str, str],
) -> list[AreaRow]:
    together = str(_("Wijken met weinig stemmen, samen"))
    money = {(r.rule, area.area): area.money for r in rules for area in r.areas}
    return [
        AreaRow(
            name=names.get(area.area or "", together),
            voters=teller.count(area.voters),
            in_proportion=teller.roughly(area.in_proportion),
            money=[teller.roughly(money.get((r.rule, area.area), 0)) for r in rules],
            ours=area.money,
            fair=area.in_proportion,
        )
        for area in rules[0].areas
    ]
