"""What would have been enough: the whole count again, with a change.

Source: N. Boehmer, P. Faliszewski, Ł. Janeczko, D. Peters, G. Pierczyński, Š.
Schierreich, P. Skowron and S. Szufa, "Evaluation of Project Performance in
Participatory Budgeting", 2024, https://arxiv.org/abs/2312.14723.

Under add1, and with new voters, nothing is monotone: a smaller change may also be
enough. What is returned was tried: with it the project is funded, and with a change
smaller by one it is not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from allocation.contest import make_contest
from allocation.explain.history import states_of
from allocation.explain.quantities import Explanation, Rerun
from allocation.model import (
    BallotGroup,
    Instance,
    Outcome,
    Progress,
    ProgressListener,
    Project,
    Weight,
)
from allocation.rules import allocate

Change = Callable[[int], Instance]
"""From the size of a change to the instance with it."""


def rerun(
    instance: Instance,
    outcome: Outcome,
    project_id: str,
    *,
    progress: ProgressListener | None = None,
) -> Rerun:
    """Find changes that would have been enough, by counting again.

    Args:
        instance: What was counted.
        outcome: Of `instance`; its options and tie order are kept.
        project_id: A project that was not funded.
        progress: Told the number of counts.

    Returns:
        The changes; about 2 log2(n) counts each.
    """
    probe = _Probe(instance, outcome, project_id, progress)
    weight = max(
        (w for group in instance.ballots for w in group.weights.values()), default=1
    )
    lacking = _lacking(instance, outcome, project_id)

    def added(order: list[int]) -> int | None:
        most = sum(instance.ballots[index].count for index in order)
        change = _adding(instance, project_id, order, weight)
        return _least(probe, change, most)

    return Rerun(
        cost=_largest_cost(probe, instance, project_id),
        new_voters=_least(
            probe, _joining(instance, project_id, weight), instance.ballot_count
        ),
        added_friendly=added(lacking),
        added_unfriendly=added(lacking[::-1]),
    )


def with_reruns(
    instance: Instance,
    outcome: Outcome,
    explanations: Mapping[str, Explanation],
    *,
    progress: ProgressListener | None = None,
) -> Mapping[str, Explanation]:
    """Return the explanations with the changes that would have been enough.

    Args:
        instance: What was counted.
        outcome: Of `instance`.
        explanations: What `explain` returned.
        progress: Told the number of counts, from 1 for each project.

    Returns:
        The same explanations; those of unfunded projects say more.
    """
    funded = set(outcome.winners)
    return {
        id_: said
        if id_ in funded
        else replace(said, rerun=rerun(instance, outcome, id_, progress=progress))
        for id_, said in explanations.items()
    }


class _Probe:
    """Counts a changed instance and says whether the project is funded."""

    def __init__(
        self,
        instance: Instance,
        outcome: Outcome,
        project_id: str,
        progress: ProgressListener | None,
    ) -> None:
        self._outcome = outcome
        self._project_id = project_id
        self._progress = progress
        self._counts = 0

    def funds(self, instance: Instance) -> bool:
        """Count once."""
        self._counts += 1
        if self._progress is not None:
            self._progress(Progress("rerun", self._counts))
        again = allocate(instance, self._outcome.options, self._outcome.tie_order)
        return self._project_id in again.winners


def _largest_cost(probe: _Probe, instance: Instance, project_id: str) -> int:
    """Return a cost at which the project is funded, and at one more it is not."""
    enough, too_much = 0, instance.projects_by_id[project_id].cost
    while too_much - enough > 1:
        cost = (enough + too_much) // 2
        if probe.funds(_at_cost(instance, project_id, cost)):
            enough = cost
        else:
            too_much = cost
    return enough


def _least(probe: _Probe, change: Change, most: int) -> int | None:
    """Return a size that is enough while one less is not; None: none up to `most`."""
    too_little, enough = 0, 1
    while enough <= most and not probe.funds(change(enough)):
        too_little, enough = enough, enough * 2
    if enough > most:
        if too_little >= most or not probe.funds(change(most)):
            return None
        enough = most
    while enough - too_little > 1:
        size = (too_little + enough) // 2
        if probe.funds(change(size)):
            enough = size
        else:
            too_little = size
    return enough


def _at_cost(instance: Instance, project_id: str, cost: int) -> Instance:
    projects = tuple(
        Project(p.id, cost, p.name, p.category, p.area, p.is_withdrawn)
        if p.id == project_id
        else p
        for p in instance.projects
    )
    return Instance(
        projects, instance.budget_limit, instance.ballots, instance.vote_type
    )


def _joining(instance: Instance, project_id: str, weight: Weight) -> Change:
    """Return the change by which voters join who name only this project."""

    def change(size: int) -> Instance:
        joined = (*instance.ballots, BallotGroup({project_id: weight}, size))
        return _with_ballots(instance, joined)

    return change


def _adding(
    instance: Instance, project_id: str, order: list[int], weight: Weight
) -> Change:
    """Return the change by which ballots, in this order, add the project."""

    def change(size: int) -> Instance:
        return _with_ballots(instance, tuple(changed(size)))

    def changed(size: int) -> Iterator[BallotGroup]:
        adding: dict[int, int] = {}
        for index in order:
            adding[index] = min(size, instance.ballots[index].count)
            size -= adding[index]
        for index, group in enumerate(instance.ballots):
            number = adding.get(index, 0)
            if number:
                yield BallotGroup({**group.weights, project_id: weight}, number)
            if number < group.count:
                yield BallotGroup(group.weights, group.count - number)

    return change


def _with_ballots(instance: Instance, ballots: tuple[BallotGroup, ...]) -> Instance:
    return Instance(
        instance.projects, instance.budget_limit, ballots, instance.vote_type
    )


def _lacking(instance: Instance, outcome: Outcome, project_id: str) -> list[int]:
    """Return the groups that do not name the project, most money left first."""
    lacking = [
        index
        for index, group in enumerate(instance.ballots)
        if project_id not in group.weights
    ]
    if outcome.endowment is None:
        return lacking
    contest = make_contest(instance, outcome.options, outcome.tie_order)
    *_, last = states_of(contest, outcome)
    left: list[float] = last.purses.approximate.tolist()
    return sorted(lacking, key=lambda index: -left[index])
