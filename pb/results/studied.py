"""What is told beside a result, as it was stored with it; too few people left out.

An older result has no study: then the pages tell what the result itself says.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from exports.bundle import SMALLEST_CONTEST
from exports.result import ContestResult
from exports.suppression import SMALLEST_CELL


@dataclass(frozen=True, slots=True)
class Outbid:
    """The last step in which a plan could be paid, and another was chosen."""

    step: int
    project: str
    its_votes: Fraction
    votes: Fraction


@dataclass(frozen=True, slots=True)
class PlanStudy:
    """What is known of one plan; amounts are cents, what does not apply is None."""

    money: tuple[int, ...] = ()  # of its supporters, at the start and after each plan
    choices: int = 0  # plans on the ballots of its supporters, all added up
    missing: int | None = None
    enough_cost: int = 0
    enough_voters: int | None = None
    outbid: Outbid | None = None
    runner_up: tuple[str, Fraction] | None = None
    place: int | None = None  # in the order of a rule that goes by votes
    left_at_turn: int | None = None
    short_at_turn: int | None = None
    extra_votes: Fraction | None = None
    loss: Fraction | None = None
    moment: int | None = None
    stopped_at: int | None = None
    saved: tuple[int, ...] = ()  # by its supporters, where voters save; like `money`
    is_hidden: bool = False  # it has too few supporters to tell where their money went


@dataclass(frozen=True, slots=True)
class AreaNumbers:
    """What a rule gives to the voters of one area."""

    area: str | None  # its id; None: the areas that may not be told apart
    voters: int
    with_funded: int | None
    money: int
    in_proportion: int


@dataclass(frozen=True, slots=True)
class RuleNumbers:
    """What the same ballots bring under one rule."""

    rule: str
    winners: tuple[str, ...]
    cost: int
    named: tuple[int, ...]  # voters with 0, 1, 2 … funded plans
    parts: tuple[int, ...]  # voters by the part of their choices that goes on
    value: int  # of the funded plans on all ballots
    more: int  # voters with more funded plans than in the result
    fewer: int
    areas: tuple[AreaNumbers, ...]

    @property
    def voters(self) -> int:
        """Return how many ballots were counted."""
        return sum(self.named)

    @property
    def without(self) -> int:
        """Return how many voters see none of their plans."""
        return self.named[0] if self.named else 0

    @property
    def mean(self) -> Fraction:
        """Return how many funded plans a ballot names on average."""
        total = sum(number * count for number, count in enumerate(self.named))
        return Fraction(total, self.voters or 1)


@dataclass(frozen=True, slots=True)
class Studied:
    """What is told about one contest beside its result."""

    plans: Mapping[str, PlanStudy] = field(default_factory=dict)
    contenders: tuple[tuple[tuple[str, Fraction], ...], ...] = ()  # per shared step
    moments: tuple[int, ...] = ()  # cents a voter had got by each step, of saving
    rules: tuple[RuleNumbers, ...] = ()  # of the result, then of other rules

    def plan(self, id_: str) -> PlanStudy:
        """Return what is known of a plan; empty where nothing is."""
        return self.plans.get(id_, PlanStudy())

    @property
    def result(self) -> RuleNumbers | None:
        """Return what the voters got from the result."""
        return self.rules[0] if self.rules else None

    def under(self, rule: str) -> RuleNumbers | None:
        """Return what the voters would have got from another rule."""
        return next((r for r in self.rules[1:] if r.rule == rule), None)


def is_small(result: ContestResult, *, is_own: bool) -> bool:
    """Say whether so few people voted that only totals are public."""
    return is_own and result.ballots < SMALLEST_CONTEST


def study_of(figures_json: str, result: ContestResult, *, is_own: bool) -> Studied:
    """Return what may be told about one contest of a stored result.

    Args:
        figures_json: As it was stored with the result.
        result: Of the contest.
        is_own: Whether its voters are ours; a file of another city is public.
    """
    if is_small(result, is_own=is_own):
        return Studied()
    studied = _read(figures_json).get(result.id, Studied())
    if not is_own:
        return studied
    few = {line.id for line in result.projects if line.votes < SMALLEST_CELL}
    plans = {
        id_: replace(plan, money=(), saved=(), choices=0, is_hidden=True)
        if id_ in few
        else plan
        for id_, plan in studied.plans.items()
    }
    return replace(studied, plans=plans)


@lru_cache(maxsize=16)
def _read(figures_json: str) -> dict[str, Studied]:
    studies = json.loads(figures_json).get("studies", {})
    return {id_: _studied(study) for id_, study in studies.items()}


def _studied(study: Mapping[str, Any]) -> Studied:
    return Studied(
        plans={id_: _plan(plan) for id_, plan in study["plans"].items()},
        contenders=tuple(
            tuple((id_, Fraction(votes)) for id_, votes in step)
            for step in study["contenders"]
        ),
        moments=tuple(study.get("moments", ())),
        rules=tuple(_rule(numbers) for numbers in study["rules"]),
    )


def _plan(stored: Mapping[str, Any]) -> PlanStudy:
    known = dict(stored)
    for name in ("money", "saved"):
        known[name] = tuple(known.get(name, ()))
    if known.get("outbid"):
        step, project, its_votes, votes = known["outbid"]
        known["outbid"] = Outbid(step, project, Fraction(its_votes), Fraction(votes))
    if known.get("runner_up"):
        id_, votes = known["runner_up"]
        known["runner_up"] = (id_, Fraction(votes))
    for name in ("extra_votes", "loss"):
        if known.get(name) is not None:
            known[name] = Fraction(known[name])
    return PlanStudy(**known)


def _rule(numbers: Mapping[str, Any]) -> RuleNumbers:
    areas = tuple(AreaNumbers(**area) for area in numbers["areas"])
    lists = {key: tuple(numbers[key]) for key in ("winners", "named", "parts")}
    return RuleNumbers(**{**numbers, **lists, "areas": areas})
