"""What somebody types who reads a paper ballot: "3 7 12", "3:5 7:2", "0" or "x4".

Numbers are those printed before the plans. Where plans are ranked, the first one
typed is the best.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pb.paper.numbered import NumberedPlan
from pb.paper.sheets import Invalid
from pb.rounds.configuration import FrozenConfig
from pb.voting.selection import Fault, Selection, faults_of, read_selection

LONGEST = 2000  # characters
PARTS = re.compile(r"[\s,;]+")
MARK = re.compile(r"(?P<number>[0-9]{1,4})(?:[:=](?P<points>[0-9]{1,4}))?", re.ASCII)
BLANK = frozenset({"0", "b", "blanco"})
# x1 … x5, in the order of the page.
REASONS: Mapping[str, Invalid] = {
    f"x{place}": reason for place, reason in enumerate(Invalid, start=1)
}


class Mistake(StrEnum):
    """Why what was typed is no ballot."""

    NOTHING = "nothing"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"  # no such plan on this ballot
    TWICE = "twice"
    NO_POINTS = "no-points"
    TWO_WAYS = "two-ways"  # both typed and ticked
    NOT_POINTS = "not-points"  # the plan takes no points


class Mistyped(Exception):
    """It is no ballot; what was typed is to be looked at once more."""

    def __init__(self, mistake: Mistake, part: str = "") -> None:
        super().__init__(mistake.value)
        self.mistake = mistake
        self.part = part


class BreaksLimits(Exception):
    """It is a ballot, and the limits of the round make it invalid."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.kind for fault in faults))
        self.faults = faults

    @property
    def reason(self) -> Invalid:
        """Return why the ballot is invalid, if this is what stands on the paper."""
        kinds = {fault.kind for fault in self.faults}
        if "over_budget" in kinds:
            return Invalid.TOO_DEAR
        too_many = {"too_many", "theme_full", "too_many_points", "plan_points"}
        return Invalid.TOO_MANY if kinds & too_many else Invalid.OTHER


@dataclass(frozen=True, slots=True)
class _Mark:
    plan: NumberedPlan
    points: int | None


def read_typed(
    config: FrozenConfig, area_id: str, plans: Sequence[NumberedPlan], typed: str
) -> Selection | Invalid:
    """Return the ballot that was typed, or why it is invalid.

    Args:
        config: Of the round.
        area_id: Of the ballot.
        plans: On this ballot.
        typed: See the module.

    Raises:
        Mistyped: It can't be meant.
        BreaksLimits: It can be meant, and then it does not count.
    """
    parts = [part for part in PARTS.split(typed[:LONGEST].strip().lower()) if part]
    if not parts:
        raise Mistyped(Mistake.NOTHING)
    if len(parts) == 1 and parts[0] in REASONS:
        return REASONS[parts[0]]
    is_blank = len(parts) == 1 and parts[0] in BLANK
    marks = [] if is_blank else _marks(plans, parts)
    selection = _selection(config, area_id, marks)
    faults = faults_of(config, selection)
    if faults:
        raise BreaksLimits(faults)
    return selection


def _marks(plans: Sequence[NumberedPlan], parts: Sequence[str]) -> list[_Mark]:
    by_number = {plan.number: plan for plan in plans}
    seen: set[int] = set()
    marks = []
    for part in parts:
        found = MARK.fullmatch(part)
        if found is None:
            raise Mistyped(Mistake.UNREADABLE, part[:20])
        number = int(found["number"])
        if number not in by_number:
            raise Mistyped(Mistake.UNKNOWN, found["number"])
        if number in seen:
            raise Mistyped(Mistake.TWICE, found["number"])
        seen.add(number)
        marks.append(_mark(by_number[number], found["points"]))
    return marks


def _mark(plan: NumberedPlan, points: str | None) -> _Mark:
    takes_points = plan.contest.vote_type == "cumulative"
    if takes_points and points is None:
        raise Mistyped(Mistake.NO_POINTS, str(plan.number))
    if points is not None and not takes_points:
        raise Mistyped(Mistake.NOT_POINTS, str(plan.number))
    return _Mark(plan, None if points is None else int(points))


def _selection(config: FrozenConfig, area_id: str, marks: Sequence[_Mark]) -> Selection:
    ticked = [m.plan for m in marks if m.plan.contest.vote_type in TICKED]
    ranked = [m.plan for m in marks if m.plan.contest.vote_type == "ordinal"]
    return read_selection(
        config,
        area_id,
        [plan.project.number for plan in ticked],
        points={m.plan.project.number: m.points for m in marks if m.points is not None},
        ranks={plan.project.number: at for at, plan in enumerate(ranked, start=1)},
    )


TICKED = frozenset({"approval", "choose-1"})


def written(plans: Sequence[NumberedPlan], fields: Mapping[str, str]) -> str:
    """Return what the boxes of the page say, as one would type it.

    Args:
        plans: On this ballot.
        fields: `plan-<number>`: ticked, points, or a place.
    """
    filled = [(plan, fields.get(f"plan-{plan.number}", "").strip()) for plan in plans]
    parts = []
    for plan, value in filled:
        if value and plan.contest.vote_type in TICKED:
            parts.append(str(plan.number))
        elif value and plan.contest.vote_type == "cumulative":
            parts.append(f"{plan.number}:{value}")
    ranked = [
        (value.zfill(4), plan.number)
        for plan, value in filled
        if value and plan.contest.vote_type == "ordinal"
    ]
    places = [place for place, _ in ranked]
    if len(set(places)) < len(places):
        raise Mistyped(Mistake.TWICE, max(places, key=places.count).lstrip("0"))
    return " ".join([*parts, *(str(number) for _, number in sorted(ranked))])
