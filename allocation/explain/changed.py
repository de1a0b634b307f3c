"""An election with one thing changed, without reading all of its ballots again.

Counting again is done some hundred times for one project. Most of the time would go
into turning the same ballots into arrays; here only what changed is put into them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from allocation.instance import BallotGroup, Instance
from allocation.support import EXACT_BELOW, Backing, Floats, Indices, Support, Weight


class ArrangedBallots(Sequence[BallotGroup]):
    """Groups of ballots whose arrays are there; made when somebody looks at them.

    Args:
        support: The arrays.
        groups: Returns the groups, in the same order.
    """

    def __init__(
        self, support: Support, groups: Callable[[], Sequence[BallotGroup]]
    ) -> None:
        self._support = support
        self._make = groups

    @property
    def ballot_count(self) -> int:
        """The number of ballots in all groups."""
        return self._support.ballot_count

    def support(self) -> Support:
        """Return who supports what."""
        return self._support

    @cached_property
    def _groups(self) -> Sequence[BallotGroup]:
        return self._make()

    def __len__(self) -> int:
        return self._support.group_count

    @overload
    def __getitem__(self, index: int) -> BallotGroup: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[BallotGroup]: ...
    def __getitem__(self, index: int | slice) -> BallotGroup | Sequence[BallotGroup]:
        return self._groups[index]


@dataclass(frozen=True, slots=True)
class Changes:
    """What can be changed for one project in an election.

    Attributes:
        instance: As it was counted; n ballots over m projects.
        project_id: One of its projects.
        weight: What a ballot that names the project now gives it; the most that any
            ballot gives.
    """

    instance: Instance
    project_id: str
    weight: Weight

    def at_cost(self, cost: int) -> Instance:
        """Return the election in which the project costs this.

        Args:
            cost: Of the project, 0 or more.
        """
        projects = tuple(
            replace(project, cost=cost) if project.id == self.project_id else project
            for project in self.instance.projects
        )
        given = self.instance
        same = ArrangedBallots(given.support, lambda: given.ballots)
        return Instance(projects, given.budget_limit, same, given.vote_type)

    def with_voters(self, number: int) -> Instance:
        """Return the election with more ballots that name only the project.

        Args:
            number: Of the ballots that join; the budget stays the same.
        """
        if number == 0:
            return self.instance
        joined = BallotGroup({self.project_id: self.weight}, number)
        support = _with_group(self.instance.support, float(number))
        place = np.array([support.group_count - 1], dtype=np.intp)
        return self._with_ballots(
            self._naming(support, place),
            lambda: (*self.instance.ballots, joined),
        )

    def with_names(self, order: Sequence[int], number: int) -> Instance:
        """Return the election in which ballots name the project as well.

        Args:
            order: Of groups that do not name it; the first add it first.
            number: Of the ballots that add it, at most all in these groups.
        """
        adding = self._adding(order, number)
        support = self.instance.support
        for place, count in adding.items():
            if count < support.counts[place]:  # the last one, in part
                support = _split(support, place, count)
        places = np.array(sorted(adding), dtype=np.intp)
        return self._with_ballots(
            self._naming(support, places), lambda: tuple(self._groups(adding))
        )

    def _adding(self, order: Sequence[int], number: int) -> Mapping[int, int]:
        """Return how many ballots of each group add the project."""
        adding: dict[int, int] = {}
        for place in order:
            if number == 0:
                break
            count = min(number, self.instance.ballots[place].count)
            adding[place] = count
            number -= count
        return adding

    def _groups(self, adding: Mapping[int, int]) -> Iterator[BallotGroup]:
        """Yield the groups; what is left of the one that was split comes last."""
        rest = []
        for place, group in enumerate(self.instance.ballots):
            number = adding.get(place, 0)
            if number == 0:
                yield group
                continue
            yield BallotGroup({**group.weights, self.project_id: self.weight}, number)
            if number < group.count:
                rest.append(BallotGroup(group.weights, group.count - number))
        yield from rest

    def _naming(self, support: Support, places: Indices) -> Support:
        """Return the arrays in which these groups name the project too."""
        weight = float(self.weight * support.scale)
        mine = support.backings[self.project_id]
        changed = _joined(
            mine, places, support.counts[places], np.full(places.size, weight)
        )
        named = np.zeros(support.group_count, dtype=np.bool_)
        for backing in support.backings.values():
            named[backing.groups] = True
        named[changed.groups] = True
        most = float(support.counts.sum()) * weight
        return replace(
            support,
            blank_ballots=int(support.counts[~named].sum()),
            is_exact=support.is_exact and most < EXACT_BELOW,
            backings={**support.backings, self.project_id: changed},
        )

    def _with_ballots(
        self, support: Support, groups: Callable[[], Sequence[BallotGroup]]
    ) -> Instance:
        given = self.instance
        ballots = ArrangedBallots(support, groups)
        return Instance(given.projects, given.budget_limit, ballots, given.vote_type)


def _with_group(support: Support, count: float) -> Support:
    """Return the arrays with one more group, of ballots that name nothing yet."""
    return replace(support, counts=np.append(support.counts, count))


def _split(support: Support, place: int, count: int) -> Support:
    """Return the arrays with a group in two: so many stay, the others come last."""
    rest = support.counts[place] - count
    counts = np.append(support.counts, rest)
    counts[place] = count
    backings = {
        id_: _split_backing(backing, place, float(count), counts.size - 1)
        for id_, backing in support.backings.items()
    }
    return replace(support, counts=counts, backings=backings)


def _split_backing(backing: Backing, place: int, count: float, last: int) -> Backing:
    at = int(np.searchsorted(backing.groups, place))
    if at == backing.groups.size or backing.groups[at] != place:
        return backing
    weights = _each(backing)
    counts = backing.counts.copy()
    rest, counts[at] = counts[at] - count, count
    smaller = replace(backing, counts=counts, mass=counts * weights)
    return _joined(
        smaller, np.array([last], np.intp), np.array([rest]), weights[at : at + 1]
    )


def _joined(
    backing: Backing, places: Indices, counts: Floats, weights: Floats
) -> Backing:
    """Return the supporters of a project with more of them."""
    groups = np.concatenate((backing.groups, places))
    order = np.argsort(groups, kind="stable")
    counts = np.concatenate((backing.counts, counts))[order]
    given: NDArray[np.float64] = np.concatenate((_each(backing), weights))[order]
    mass = counts * given
    is_one = given.size > 0 and np.ptp(given) == 0
    return Backing(
        groups[order],
        counts,
        np.array(given[0]) if is_one else given,
        mass,
        float(counts.sum()),
        float(mass.sum()),
    )


def _each(backing: Backing) -> Floats:
    """Return the weight of each group, also where one number stands for all."""
    return np.broadcast_to(backing.weights, backing.groups.shape).astype(np.float64)
