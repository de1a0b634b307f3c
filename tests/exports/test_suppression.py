"""Numbers about few people stay hidden, also from who can subtract."""

import random
from itertools import product

import pytest

from exports.suppression import SMALLEST_CELL, hidden_cells, shown_cells


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param([37, 10, 0], [37, 10, 0], id="nothing-is-small"),
        pytest.param([37, 9, 50], [None, None, 50], id="the-next-smallest-goes-too"),
        pytest.param([37, 9, 3, 50], [37, None, None, 50], id="two-hide-each-other"),
        pytest.param([37, 1, 2, 50], [None, None, None, 50], id="two-are-too-few"),
        pytest.param([37, 9, 0, 50], [None, None, 0, 50], id="nobody-stays-nobody"),
        pytest.param([9, 0], [None, None], id="nobody-when-nothing-else-is-left"),
        pytest.param([9], [None], id="alone"),
        pytest.param([], [], id="empty"),
    ],
)
def test_a_small_number_hides_with_what_would_betray_it(
    counts: list[int], shown: list[int | None]
) -> None:
    assert shown_cells(counts) == shown


def test_few_who_did_not_take_part_hide_as_well() -> None:
    assert shown_cells([95, 40, 30], [100, 100, 100]) == [None, 40, None]


def test_more_ballots_than_letters_are_no_small_number() -> None:
    assert shown_cells([120, 40], [100, 100]) == [120, 40]


def possible(counts: list[int], place: int) -> set[int]:
    """Return what a reader who knows the total holds possible for a hidden number."""
    hidden = sorted(hidden_cells(counts))
    together = sum(counts[at] for at in hidden)
    ranges = [range(1, together + 1)] * len(hidden)
    fitting = (guess for guess in product(*ranges) if sum(guess) == together)
    return {guess[hidden.index(place)] for guess in fitting}


def test_who_knows_the_total_cannot_tell_that_a_hidden_number_is_small() -> None:
    chance = random.Random(621)  # noqa: S311  # repeatable cases
    for _ in range(60):
        counts = [chance.randint(1, 25) for _ in range(chance.randint(3, 5))]
        if sum(counts) < SMALLEST_CELL * 2:
            continue
        for place in hidden_cells(counts):
            if len(hidden_cells(counts)) <= 3:
                assert max(possible(counts, place)) >= SMALLEST_CELL
