"""What the supporters of each plan saved, where voters save until they can pay.

For pictures: in millionths of a cent, rounded down, not in the exact numbers of the
count. What the count chose is given; only the money beside it is reckoned again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from allocation.model import BallotGroup, Instance, Outcome

UNIT = 10**6  # parts of a cent


@dataclass(frozen=True, slots=True)
class Saved:
    """The money of every plan's supporters.

    Attributes:
        moments: In cents: what each voter had got by the moment of each step.
        money: Per plan, in cents: of its supporters together, at the start and after
            each step; of a plan that was bought, at last at its own moment, before
            they paid.
    """

    moments: list[int]
    money: dict[str, list[int]]


def make_saved(instance: Instance, outcome: Outcome) -> Saved:
    """Replay the saving of n ballots over the steps of an outcome.

    Args:
        instance: The ballots that were counted.
        outcome: Counted by sequential Phragmén; a completion after it is left out.
    """
    groups = list(instance.ballots)
    loads = [0] * len(groups)  # when each group last paid
    owed = {project.id: 0 for project in instance.projects}  # loads of supporters
    votes = dict(owed)
    for group in groups:
        for id_ in group.weights:
            votes[id_] += group.count
    saved = Saved([], {id_: [0] for id_ in owed})
    waiting = set(owed)
    for step in outcome.steps:
        if step.phase != "phragmen":
            continue
        cost = instance.projects_by_id[step.project].cost
        moment = (cost * UNIT + owed[step.project]) // votes[step.project]
        _pay(groups, step.project, moment, loads, owed)
        waiting.discard(step.project)
        saved.moments.append(moment // UNIT)
        saved.money[step.project].append(cost)
        for id_ in waiting:
            saved.money[id_].append((moment * votes[id_] - owed[id_]) // UNIT)
    return saved


def _pay(
    groups: Sequence[BallotGroup],
    id_: str,
    moment: int,
    loads: list[int],
    owed: dict[str, int],
) -> None:
    """Let the supporters of a plan pay all they have at a moment."""
    for at, group in enumerate(groups):
        if id_ in group.weights:
            more = group.count * (moment - loads[at])
            loads[at] = moment
            for named in group.weights:
                owed[named] += more
