"""What holds for every election."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import (
    Instance,
    Options,
    Progress,
    Project,
    allocate,
    default_tie_order,
)
from allocation.add1 import add_per_voter, may_go_on
from allocation.climb import add_per_voter_skipping
from allocation.contest import make_contest
from allocation.equal_shares import Run, equal_shares
from allocation.fast import Engine
from allocation.headroom import Headroom
from tests.allocation.elections import count, instances

EVERY_RULE: list[dict[str, Any]] = [
    {"rule": "greedy"},
    {"rule": "greedy", "utility": "cardinality", "skip": False},
    {"completion": "none"},
    {"completion": "utilitarian"},
    {"completion": "add1", "increment": 1},
    {"completion": "add1u", "increment": 2, "add1_stop": "exhaustive"},
    {"completion": "add1u", "increment": 1, "utility": "cardinality"},
]
every_rule = pytest.mark.parametrize("options", EVERY_RULE)


@every_rule
@given(instance=instances())
def test_never_spends_more_than_there_is(
    options: dict[str, Any], instance: Instance
) -> None:
    outcome = count(instance, **options)

    spent = sum(instance.projects_by_id[id_].cost for id_ in outcome.winners)
    assert spent == outcome.cost <= instance.budget_limit
    assert outcome.left == instance.budget_limit - spent
    assert len(set(outcome.winners)) == len(outcome.winners)


@every_rule
@given(instance=instances(), random=st.randoms())
def test_the_order_of_ballots_and_projects_is_irrelevant(
    options: dict[str, Any], instance: Instance, random: Any
) -> None:
    projects, ballots = list(instance.projects), list(instance.ballots)
    random.shuffle(projects)
    random.shuffle(ballots)
    shuffled = Instance(
        tuple(projects), instance.budget_limit, tuple(ballots), instance.vote_type
    )

    assert count(shuffled, **options) == count(instance, **options)


@every_rule
@given(instance=instances(), factor=st.integers(2, 7))
def test_another_unit_of_money_changes_nothing(
    options: dict[str, Any], instance: Instance, factor: int
) -> None:
    scaled = Instance(
        tuple(Project(p.id, p.cost * factor) for p in instance.projects),
        instance.budget_limit * factor,
        instance.ballots,
        instance.vote_type,
    )
    increment = options.get("increment", 1)

    there = count(scaled, **{**options, "increment": increment * factor})

    here = count(instance, **{**options, "increment": increment})
    assert there.winners == here.winners
    assert there.increments == here.increments


@every_rule
@given(instance=instances())
def test_other_names_rename_the_outcome(
    options: dict[str, Any], instance: Instance
) -> None:
    order = default_tie_order(instance)
    name = {id_: f"{n}-{id_}" for n, id_ in enumerate(reversed(order))}
    renamed = Instance.from_ballots(
        [Project(name[p.id], p.cost) for p in instance.projects],
        instance.budget_limit,
        [
            {name[id_]: weight for id_, weight in group.weights.items()}
            for group in instance.ballots
            for _ in range(group.count)
        ],
        vote_type=instance.vote_type,
    )

    there = count(renamed, tie_order=[name[id_] for id_ in order], **options)

    here = count(instance, **options)
    assert there.winners == tuple(name[id_] for id_ in here.winners)


@given(instance=instances(points=False))
def test_phragmen_gives_every_voter_at_most_the_same_moment(
    instance: Instance,
) -> None:
    outcome = count(instance, rule="phragmen")

    moments = [step.key for step in outcome.steps if step.key is not None]
    assert moments == sorted(moments)
    assert outcome.cost <= instance.budget_limit


@given(
    instance=instances(most_projects=8, most_ballots=14),
    share=st.fractions(Fraction(1, 3), 20, max_denominator=12),
    utility=st.sampled_from(["cost", "cardinality"]),
)
def test_the_fast_run_equals_the_definition(
    instance: Instance, share: Fraction, utility: Any
) -> None:
    options = Options(utility=utility)
    contest = make_contest(instance, options, default_tie_order(instance))

    assert_same(Engine(contest).run(share), equal_shares(contest, share))


@given(
    instance=instances(most_projects=8, most_ballots=14),
    share=st.fractions(Fraction(1, 3), 20, max_denominator=12),
    step=st.sampled_from([Fraction(1, 3), Fraction(1), Fraction(1, 10**6)]),
    utility=st.sampled_from(["cost", "cardinality"]),
)
def test_runs_side_by_side_equal_the_definition(
    instance: Instance, share: Fraction, step: Fraction, utility: Any
) -> None:
    contest = make_contest(instance, Options(utility=utility))
    endowments = [share + number * step for number in range(20)]

    runs = Engine(contest).side_by_side(endowments)

    assert len(runs) == 20 or runs[-1].overspends
    for endowment, run in zip(endowments, runs, strict=False):
        exact = equal_shares(contest, endowment)
        assert run.overspends == (exact.funding.left < 0)
        if not run.overspends:
            bought = [s.project for s in exact.steps if s.phase != "free"]
            assert run.projects == bought
            assert run.funding is not None
            assert run.funding.left == exact.funding.left


@given(
    instance=instances(most_projects=8, most_ballots=14),
    share=st.fractions(Fraction(1, 3), 20, max_denominator=12),
    utility=st.sampled_from(["cost", "cardinality"]),
    stop=st.sampled_from(["overspend", "exhaustive"]),
    has_compiler=st.booleans(),
)
def test_a_run_left_before_its_end_is_one_that_a_climb_goes_on_past(
    instance: Instance, share: Fraction, utility: Any, stop: Any, has_compiler: bool
) -> None:
    contest = make_contest(instance, Options(utility=utility, add1_stop=stop))
    endowments = [share + Fraction(number, 3) for number in range(12)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("allocation.till.IS_COMPILED", has_compiler)
        runs = Engine(contest).side_by_side(endowments, settle=stop)

    for endowment, run in zip(endowments, runs, strict=False):
        exact = equal_shares(contest, endowment).funding
        assert run.overspends == (exact.left < 0)
        if run.funding is None:
            assert may_go_on(contest, exact)


@given(
    instance=instances(most_projects=8, most_ballots=14),
    endowment=st.fractions(Fraction(1, 3), 20, max_denominator=12),
    stop=st.sampled_from(["overspend", "exhaustive"]),
)
def test_where_there_is_headroom_a_climb_goes_on(
    instance: Instance, endowment: Fraction, stop: Any
) -> None:
    contest = make_contest(instance, Options(add1_stop=stop))

    if Headroom(contest).is_enough(endowment):
        for part in (1, Fraction(2, 3), Fraction(1, 9)):
            run = equal_shares(contest, endowment * part)
            assert run.funding.left >= 0
            assert may_go_on(contest, run.funding)


def assert_same(fast: Run, exact: Run) -> None:
    assert fast.steps == exact.steps
    assert fast.funding.left == exact.funding.left
    assert list(fast.funding.funded) == list(exact.funding.funded)


@given(instance=instances())
def test_payments_form_a_price_system(instance: Instance) -> None:
    outcome = count(instance, completion="none")
    money = [outcome.endowment or Fraction(0)] * len(instance.ballots)

    for step in outcome.steps:
        paid = Fraction(0)
        for index, group in enumerate(instance.ballots):
            weight = group.weights.get(step.project, 0)
            part = min(money[index], (step.payment or 0) * weight)
            money[index] -= part
            paid += part * group.count
        assert paid == instance.projects_by_id[step.project].cost
    assert all(left >= 0 for left in money)


@given(instance=instances())
def test_no_unfunded_project_could_still_be_paid_by_its_supporters(
    instance: Instance,
) -> None:
    outcome = allocate(instance, Options(completion="none"))
    contest = make_contest(instance, outcome.options, outcome.tie_order)

    again = equal_shares(contest, outcome.endowment or Fraction(1))

    assert again.winners == outcome.winners
    assert all(step.payers_full for step in again.steps if step.payment)


@given(
    instance=instances(most_ballots=6),
    stop=st.sampled_from(["overspend", "exhaustive"]),
    utility=st.sampled_from(["cost", "cardinality"]),
    share=st.sampled_from([1, 2, 50]),
    has_compiler=st.booleans(),
)
def test_skipping_ahead_changes_neither_outcome_nor_increments(
    instance: Instance,
    stop: Any,
    utility: Any,
    share: int,
    has_compiler: bool,
) -> None:
    # In hundredths, one increment is small enough for long stretches of equal runs.
    scaled = Instance(
        tuple(Project(p.id, p.cost * 100) for p in instance.projects),
        instance.budget_limit * 100,
        instance.ballots,
        instance.vote_type,
    )
    options = Options(utility=utility, add1_stop=stop, increment=share)
    contest = make_contest(scaled, options)
    engine = Engine(contest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("allocation.till.IS_COMPILED", has_compiler)
        skipping, increments = add_per_voter_skipping(contest, engine)

    plain, plain_increments = add_per_voter(contest, engine.run)
    assert increments == plain_increments
    assert_same(skipping, plain)
    assert skipping.endowment == plain.endowment


def test_a_dear_project_with_one_supporter_takes_few_runs() -> None:
    # 99 voters want a cheap plan; one wants a plan of a million, in steps of a cent.
    ballots: list[dict[str, int]] = [{"a": 1}] * 99 + [{"b": 1}]
    projects = [Project("a", 100), Project("b", 10**8)]
    seen: list[Progress] = []

    outcome = allocate(
        Instance.from_ballots(projects, 2 * 10**8, ballots),
        Options(increment=1),
        progress=seen.append,
    )

    assert outcome.winners == ("a", "b")
    assert outcome.increments == 10**8 - 2 * 10**6
    assert len(seen) < 200


def test_after_skipping_the_payments_are_those_of_the_last_endowment() -> None:
    # At 8 each the second voter pays 20/3; at 6 each it paid all it had.
    ballots: list[dict[str, int]] = [{"a": 1}, {"a": 2, "b": 1}]
    projects = [Project("a", 10), Project("b", 2)]
    instance = Instance.from_ballots(projects, 10, ballots, vote_type="cumulative")

    outcome = allocate(instance, Options(completion="add1", increment=1))

    assert outcome.endowment == 8
    assert outcome.steps[0].payment == Fraction(10, 3)
