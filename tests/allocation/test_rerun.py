"""Changes that would have been enough: each is tried, and so is one less."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation import Instance, Outcome, Progress, explain, sentences, to_document
from allocation.certificate import price_system_of
from allocation.explain.quantities import Rerun
from allocation.explain.rerun import rerun, with_reruns
from allocation.model import BallotGroup
from tests.allocation.elections import EURO, count, instances, worked_example


def counted() -> Outcome:
    return count(worked_example(), completion="add1", add1_stop="exhaustive")


def test_finds_what_would_have_been_enough_for_the_cafe() -> None:
    seen: list[Progress] = []

    found = rerun(worked_example(), counted(), "D", progress=seen.append)

    assert found.cost < 160 * EURO
    assert found.new_voters == 1
    # Who has most left named the playground only; who has nothing left helps more.
    assert (found.added_friendly, found.added_unfriendly) == (3, 1)
    assert len(seen) < 150


def test_nothing_is_enough_where_the_minimum_cannot_be_met() -> None:
    instance = Instance(
        worked_example().projects, 300 * EURO, (BallotGroup({"A": 1}, 1),)
    )

    found = rerun(instance, count(instance), "A")

    assert found == Rerun(300 * EURO, None, None, None)


@settings(max_examples=25)
@given(
    instance=instances(most_projects=4, most_ballots=5, points=False),
    options=st.sampled_from(
        [
            {"completion": "none"},
            {"completion": "add1u", "increment": 1},
            {"rule": "greedy"},
            {"rule": "phragmen"},
        ]
    ),
)
def test_each_change_is_enough_and_one_less_is_not(
    instance: Instance, options: dict[str, Any]
) -> None:
    outcome = count(instance, **options)

    for result in outcome.projects:
        id_, cost = result.project.id, result.project.cost
        if result.status == "funded" or result.reason is not None or cost < 2:
            continue
        found = rerun(instance, outcome, id_)
        if found.new_voters is not None:
            for size, is_funded in (
                (found.new_voters, True),
                (found.new_voters - 1, False),
            ):
                assert (id_ in winners_with(instance, outcome, id_, size)) == is_funded


def winners_with(
    instance: Instance, outcome: Outcome, project_id: str, voters: int
) -> tuple[str, ...]:
    more = (BallotGroup({project_id: 1}, voters),) if voters else ()
    joined = Instance(
        instance.projects, instance.budget_limit, (*instance.ballots, *more)
    )
    given = outcome.options
    return count(
        joined,
        tie_order=outcome.tie_order,
        rule=given.rule,
        completion=given.completion,
        increment=given.increment,
    ).winners


@settings(max_examples=40, deadline=None)
@given(
    instance=instances(most_projects=4, most_ballots=6, points=False),
    completion=st.sampled_from(["none", "add1u"]),
)
def test_ballots_that_add_a_project_are_enough_and_one_less_is_not(
    instance: Instance, completion: str
) -> None:
    outcome = count(instance, completion=completion, increment=1)

    for id_ in explain(instance, outcome).keys() - set(outcome.winners):
        found = rerun(instance, outcome, id_)
        order = richest_first(instance, outcome, id_)
        for number, ballots in (
            (found.added_friendly, order),
            (found.added_unfriendly, order[::-1]),
        ):
            if number is not None:
                assert id_ in winners_adding(instance, outcome, id_, ballots[:number])
                fewer = ballots[: number - 1]
                assert id_ not in winners_adding(instance, outcome, id_, fewer)


def richest_first(instance: Instance, outcome: Outcome, project_id: str) -> list[int]:
    """Return the group of each ballot that lacks the project, by money left."""
    system = price_system_of(instance, outcome)
    assert system is not None
    left = [system.endowment] * len(instance.ballots)
    for paid in system.payments.values():
        left = [has - part for has, part in zip(left, paid, strict=True)]
    places = [i for i, g in enumerate(instance.ballots) if project_id not in g.weights]
    places.sort(key=lambda place: -left[place])
    return [place for place in places for _ in range(instance.ballots[place].count)]


def winners_adding(
    instance: Instance, outcome: Outcome, project_id: str, adding: list[int]
) -> tuple[str, ...]:
    ballots = []
    for place, group in enumerate(instance.ballots):
        more = adding.count(place)
        ballots += [{**group.weights, project_id: 1}] * more
        ballots += [dict(group.weights)] * (group.count - more)
    changed = Instance.from_ballots(
        instance.projects, instance.budget_limit, ballots, vote_type=instance.vote_type
    )
    given = outcome.options
    return count(
        changed,
        tie_order=outcome.tie_order,
        completion=given.completion,
        increment=given.increment,
    ).winners


@pytest.mark.parametrize("project", ["B", "D"])
def test_the_cost_found_is_enough_and_a_cent_more_is_not(project: str) -> None:
    instance, outcome = worked_example(), counted()

    found = rerun(instance, outcome, project)

    for cost, is_funded in ((found.cost, True), (found.cost + 1, False)):
        projects = tuple(
            type(p)(p.id, cost if p.id == project else p.cost)
            for p in instance.projects
        )
        again = count(
            Instance(projects, instance.budget_limit, instance.ballots),
            tie_order=outcome.tie_order,
            completion="add1",
            add1_stop="exhaustive",
        )
        assert (project in again.winners) == is_funded


def test_reruns_stand_in_the_document_and_in_words() -> None:
    instance, outcome = worked_example(), counted()

    said = with_reruns(instance, outcome, explain(instance, outcome))

    written = to_document(instance, outcome, explanations=said)
    explained = {p["id"]: p["explanation"] for p in written["projects"]}
    assert explained["D"]["rerun"]["new_voters"] == 1
    assert "rerun" not in explained["A"]
    words = " ".join(sentences(said["D"], {}, language="en"))
    assert "Counted again: at a cost of" in words
    assert "Counted again: 3 existing ballots naming this project too" in words
    assert "least money left first it is 1." in words
