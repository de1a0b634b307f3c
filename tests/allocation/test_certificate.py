"""Certificates: they hold for equal shares, and fail for what is not in order."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import Instance
from allocation.certificate import (
    PriceSystem,
    check_ejr_plus,
    check_price_system,
    exempt_projects,
    price_system_of,
)
from tests.allocation.elections import count, instances, make_instance, worked_example

UTILITIES = st.sampled_from(["cost", "cardinality"])


@given(instances(), UTILITIES, st.sampled_from(["none", "add1", "add1u"]))
def test_equal_shares_has_a_price_system_and_ejr_plus(
    instance: Instance, utility: Any, completion: Any
) -> None:
    outcome = count(instance, utility=utility, completion=completion, increment=1)

    system = price_system_of(instance, outcome)

    assert system is not None
    exempt = exempt_projects(outcome)
    assert check_price_system(instance, system, exempt=exempt) is None
    assert set(system.payments) <= set(outcome.winners)
    ineligible = {r.project.id for r in outcome.projects if r.reason}
    assert (
        check_ejr_plus(instance, outcome.winners, utility=utility, exempt=ineligible)
        is None
    )


def test_greedy_leaves_behind_who_agree_on_the_gardens() -> None:
    outcome = count(worked_example(), rule="greedy")

    violation = check_ejr_plus(worked_example(), outcome.winners)

    assert violation is not None
    assert (violation.project, violation.voters) == ("C", 4)
    assert price_system_of(worked_example(), outcome) is None


def system_of_example() -> PriceSystem:
    outcome = count(worked_example(), completion="none")
    system = price_system_of(worked_example(), outcome)
    assert system is not None
    return system


def test_a_price_system_can_be_checked_by_hand() -> None:
    system = system_of_example()
    example = worked_example()

    assert check_price_system(example, system) is None
    assert system.endowment == 10000 * system.parts
    paid = dict(
        zip(
            (tuple(g.weights) for g in example.ballots),
            system.payments["C"],
            strict=True,
        )
    )
    assert paid[("C", "D")] == 6000 * system.parts
    assert paid[("A", "B")] == 0


def changed(system: PriceSystem, project_id: str, **parts: int) -> PriceSystem:
    """Return the system with other payments, by what the ballots of a group name."""
    names = ["".join(group.weights) for group in worked_example().ballots]
    paid = list(system.payments[project_id])
    for ballot, amount in parts.items():
        paid[names.index(ballot)] += amount
    return replace(system, payments={**system.payments, project_id: paid})


@pytest.mark.parametrize(
    ("project", "parts", "condition"),
    [
        pytest.param("C", {"AB": 1}, "C1", id="no-supporter-pays"),
        pytest.param("C", {"CD": -9000}, "C1", id="negative-payment"),
        pytest.param("C", {"CD": 1}, "C3", id="not-the-cost"),
        pytest.param("A", {"AD": 5, "AB": -1}, "C2", id="more-than-the-endowment"),
    ],
)
def test_a_changed_payment_is_found(
    project: str, parts: dict[str, int], condition: str
) -> None:
    failure = check_price_system(
        worked_example(), changed(system_of_example(), project, **parts)
    )

    assert failure is not None
    assert failure.condition == condition


def test_a_payment_for_an_unknown_project_is_found() -> None:
    system = replace(system_of_example(), payments={"Z": [1, 1, 1, 1]})

    failure = check_price_system(worked_example(), system)

    assert failure is not None
    assert failure.condition == "C4"


def test_supporters_with_too_much_left_are_found_unless_exempt() -> None:
    system = replace(system_of_example(), payments={})

    failure = check_price_system(worked_example(), system)

    assert failure is not None
    assert failure.condition == "C5"
    assert check_price_system(worked_example(), system, exempt="ABCDE") is None


def test_who_took_no_part_or_was_completed_is_exempt() -> None:
    instance = make_instance(
        20, {"a": 10, "b": 10, "c": 30, "d": 5}, "abc", "ab", "", ""
    )

    outcome = count(instance, completion="utilitarian")

    assert exempt_projects(outcome) == {"b", "c", "d"}
