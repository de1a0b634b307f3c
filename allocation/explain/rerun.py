"""What would have been enough: the whole count again, with a change.

Source: N. Boehmer, P. Faliszewski, Ł. Janeczko, D. Peters, G. Pierczyński, Š.
Schierreich, P. Skowron and S. Szufa, "Evaluation of Project Performance in
Participatory Budgeting", 2024, https://arxiv.org/abs/2312.14723.

Under add1, and with new voters, nothing is monotone: a smaller change may also be
enough. What is returned was tried: with it the project is funded, and with a change
smaller by one it is not.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from allocation.contest import make_contest
from allocation.explain.changed import Changes
from allocation.explain.history import states_of
from allocation.explain.quantities import Explanation, Rerun
from allocation.model import Instance, Outcome, Progress, ProgressListener
from allocation.rules import allocate

Change = Callable[[int], Instance]
"""From the size of a change to the instance with it."""


class Reruns:
    """Counts again with a change, for one project that was not funded.

    Args:
        instance: What was counted.
        outcome: Of `instance`; its options and tie order are kept.
        project_id: A project that was not funded.
        progress: Told the number of counts, also within a long one; may stop them.

    Attributes:
        weight: What a ballot that names the project after a change gives it: the most
            that any ballot gives.
    """

    def __init__(
        self,
        instance: Instance,
        outcome: Outcome,
        project_id: str,
        *,
        progress: ProgressListener | None = None,
    ) -> None:
        self.weight = max(
            (w for group in instance.ballots for w in group.weights.values()),
            default=1,
        )
        self._instance = instance
        self._outcome = outcome
        self._project_id = project_id
        self._changes = Changes(instance, project_id, self.weight)
        self._progress = progress
        self._counts = 0

    def cost(self, first: int | None = None, *, unit: int = 1) -> int:
        """Return a cost at which the project is funded, and one unit above it is not.

        Args:
            first: A cost to try first, less than its own.
            unit: Only multiples of it are tried.
        """
        own = self._instance.projects_by_id[self._project_id].cost
        enough, too_much = 0, -(-own // unit)
        cost = first // unit if first else 0
        while too_much - enough > 1:
            if not enough < cost < too_much:
                cost = (enough + too_much) // 2
            if self._funds(self._changes.at_cost(cost * unit)):
                enough = cost
            else:
                too_much = cost
        return enough * unit

    def new_voters(self) -> int | None:
        """Return how many more ballots with only this project are enough.

        None where not even as many as there are ballots are.
        """
        return self._least(self._changes.with_voters, self._instance.ballot_count)

    def added(self, *, friendly: bool) -> int | None:
        """Return how many ballots that lack the project are enough if they add it.

        Args:
            friendly: Those with most money left first; else with least.
        """
        lacking = _lacking(self._instance, self._outcome, self._project_id)
        order = lacking if friendly else lacking[::-1]
        most = sum(self._instance.ballots[index].count for index in order)
        return self._least(lambda size: self._changes.with_names(order, size), most)

    def _least(self, change: Change, most: int) -> int | None:
        """Return a size that is enough while one less is not; None: none up to it."""
        too_little, enough = 0, 1
        while enough <= most and not self._funds(change(enough)):
            too_little, enough = enough, enough * 2
        if enough > most:
            if too_little >= most or not self._funds(change(most)):
                return None
            enough = most
        while enough - too_little > 1:
            size = (too_little + enough) // 2
            if self._funds(change(size)):
                enough = size
            else:
                too_little = size
        return enough

    def _funds(self, instance: Instance) -> bool:
        """Count once."""
        self._counts += 1
        self._tell()
        again = allocate(
            instance,
            self._outcome.options,
            self._outcome.tie_order,
            progress=lambda _within: self._tell(),
        )
        return self._project_id in again.winners

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(Progress("rerun", self._counts))


def rerun(
    instance: Instance,
    outcome: Outcome,
    project_id: str,
    *,
    said: Explanation | None = None,
    progress: ProgressListener | None = None,
) -> Rerun:
    """Find changes that would have been enough, by counting again.

    Args:
        instance: What was counted.
        outcome: Of `instance`; its options and tie order are kept.
        project_id: A project that was not funded.
        said: What `explain` says of it; its cost is tried first.
        progress: Told the number of counts.

    Returns:
        The changes; about 2 log2(n) counts each.
    """
    again = Reruns(instance, outcome, project_id, progress=progress)
    return Rerun(
        cost=again.cost(first_cost(said)),
        new_voters=again.new_voters(),
        added_friendly=again.added(friendly=True),
        added_unfriendly=again.added(friendly=False),
    )


def first_cost(said: Explanation | None) -> int | None:
    """Return the cost that is enough in the count as it was; None if none is said."""
    told = None if said is None else said.not_bought or said.greedy
    return None if told is None else told.fundable_at_cost or None


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
        else replace(
            said, rerun=rerun(instance, outcome, id_, said=said, progress=progress)
        )
        for id_, said in explanations.items()
    }


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
