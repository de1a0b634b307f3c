"""An election with a change has the arrays that its ballots have."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import CannotAllocate, Instance, allocate
from allocation.explain.changed import Changes
from allocation.support import Backing, make_support
from tests.allocation.elections import instances, worked_example


def lacking(instance: Instance, project: str) -> list[int]:
    return [i for i, g in enumerate(instance.ballots) if project not in g.weights]


def assert_arrays_fit(changed: Instance) -> None:
    groups = list(changed.ballots)
    anew = make_support(
        [project.id for project in changed.projects],
        [group.weights for group in groups],
        [group.count for group in groups],
    )
    support = changed.support
    assert support.blank_ballots == anew.blank_ballots
    assert support.counts.tolist() == anew.counts.tolist()
    assert (support.scale, support.is_exact) == (anew.scale, anew.is_exact)
    for id_, backing in anew.backings.items():
        assert_same(support.backings[id_], backing)
    assert (
        changed.scores
        == Instance(
            changed.projects, changed.budget_limit, tuple(groups), changed.vote_type
        ).scores
    )


def assert_same(ours: Backing, theirs: Backing) -> None:
    for field in fields(Backing):
        one, other = getattr(ours, field.name), getattr(theirs, field.name)
        shape = ours.groups.shape
        assert np.array_equal(
            np.broadcast_to(one, shape), np.broadcast_to(other, shape)
        ) or (field.name in ("ballots", "total_mass") and one == other)


@given(instance=instances(), data=st.data())
def test_ballots_that_name_a_project_too_are_in_the_arrays(
    instance: Instance, data: Any
) -> None:
    project = data.draw(st.sampled_from(instance.projects)).id
    order = data.draw(st.permutations(lacking(instance, project)))
    most = sum(instance.ballots[place].count for place in order)
    number = data.draw(st.integers(0, most))
    weight = max((w for g in instance.ballots for w in g.weights.values()), default=1)

    changed = Changes(instance, project, weight).with_names(order, number)

    assert_arrays_fit(changed)
    assert changed.votes[project] == instance.votes[project] + number
    assert changed.ballot_count == instance.ballot_count


@given(instance=instances(), number=st.integers(0, 5))
def test_voters_who_join_are_in_the_arrays(instance: Instance, number: int) -> None:
    project = instance.projects[-1].id
    weight = max((w for g in instance.ballots for w in g.weights.values()), default=1)

    changed = Changes(instance, project, weight).with_voters(number)

    assert_arrays_fit(changed)
    assert changed.ballot_count == instance.ballot_count + number


def test_another_cost_leaves_the_ballots_and_the_other_projects() -> None:
    changed = Changes(worked_example(), "D", 1).at_cost(7)

    costs = {project.id: project.cost for project in changed.projects}
    assert costs == {"A": 60000, "B": 30000, "C": 24000, "D": 7, "E": 11000}
    assert_arrays_fit(changed)
    assert list(changed.ballots) == list(worked_example().ballots)


def test_arrays_that_name_a_project_that_is_not_there_are_refused() -> None:
    changed = Changes(worked_example(), "D", 1).with_voters(1)
    fewer = replace(changed, projects=changed.projects[:3])

    with pytest.raises(CannotAllocate, match="names a project that does not exist"):
        allocate(fewer)
