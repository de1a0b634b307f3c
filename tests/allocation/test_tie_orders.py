"""A tie order that does not fit the projects is refused, with the reason."""

import pytest

from allocation import CannotAllocate
from tests.allocation.elections import count, worked_example


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        pytest.param("ABCD", "exactly once; E is missing", id="missing"),
        pytest.param("ABCDEF", "exactly once; F does not exist", id="unknown"),
        pytest.param("ABCDEA", "exactly once; A is there twice", id="twice"),
    ],
)
def test_says_what_is_wrong_with_a_tie_order(order: str, reason: str) -> None:
    with pytest.raises(CannotAllocate, match=reason):
        count(worked_example(), tie_order=order)
