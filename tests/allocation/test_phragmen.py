"""Sequential Phragmén: when it stops, and what it is not defined for."""

from typing import Any

import pytest

from allocation import CannotAllocate
from tests.allocation.elections import count, make_instance


def test_stops_when_one_of_the_tied_projects_does_not_fit() -> None:
    # c is bought at moment 1; a and b are tied at moment 2, and 3 is left.
    instance = make_instance(4, {"a": 2, "b": 4, "c": 1}, "a", "b", "b", "c")

    outcome = count(instance, rule="phragmen", tie_order=["a", "b", "c"])

    assert outcome.winners == ("c",)
    assert outcome.left == 3


def test_a_completion_goes_on_with_what_fits() -> None:
    instance = make_instance(4, {"a": 2, "b": 4, "c": 1}, "a", "b", "b", "c")

    outcome = count(instance, rule="phragmen", completion="utilitarian")

    assert outcome.winners == ("c", "a")


@pytest.mark.parametrize("vote_type", ["cumulative", "scoring", "ordinal"])
def test_points_and_ranks_are_refused(vote_type: Any) -> None:
    instance = make_instance(4, {"a": 2}, {"a": 3}, vote_type=vote_type)

    with pytest.raises(CannotAllocate, match="needs approval or choose-1"):
        count(instance, rule="phragmen")


@pytest.mark.parametrize("completion", ["add1", "add1u", "knapsack"])
def test_completions_of_equal_shares_are_refused(completion: str) -> None:
    instance = make_instance(4, {"a": 2}, "a")

    with pytest.raises(CannotAllocate, match="none and utilitarian only"):
        count(instance, rule="phragmen", completion=completion)
