"""The text of one ballot, turned into weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocation.model import VoteType, Weight
from allocation.pabulib.numbers import NotANumber, read_number
from allocation.pabulib.parsed import Place, shown

Oddity = tuple[str, str]
"""Code and text of a warning."""

TWICE = ("project_twice", "a ballot names a project twice; it counts once")
TWICE_POINTS = ("project_twice", "a ballot gives a project points twice; they add up")
ZERO = ("zero_points", "a ballot gives a project 0 points; it does not name it")


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one ballot says."""

    weights: Mapping[str, Weight]  # project id -> weight > 0
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True, slots=True)
class BallotLimits:
    """What META says a ballot may hold; foreign files break it now and then."""

    min_length: Weight | None = None
    max_length: Weight | None = None
    max_sum_cost: Weight | None = None
    min_sum_points: Weight | None = None
    max_sum_points: Weight | None = None

    def broken_by(
        self, ids: list[str], costs: Mapping[str, int], points: Weight | None
    ) -> tuple[Oddity, ...]:
        """Return an oddity per limit that a ballot breaks."""
        spent = None
        if self.max_sum_cost is not None:
            spent = Fraction(sum(costs[id_] for id_ in ids), 100)
        checks = (
            ("min_length", _is_less(len(ids), self.min_length)),
            ("max_length", _is_less(self.max_length, len(ids))),
            ("max_sum_cost", _is_less(self.max_sum_cost, spent)),
            ("min_sum_points", _is_less(points, self.min_sum_points)),
            ("max_sum_points", _is_less(self.max_sum_points, points)),
        )
        return tuple(
            ("ballot_limit", f"a ballot breaks {name}; it counts as it is")
            for name, is_broken in checks
            if is_broken
        )


def _is_less(left: Weight | None, right: Weight | None) -> bool:
    return left is not None and right is not None and left < right


@dataclass(frozen=True, slots=True)
class BallotReader:
    """How a ballot of one election is read."""

    vote_type: VoteType  # decides what the weights are
    costs: Mapping[str, int]  # project id -> cost in hundredths
    limits: BallotLimits  # breaking them is an oddity, not an error

    def read(self, vote: str, points: str, place: Place) -> Ballot:
        """Return what the fields vote and points say.

        Raises:
            UnreadableFile: They have no reading.
        """
        ids = _ids(vote, self.costs, place)
        if self.vote_type in ("cumulative", "scoring"):
            return self._with_points(ids, _points(points, len(ids), place))
        if self.vote_type == "choose-1" and len(ids) > 1:
            raise place.refuse(
                f"the ballot names {len(ids)} projects", "name one, or none"
            )
        distinct = list(dict.fromkeys(ids))
        oddities = self.limits.broken_by(distinct, self.costs, None)
        if len(distinct) < len(ids):
            oddities = (*oddities, TWICE)
        if self.vote_type == "ordinal":
            return Ballot(_by_rank(distinct, self.limits.max_length), oddities)
        return Ballot(dict.fromkeys(distinct, 1), oddities)

    def _with_points(self, ids: list[str], points: list[Weight]) -> Ballot:
        sums: dict[str, Weight] = {}
        for id_, number in zip(ids, points, strict=True):
            sums[id_] = sums.get(id_, 0) + number
        weights = {id_: number for id_, number in sums.items() if number > 0}
        oddities = self.limits.broken_by(list(weights), self.costs, sum(points))
        if len(sums) < len(ids):
            oddities = (*oddities, TWICE_POINTS)
        if len(weights) < len(sums):
            oddities = (*oddities, ZERO)
        return Ballot(weights, oddities)


def _by_rank(ids: list[str], max_length: Weight | None) -> dict[str, Weight]:
    """Weigh ranks: the first gets the longest length, each next one less."""
    length = len(ids) if max_length is None else int(max_length)
    return {id_: max(1, length - rank) for rank, id_ in enumerate(ids)}


def _ids(vote: str, known: Mapping[str, int], place: Place) -> list[str]:
    if not vote:
        return []
    ids = [id_.strip() for id_ in vote.split(",")]
    for id_ in ids:
        if id_ in known:
            continue
        if not id_:
            raise place.refuse(
                f"the vote {shown(vote)} has an empty place", "remove the extra comma"
            )
        raise place.refuse(
            f"the vote names the project {shown(id_)}, which does not exist",
            "correct the id or add the project",
        )
    return ids


def _points(text: str, expected: int, place: Place) -> list[Weight]:
    parts = text.split(",") if text else []
    if len(parts) != expected:
        raise place.refuse(
            f"there are {len(parts)} points for {expected} projects",
            "give each project of the vote its points",
        )
    try:
        return [read_number(part.strip()) for part in parts]
    except NotANumber as error:
        raise place.refuse(
            f"one of the points {shown(text)} {error}", "write points as 3 or 2.5"
        ) from None
