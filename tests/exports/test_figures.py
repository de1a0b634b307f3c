"""Sums over voters that the page of a result tells."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import allocation
from exports.figures import make_figures
from tests.exports.results import PROJECTS, make_instance, make_result


def test_says_what_supporters_had_left_in_the_worked_example() -> None:
    instance = make_instance()

    figures = make_figures(instance, make_result(instance))

    # At € 126 each: 1-6 keep 26, 7 and 10 keep 11, 8 and 9 keep 66.
    assert figures.money_left == {"B": 5 * 2_600, "D": 2_600 + 2 * 6_600}
    assert figures.with_choice == 10


def test_there_are_no_shares_left_after_greedy() -> None:
    instance = make_instance()

    figures = make_figures(instance, make_result(instance, rule="greedy"))

    assert figures.money_left == {}
    assert figures.with_choice == 6


def test_projects_that_took_no_part_have_no_money() -> None:
    projects = [*PROJECTS, allocation.Project("dear", 200_000)]
    instance = make_instance(projects, [{"dear": 1, "A": 1}])

    figures = make_figures(instance, make_result(instance))

    assert "dear" not in figures.money_left


@given(
    ballots=st.lists(
        st.dictionaries(st.sampled_from("ABCDE"), st.just(1)), min_size=1, max_size=15
    )
)
def test_what_supporters_paid_and_kept_is_all_they_got(
    ballots: list[dict[str, int]],
) -> None:
    instance = make_instance(ballots=ballots)
    result = make_result(instance, completion="add1")

    figures = make_figures(instance, result)

    for id_, left in figures.money_left.items():
        supporters = sum(id_ in ballot for ballot in ballots)
        assert 0 <= left <= supporters * (result.endowment or Fraction())
        assert left < result.project(id_).cost
