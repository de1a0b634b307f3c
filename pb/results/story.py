"""Why one plan did or did not get money: the same text on the page and in the letter.

The words are those of the rule by which the money was divided; each rule has its
own way of telling, in `story_of_shares` and `story_of_orders`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from exports.result import ContestResult, ProjectLine
from pb.results.chart import StepChart
from pb.results.studied import PlanStudy, Studied
from pb.results.words import Teller


@dataclass(frozen=True, slots=True)
class Verdict:
    """One fact in large letters, and the sentence that explains it."""

    fact: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One step in the table of a chart; amounts as they are shown."""

    number: int
    plan: str
    paid: str  # empty where a rule knows no payments
    left: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of the steps, in words and in a table too."""

    heading: str
    sentences: list[str]
    chart: StepChart
    title: str
    conclusion: str
    enough: str  # what a green column is
    too_little: str
    goal: str  # what the line is
    begin: str
    end: str
    columns: tuple[str, str]  # heads of the two numbers in the table
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Bar:
    """One number in a picture of a few, as long as it is large."""

    label: str
    shown: str
    length: int
    tone: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A few numbers side by side, with the table that they are."""

    heading: str
    sentence: str
    columns: tuple[str, str]
    rows: list[Bar]

    @property
    def most(self) -> int:
        """Return the longest."""
        return max(max(row.length for row in self.rows), 1)


@dataclass(frozen=True, slots=True)
class Spending:
    """Where the money of a plan's supporters went."""

    sentence: str
    rows: list[tuple[str, str]]
    left: str


@dataclass(slots=True)
class Story:
    """Everything that is said of one plan."""

    question: str
    lead: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    picture: Picture | None = None
    bars: Bars | None = None
    spending: Spending | None = None
    support: list[str] = field(default_factory=list)  # how it came to its number
    turning: str = ""  # heading of the verdicts
    verdicts: list[Verdict] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Case:
    """One plan in one counted contest, and who tells about it."""

    line: ProjectLine
    teller: Teller
    studied: Studied
    # What counting again brought, by the names of `pb.results.trying`.
    tried: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def is_small(self) -> bool:
        """Say whether so few people voted that only totals are public."""
        return self.teller.is_small

    @property
    def result(self) -> ContestResult:
        """Return the contest."""
        return self.teller.result

    @property
    def plan(self) -> PlanStudy:
        """Return what is known of the plan beside the result."""
        return self.studied.plan(self.line.id)

    @property
    def is_partial(self) -> bool:
        """Say whether the plan gets only what was left."""
        return bool(self.result.partial and self.result.partial[0] == self.line.id)

    @property
    def goes_by_price(self) -> bool:
        """Say whether the plan that asks least of each voter goes first."""
        return self.result.is_shared and self.result.utility == "cardinality"

    def opening(self) -> str:
        """Return the first sentence: what the plan costs, and its votes."""
        cost = self.teller.amount(self.line.cost)
        if self.teller.has_points:
            return str(
                _(
                    "Dit plan kost %(cost)s en kreeg %(points)s punten.",
                    cost=cost,
                    points=self.teller.count(self.line.score),
                )
            )
        return str(
            ngettext(
                "Dit plan kost %(cost)s en kreeg %(num)s stem.",
                "Dit plan kost %(cost)s en kreeg %(count)s stemmen.",
                self.line.votes,
                cost=cost,
                count=self.teller.count(self.line.votes),
            )
        )

    def numbers(self) -> list[tuple[str, str]]:
        """Return the two facts that every plan has."""
        return [
            (self.teller.amount(self.line.cost), str(_("kost het plan"))),
            (self.teller.count(self.line.score), self.votes_word),
        ]

    @property
    def votes_word(self) -> str:
        """Return what plans are compared by."""
        return str(_("punten") if self.teller.has_points else _("stemmen"))


def question(case: Case) -> str:
    """Return the heading of the page."""
    name = case.line.name or case.line.id
    if case.line.is_funded:
        return str(_("Waarom krijgt ‘%(name)s’ geld?", name=name))
    if case.is_partial:
        return str(_("Waarom krijgt ‘%(name)s’ een bijdrage?", name=name))
    return str(_("Waarom krijgt ‘%(name)s’ geen geld?", name=name))


def surprising(case: Case) -> list[str]:
    """Say what seems odd beside the votes alone: it speaks for or against the rule."""
    line, lines = case.line, case.result.projects
    if line.is_funded:
        above = sum(1 for o in lines if not o.is_funded and o.score > line.score)
        if not above:
            return []
        return [
            str(
                ngettext(
                    "Er is %(num)s plan met meer %(votes)s dat geen geld krijgt.",
                    "Er zijn %(num)s plannen met meer %(votes)s die geen geld krijgen.",
                    above,
                    votes=case.votes_word,
                )
            )
        ]
    below = sum(1 for o in lines if o.is_funded and o.score < line.score)
    if not below:
        return []
    return [
        str(
            ngettext(
                "Er is %(num)s plan met minder %(votes)s dat wel geld krijgt.",
                "Er zijn %(num)s plannen met minder %(votes)s die wel geld krijgen.",
                below,
                votes=case.votes_word,
            )
        )
    ]


def other_rules(case: Case) -> list[Verdict]:
    """Say what other rules would have done with the plan, from the same ballots."""
    names = {
        "equal-shares": str(_("Gelijke delen")),
        "greedy": str(_("Meeste stemmen eerst")),
    }
    return [
        Verdict(_fate(case, rule), _other(case, rule, name))
        for rule, name in names.items()
        if case.studied.under(rule) is not None
    ]


def _fate(case: Case, rule: str) -> str:
    other = case.studied.under(rule)
    is_funded = other is not None and case.line.id in other.winners
    if is_funded == case.line.is_funded:
        return str(_("Andere regel: hetzelfde"))
    return str(
        _("Andere regel: wel geld") if is_funded else _("Andere regel: geen geld")
    )


def _other(case: Case, rule: str, name: str) -> str:
    other = case.studied.under(rule)
    winners = frozenset(other.winners) if other else frozenset()
    lost = sum(1 for each in case.result.funded if each.id not in winners)
    if (case.line.id in winners) == case.line.is_funded:
        if case.line.is_funded:
            return str(
                _("Ook met de regel ‘%(rule)s’ was dit plan gekozen.", rule=name)
            )
        return str(
            _("Ook met de regel ‘%(rule)s’ was dit plan niet gekozen.", rule=name)
        )
    if case.line.is_funded:
        return str(_("Met de regel ‘%(rule)s’ was dit plan niet gekozen.", rule=name))
    return str(
        ngettext(
            "Met de regel ‘%(rule)s’ was dit plan wel gekozen. Dan viel er %(num)s"
            " ander plan af.",
            "Met de regel ‘%(rule)s’ was dit plan wel gekozen. Dan vielen er %(num)s"
            " andere plannen af.",
            lost,
            rule=name,
        )
    )
