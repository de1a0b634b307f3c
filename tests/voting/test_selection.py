"""What a ballot may say: read, held to its limits, written, and how long it can be."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb.rounds.configuration import (
    FrozenConfig,
    FrozenContest,
    FrozenLimits,
    FrozenProject,
    FrozenRule,
)
from pb.voting.ballot_words import group_notes
from pb.voting.commitment import canonical_ballot
from pb.voting.largest_body import largest_body
from pb.voting.selection import (
    UnknownProject,
    emptied,
    faults_of,
    file_ids,
    read_selection,
    without,
)

MOMENT = datetime(2027, 1, 1, tzinfo=UTC)
RULE = FrozenRule("equal-shares", "cost", "add1u", {})
NO_LIMITS = FrozenLimits(max_choices=None, within_budget=False)


def make_contest(kind: str = "approval", **limits: Any) -> FrozenContest:
    plans = tuple(
        FrozenProject(id_, number, f"Plan {id_}", 100 * number, theme, "")
        for number, (id_, theme) in enumerate(
            [("10", "groen"), ("é☕", "groen"), ("9", "sport"), ('a"b', "")], start=1
        )
    )
    values = replace(NO_LIMITS, **limits)
    return FrozenContest("1", "Pot", None, 500, kind, values, RULE, plans, ())


def make_config(contest: FrozenContest) -> FrozenConfig:
    return FrozenConfig("", "r", "R", MOMENT, MOMENT, "EUR", "", (), (contest,))


def found(contest: FrozenContest, **given: Any) -> list[str]:
    """Return the kinds of faults of a ballot."""
    config = make_config(contest)
    selection = read_selection(config, "7", given.pop("numbers", ()), **given)
    return [fault.kind for fault in faults_of(config, selection)]


def written(kind: str, **given: Any) -> object:
    config = make_config(make_contest(kind))
    selection = read_selection(config, "7", given.pop("numbers", ()), **given)
    return file_ids(selection).get("1")


def test_ticks_are_written_as_a_sorted_list() -> None:
    assert written("approval", numbers=[3, 1, 4]) == ["10", "9", 'a"b']


def test_points_are_written_by_id_without_zeros() -> None:
    assert written("cumulative", points={1: 3, 2: 0, 4: 1}) == {"10": 3, 'a"b': 1}


def test_places_are_written_best_first_whatever_the_gaps() -> None:
    assert written("ordinal", ranks={1: 7, 3: 2, 4: 900}) == ["9", "10", 'a"b']


@pytest.mark.parametrize("kind", ["approval", "choose-1", "cumulative", "ordinal"])
def test_a_blank_contest_is_left_out(kind: str) -> None:
    assert written(kind) is None


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("approval", {"numbers": [5]}),
        ("approval", {"points": {1: 1}}),
        ("cumulative", {"numbers": [1]}),
        ("ordinal", {"points": {1: 1}}),
        ("cumulative", {"ranks": {1: 1}}),
    ],
)
def test_refuses_what_the_ballot_does_not_have(kind: str, given: Any) -> None:
    with pytest.raises(UnknownProject):
        written(kind, **given)


@pytest.mark.parametrize(
    ("contest", "given", "kinds"),
    [
        (make_contest(within_budget=True), {"numbers": [2, 4]}, ["over_budget"]),
        (make_contest(within_budget=True), {"numbers": [1, 4]}, []),
        (make_contest(max_choices=1), {"numbers": [1, 2]}, ["too_many"]),
        (make_contest("choose-1"), {"numbers": [1, 2]}, ["too_many"]),
        (make_contest(min_choices=2), {"numbers": [1]}, ["too_few"]),
        (make_contest(min_choices=2), {}, []),
        (make_contest(max_per_theme={"groen": 1}), {"numbers": [1, 2]}, ["theme_full"]),
        (make_contest(max_per_theme={"groen": 1}), {"numbers": [1, 3, 4]}, []),
        (
            make_contest("cumulative", points=5),
            {"points": {1: 3, 2: 3}},
            ["too_many_points"],
        ),
        (make_contest("cumulative", points=5, max_points=3), {"points": {1: 3}}, []),
        (make_contest("cumulative", max_points=3), {"points": {1: 4}}, ["plan_points"]),
        (make_contest("cumulative"), {"points": {1: 1001}}, ["plan_points"]),
        (make_contest("ordinal"), {"ranks": {1: 2, 2: 2}}, ["same_place"]),
        (make_contest("ordinal", max_choices=1), {"ranks": {1: 1, 2: 2}}, ["too_many"]),
    ],
)
def test_holds_a_ballot_to_every_limit(
    contest: FrozenContest, given: dict[str, Any], kinds: list[str]
) -> None:
    assert found(contest, **given) == kinds


def test_names_the_plans_of_which_leaving_one_out_is_enough() -> None:
    config = make_config(make_contest("cumulative", points=5))
    selection = read_selection(config, "7", points={1: 1, 2: 3, 3: 4})

    (fault,) = faults_of(config, selection)

    assert (fault.excess, [plan.number for plan in fault.enough]) == (3, [2, 3])


def test_takes_a_plan_or_a_contest_away() -> None:
    config = make_config(make_contest())
    selection = read_selection(config, "7", [1, 2])

    name, rest = without(selection, "2")

    assert name == "Plan é☕"
    assert file_ids(rest) == {"1": ["10"]}
    assert without(selection, "x") == ("", selection)
    assert file_ids(emptied(selection, "1")) == {}
    assert emptied(selection, "2") == selection


marks = st.dictionaries(st.integers(1, 4), st.integers(0, 1000))
limits = st.fixed_dictionaries(
    {},
    optional={
        "max_choices": st.integers(1, 5),
        "within_budget": st.booleans(),
        "points": st.integers(1, 1000),
        "max_points": st.integers(1, 1000),
    },
)


@given(
    st.sampled_from(["approval", "choose-1", "cumulative", "ordinal"]), limits, marks
)
def test_no_valid_ballot_is_longer_than_the_longest(
    kind: str, limits: dict[str, Any], marks: dict[int, int]
) -> None:
    config = make_config(make_contest(kind, **limits))
    given = {"cumulative": {"points": marks}, "ordinal": {"ranks": marks}}
    ticks = {"numbers": list(marks)}
    selection = read_selection(config, "7", **given.get(kind, ticks))
    if faults_of(config, selection):
        return

    assert len(canonical_ballot("7", file_ids(selection))) <= largest_body(config, "7")


def test_the_longest_ballot_is_reached_where_nothing_limits() -> None:
    config = make_config(make_contest("cumulative", points=10))
    longest = {"10": 10, "é☕": 10, "9": 10, 'a"b': 10}

    assert largest_body(config, "7") == len(canonical_ballot("7", {"1": longest}))


def test_a_group_names_its_plans_where_not_all_can_be_funded() -> None:
    groups = [
        {"projects": ["9", "10"], "at_most": 1},
        {"projects": ["9"], "at_most": 1},
    ]
    contest = replace(make_contest(), rule=replace(RULE, options={"groups": groups}))

    notes = [ids for _sentence, ids in group_notes(contest)]

    assert notes == [frozenset({"9", "10"})]
