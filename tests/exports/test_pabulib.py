"""The .pb file: every byte of it, and that others can count with it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import allocation
from exports.pabulib import rule_in_words_of_pabulib, to_pabulib
from tests.exports.results import PROJECTS, make_instance, make_result, publish

WORKED_EXAMPLE = """\
META
key;value
description;Buurtbudget 2026
country;Netherlands
unit;Kralingen-Crooswijk
instance;buurtbudget-2026
num_projects;5
num_votes;10
budget;1000
vote_type;approval
rule;equalshares/add1u
date_begin;09.11.2026
date_end;29.11.2026
max_sum_cost;1000
language;nl
currency;EUR
utility;cost
increment;1
add1_stop;overspend
tie_order;A,B,C,D,E
comment;#1: Ties are decided by the order in tie_order.
PROJECTS
project_id;cost;votes;score;name;category;district;selected
A;600;6;6;Speeltuin;jeugd;;1
B;300;5;5;Bankjes;straat;;0
C;240;4;4;Geveltuinen;groen;;1
D;160;3;3;Repaircafé;duurzaam;;0
E;110;2;2;Muziek;cultuur;;1
VOTES
voter_id;vote
1;A,B
2;A,B
3;A,B
4;A,B
5;A,B
6;A,D
7;C,D
8;C,D
9;C,E
10;C,E
"""
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def read_back(tmp_path: Path, text: str) -> allocation.ParsedFile:
    path = tmp_path / "stemmen.pb"
    path.write_bytes(text.encode())
    return allocation.read_pabulib(path)


def test_writes_the_worked_example_byte_for_byte() -> None:
    result = make_result()

    assert to_pabulib(publish(result), result, make_instance()) == WORKED_EXAMPLE


def test_ballots_in_another_order_give_the_same_bytes() -> None:
    instance = make_instance(ballots=[{"B": 1}, {}, {"A": 1, "C": 1}, {"B": 1}])
    turned = make_instance(ballots=[{"B": 1}, {"B": 1}, {"C": 1, "A": 1}, {}])
    result = make_result(instance)

    assert to_pabulib(publish(result), result, instance) == to_pabulib(
        publish(result), result, turned
    )


@pytest.mark.parametrize(
    ("vote_type", "ballots", "lines"),
    [
        ("choose-1", [{"A": 1}, {}], ["voter_id;vote", "1;", "2;A"]),
        (
            "cumulative",
            [{"B": 3, "A": 2}],
            ["voter_id;vote;points", "1;A,B;2,3"],
        ),
        ("ordinal", [{"A": 2, "B": 5, "C": 4}], ["voter_id;vote", "1;B,C,A"]),
    ],
)
def test_writes_every_kind_of_ballot(
    vote_type: str, ballots: Any, lines: list[str]
) -> None:
    instance = make_instance(ballots=ballots, vote_type=vote_type)
    result = make_result(instance)

    text = to_pabulib(publish(result), result, instance)

    assert text.split("VOTES\n")[1].splitlines() == lines


def test_names_with_semicolons_quotes_and_breaks_come_back_on_one_line(
    tmp_path: Path,
) -> None:
    project = allocation.Project("x;1", 100, 'Een "plan";\nmet\r\nregels', "a;b")
    instance = make_instance([project], [{"x;1": 1}])
    result = make_result(instance)

    parsed = read_back(tmp_path, to_pabulib(publish(result), result, instance))

    assert parsed.instance.projects[0].id == "x;1"
    assert parsed.instance.projects[0].name == 'Een "plan"; met regels'
    assert parsed.instance.votes == {"x;1": 1}


def test_names_the_contest_where_a_round_has_several() -> None:
    result = make_result(max_choices=3, within_budget=False)

    text = to_pabulib(publish(result, result), result, make_instance())

    assert "description;Buurtbudget 2026: Hele deelgemeente\n" in text
    assert "max_length;3\n" in text
    assert "max_sum_cost" not in text


def test_says_nothing_of_a_country_it_does_not_know() -> None:
    result = make_result()

    text = to_pabulib(publish(result, country="", unit=""), result, make_instance())

    assert "country" not in text
    assert "unit" not in text


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"completion": "none"}, "equalshares"),
        ({"completion": "add1"}, "equalshares/add1"),
        ({"rule": "greedy"}, "greedy"),
        ({"rule": "greedy", "skip": False}, "greedy-no-skip"),
        (
            {"rule": "greedy", "min_score": allocation.MinScore(2)},
            "greedy-threshold",
        ),
        ({"rule": "phragmen"}, "phragmen"),
    ],
)
def test_names_the_rule_as_pabulib_does(options: dict[str, Any], name: str) -> None:
    result = make_result(**options)

    assert rule_in_words_of_pabulib(result) == name
    assert f"rule;{name}\n" in to_pabulib(publish(result), result, make_instance())


def test_gives_the_threshold_of_greedy() -> None:
    result = make_result(rule="greedy", min_score=allocation.MinScore(3))

    text = to_pabulib(publish(result), result, make_instance())

    assert "min_project_score_threshold;3\n" in text


def test_gives_the_limits_of_a_ballot_with_points() -> None:
    ballots = [{"A": 3, "B": 4}, {}]
    result = make_result(
        make_instance(ballots=ballots, vote_type="cumulative"),
        max_choices=4,
        limits={"min_choices": 2, "points": 10, "max_points": 6},
    )

    meta = to_pabulib(publish(result), result, make_instance()).split("PROJECTS")[0]

    lines = ["min_length;2", "max_length;4", "max_sum_cost;1000"]
    lines += ["max_points;6", "max_sum_points;10"]
    assert "\n".join(lines) in meta


def test_does_not_limit_points_where_there_are_none() -> None:
    result = make_result(limits={"points": 10, "max_points": 6})

    assert to_pabulib(publish(result), result, make_instance()) == WORKED_EXAMPLE


@st.composite
def elections(draw: st.DrawFn) -> allocation.Instance:
    """Small elections full of ties, with names as people may write them."""
    ids = [project.id for project in PROJECTS][: draw(st.integers(1, 5))]
    costs = st.integers(1, 20).map(lambda units: units * 50)
    projects = [allocation.Project(i, draw(costs), draw(NAMES)) for i in ids]
    vote_type = draw(st.sampled_from(["approval", "cumulative"]))
    weight = st.just(1) if vote_type == "approval" else st.integers(1, 4)
    ballot = st.dictionaries(st.sampled_from(ids), weight)
    ballots = draw(st.lists(ballot, min_size=1, max_size=12))
    return make_instance(projects, ballots, budget=1_500, vote_type=vote_type)


@given(instance=elections(), completion=st.sampled_from(["none", "add1u"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counting_the_file_gives_the_same_winners(
    tmp_path: Path, instance: allocation.Instance, completion: Any
) -> None:
    order = [project.id for project in instance.projects]
    result = make_result(instance, tie_order=order, completion=completion)

    parsed = read_back(tmp_path, to_pabulib(publish(result), result, instance))
    options = allocation.Options(completion=completion)
    again = allocation.allocate(
        parsed.instance, options, parsed.meta["tie_order"].split(",")
    )

    assert again.winners == tuple(line.id for line in result.funded)
    assert parsed.selected is not None
    assert set(parsed.selected) == set(again.winners)
