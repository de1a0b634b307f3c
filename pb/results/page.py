"""What the public page of a result shows, put together for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flask_babel import gettext as _

from exports.result import ContestResult, CountStep, ProjectLine, PublishedResult
from exports.suppression import shown_cells
from pb.results.beside_plans import people_in
from pb.results.counting import read_figures, read_results
from pb.results.models import Publication
from pb.results.money_bar import MoneyPart, money_parts
from pb.results.outside import cautions, settings_elsewhere
from pb.results.rivals import rivals
from pb.results.side_by_side import SideBySide, side_by_side
from pb.results.spread import NamedRow, named_rows
from pb.results.studied import Studied, is_small, study_of
from pb.results.tries import adopted_tries
from pb.results.trying import Numbers
from pb.results.voted import days_of
from pb.results.words import Teller
from pb.rounds.configuration import FrozenConfig
from pb.rounds.explanations import explain_rule, rule_name
from pb.rounds.models import BudgetRound, Contest

NEAREST = 8  # plans without money shown at once


@dataclass(frozen=True, slots=True)
class AreaTurnout:
    """How many residents of an area voted, as far as that may be told."""

    name: str
    letters: int
    ballots: int | None  # None: too few people to be shown


@dataclass(frozen=True, slots=True)
class ContestPage:
    """One contest on the page."""

    result: ContestResult
    teller: Teller
    area: str  # its name, or nothing
    rule: str
    rule_sentences: list[str]
    parts: list[MoneyPart]
    losers: list[ProjectLine]  # the nearest first
    studied: Studied
    beside: SideBySide | None  # other rules with the same ballots
    is_own: bool = True  # and not from a file of another city
    # By plan: what counting again brought before this version was adopted.
    tried: Mapping[str, Numbers] = field(default_factory=dict)

    @property
    def funded(self) -> tuple[ProjectLine, ...]:
        """Return the funded plans in order of selection."""
        return self.result.funded

    @property
    def left_goes_to(self) -> str:
        """Return what happens to the money left, by the policy fixed before."""
        policy = self.result.options.get("leftover", "keep")
        if not self.is_own and policy == "keep":
            return str(_("Wat hiermee gebeurde, rekenden wij niet na"))
        return {
            "keep": str(_("Blijft bewaard voor een volgende ronde")),
            "next-fit": str(_("Geen ander plan paste hier nog in")),
        }.get(policy, "")

    @property
    def tells_shares(self) -> bool:
        """Say whether the page tells what voters paid."""
        return self.result.is_shared and not self.teller.is_small

    @property
    def elsewhere(self) -> list[tuple[str, str]]:
        """Return how the tool of equalshares.net is set to count this contest."""
        return [] if self.teller.is_small else settings_elsewhere(self.result)

    @property
    def cautions(self) -> list[str]:
        """Return when that tool may come to other plans."""
        return cautions(self.result, is_drawn=self.is_own)

    @property
    def named(self) -> list[NamedRow]:
        """Return how many voters have none, one, two … funded plans."""
        return named_rows(self.studied)

    @property
    def with_choice(self) -> int:
        """Return how many voters see a plan of theirs funded."""
        return self.teller.figures.with_choice

    @property
    def most_support(self) -> Fraction:
        """Return the scale of the bars: the most votes or points for a funded plan."""
        return max((line.score for line in self.funded), default=Fraction())

    @property
    def ties(self) -> list[CountStep]:
        """Return the selections in which the drawn order decided."""
        return [step for step in self.result.steps if self.rivals(step)]

    def rivals(self, step: CountStep) -> list[str]:
        """Return the plans over which that order decided in a step."""
        return rivals(self.result, step)

    def all_funded(self, ids: Sequence[str]) -> bool:
        """Say whether each of these plans gets money."""
        return all(self.result.project(id_).is_funded for id_ in ids)

    @property
    def first_shared(self) -> CountStep | None:
        """Return the first plan that voters paid for, as an example."""
        return next((s for s in self.result.steps if s.phase == "equal-shares"), None)

    @property
    def added_steps(self) -> list[CountStep]:
        """Return the plans paid from what was left."""
        return [step for step in self.result.steps if step.phase == "completion"]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One version of a result."""

    published: PublishedResult
    contests: list[ContestPage]
    turnout: list[AreaTurnout]
    ballots: int  # counted
    voters: int  # people, whose ballot may be invalid: the measure of turnout
    letters: int

    @property
    def funded(self) -> int:
        """Return how many plans get money."""
        return sum(len(contest.funded) for contest in self.contests)

    @property
    def plans(self) -> int:
        """Return how many plans stood on the ballots."""
        return sum(len(contest.result.projects) for contest in self.contests)

    @property
    def budget(self) -> int:
        """Return the money of all contests together, in cents."""
        return sum(contest.result.budget for contest in self.contests)

    @property
    def cost(self) -> int:
        """Return the money of all funded plans together, in cents."""
        return sum(contest.result.cost for contest in self.contests)


def published_result(
    budget_round: BudgetRound,
    config: FrozenConfig,
    publication: Publication,
    *,
    unit: str,
) -> PublishedResult:
    """Return one version of a result, as the exports take it."""
    is_own = budget_round.imported_from is None
    opened_on, closed_on = days_of(config.opens_at, config.closes_at)
    return PublishedResult(
        slug=config.slug,
        title=config.title,
        unit=unit if is_own else "",
        country="Netherlands" if is_own else "",
        opened_on=opened_on,
        closed_on=closed_on,
        version=publication.version,
        contests=read_results(config, publication.result_json),
    )


def make_page(
    budget_round: BudgetRound,
    config: FrozenConfig,
    publication: Publication,
    *,
    unit: str,
    locale: str,
) -> ResultPage:
    """Return what the page of one version shows."""
    published = published_result(budget_round, config, publication, unit=unit)
    ballots, figures = read_figures(publication.figures_json)
    contests = {str(contest.id): contest for contest in budget_round.contests}
    is_own = budget_round.imported_from is None
    tries = adopted_tries(publication.figures_json) or {}
    turnout = [
        AreaTurnout(area.name, area.letters_sent, ballots.get(area.id, 0))
        for area in config.areas
    ]
    return ResultPage(
        published=published,
        contests=[
            _contest_page(
                contests[result.id],
                config,
                Teller(
                    result,
                    figures[result.id],
                    locale,
                    is_small(result, is_own=is_own),
                ),
                studied=study_of(publication.figures_json, result, is_own=is_own),
                tried=tries.get(result.id, {}),
                is_own=is_own,
            )
            for result in published.contests
        ],
        turnout=hide_small_areas(turnout),
        ballots=sum(ballots.values()),
        voters=people_in(publication.figures_json) or sum(ballots.values()),
        letters=sum(area.letters_sent for area in config.areas),
    )


def _contest_page(
    contest: Contest,
    config: FrozenConfig,
    teller: Teller,
    *,
    studied: Studied,
    tried: Mapping[str, Numbers],
    is_own: bool,
) -> ContestPage:
    result = teller.result
    area = config.area(result.area) if result.area else None
    return ContestPage(
        result=result,
        teller=teller,
        area=area.name if area else "",
        rule=rule_name(contest),
        rule_sentences=explain_rule(contest, config.currency, teller.locale),
        parts=money_parts(result),
        losers=_nearest_first(teller, studied),
        studied=studied,
        beside=side_by_side(
            teller, studied, {area.id: area.name for area in config.areas}
        ),
        is_own=is_own,
        tried=tried,
    )


def _nearest_first(teller: Teller, studied: Studied) -> list[ProjectLine]:
    """Return the plans without money: by what they lacked, the ineligible last."""

    def distance(line: ProjectLine) -> tuple[bool, Fraction]:
        plan, missing = studied.plan(line.id), teller.missing(line)
        lacked = plan.moment or plan.loss if missing is None else missing
        return line.reason is not None, Fraction(0 if line.reason else lacked or 0)

    losers = [line for line in teller.result.projects if not line.is_funded]
    return sorted(losers, key=distance)


def hide_small_areas(turnout: list[AreaTurnout]) -> list[AreaTurnout]:
    """Return the turnout without numbers that would tell of few people."""
    counts = [area.ballots or 0 for area in turnout]
    shown = shown_cells(counts, [area.letters for area in turnout])
    return [
        replace(area, ballots=count) for area, count in zip(turnout, shown, strict=True)
    ]
