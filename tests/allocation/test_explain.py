"""Explanations: the numbers of the example, and every claim put to the test."""

from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from allocation import Instance, Options, Outcome, Project, explain, sentences
from allocation.contest import make_contest
from allocation.explain import Explanation, against_greedy, overall
from allocation.explain.quantities import NotBought
from allocation.fast import Engine
from allocation.model import BallotGroup
from tests.allocation.elections import (
    EURO,
    count,
    instances,
    make_instance,
    worked_example,
)

LANGUAGES: list[Any] = ["nl", "en"]
UTILITIES = st.sampled_from(["cost", "cardinality"])


def example() -> dict[str, Explanation]:
    outcome = count(worked_example(), completion="add1", add1_stop="exhaustive")
    return dict(explain(worked_example(), outcome))


def not_bought(said: Explanation) -> NotBought:
    assert said.not_bought is not None
    return said.not_bought


def test_says_where_the_money_of_the_supporters_of_the_benches_went() -> None:
    benches = not_bought(example()["B"])

    assert benches.money_left == 75 * EURO
    assert benches.missing == 225 * EURO
    assert [(r.project, r.amount) for r in benches.rivals] == [
        ("A", Fraction(500 * EURO))
    ]
    assert benches.unaffordable_from == 1
    assert benches.outbid[0].project == "A"
    assert benches.outbid[0].effective_votes == 5
    assert benches.fundable_at_cost == 75 * EURO
    assert benches.extra_supporters_enough == 2


def test_says_that_the_cafe_was_short_after_gardens_and_playground() -> None:
    cafe = not_bought(example()["D"])

    assert cafe.missing == 35 * EURO
    spent = [(rival.project, rival.amount) for rival in cafe.rivals]
    assert spent == [("C", Fraction(120 * EURO)), ("A", Fraction(100 * EURO))]


def test_says_of_a_winner_what_was_paid_and_who_came_second() -> None:
    playground = example()["A"].bought

    assert playground is not None
    assert playground.price == 100 * EURO
    assert playground.supporters_money_before == 690 * EURO
    assert playground.runner_up == "B"
    assert playground.runner_up_effective_votes == 5


def test_says_of_a_completed_project_that_it_was_paid_from_what_was_left() -> None:
    outcome = count(worked_example(), completion="utilitarian")

    cafe = explain(worked_example(), outcome)["D"]

    assert cafe.completion is not None
    assert cafe.completion.money_left_at_turn == 160 * EURO
    assert not_bought(cafe).missing == 80 * EURO
    text = " ".join(sentences(cafe, {}, language="en"))
    assert "It was paid from what was left" in text


def run_again(
    instance: Instance, outcome: Outcome, endowment: Fraction
) -> tuple[str, ...]:
    contest = make_contest(instance, outcome.options, outcome.tie_order)
    return Engine(contest).run(endowment).winners


def with_cost(instance: Instance, project_id: str, cost: int) -> Instance:
    projects = tuple(
        Project(p.id, cost if p.id == project_id else p.cost) for p in instance.projects
    )
    return Instance(
        projects, instance.budget_limit, instance.ballots, instance.vote_type
    )


@given(instances(), UTILITIES)
def test_at_the_named_cost_a_project_is_bought_and_just_above_it_is_not(
    instance: Instance, utility: Any
) -> None:
    outcome = count(instance, completion="none", utility=utility)
    assert outcome.endowment is not None

    for id_, said in explain(instance, outcome).items():
        if said.not_bought is None:
            continue
        cost = said.not_bought.fundable_at_cost
        assert said.not_bought.cost_cut == instance.projects_by_id[id_].cost - cost
        if cost > 0:
            cheaper = with_cost(instance, id_, cost)
            assert id_ in run_again(cheaper, outcome, outcome.endowment)
        dearer = with_cost(instance, id_, cost + 1)
        assert id_ not in run_again(dearer, outcome, outcome.endowment)


@given(instances(), UTILITIES)
def test_with_the_named_number_of_supporters_a_project_is_bought(
    instance: Instance, utility: Any
) -> None:
    outcome = count(instance, completion="none", utility=utility)
    assert outcome.endowment is not None

    for id_, said in explain(instance, outcome).items():
        if said.not_bought is None:
            continue
        more = BallotGroup({id_: 1}, said.not_bought.extra_supporters_enough)
        joined = Instance(
            instance.projects,
            instance.budget_limit,
            (*instance.ballots, more),
            instance.vote_type,
        )
        assert id_ in run_again(joined, outcome, outcome.endowment)


@given(instances(), UTILITIES)
def test_what_is_left_and_what_rivals_took_is_all_that_supporters_had(
    instance: Instance, utility: Any
) -> None:
    outcome = count(instance, utility=utility, increment=1)
    assert outcome.endowment is not None

    for id_, said in explain(instance, outcome).items():
        if said.not_bought is None:
            continue
        spent = sum(rival.amount for rival in said.not_bought.rivals)
        had = instance.votes[id_] * outcome.endowment
        assert said.not_bought.money_left + spent == had
        assert said.not_bought.missing > 0


@given(instances(), UTILITIES, st.booleans())
def test_under_greedy_the_named_votes_and_cost_are_exactly_enough(
    instance: Instance, utility: Any, skip: bool
) -> None:
    outcome = count(instance, rule="greedy", utility=utility, skip=skip)

    for id_, said in explain(instance, outcome).items():
        assert said.greedy is not None
        votes = said.greedy.extra_votes
        if id_ in outcome.winners or votes is None:
            continue
        assert isinstance(votes, int)
        assert id_ in greedy_with_votes(instance, outcome, id_, votes)
        assert id_ not in greedy_with_votes(instance, outcome, id_, votes - 1)


def greedy_with_votes(
    instance: Instance, outcome: Outcome, project_id: str, votes: int
) -> tuple[str, ...]:
    more = (BallotGroup({project_id: 1}, votes),) if votes else ()
    voted = Instance(
        instance.projects,
        instance.budget_limit,
        (*instance.ballots, *more),
        instance.vote_type,
    )
    options = vars_of(outcome.options)
    return count(voted, tie_order=outcome.tie_order, **options).winners


def vars_of(options: Options) -> dict[str, Any]:
    return {"rule": "greedy", "utility": options.utility, "skip": options.skip}


@given(instances(), st.sampled_from(["votes", "votes-cost"]))
def test_under_knapsack_the_named_loss_is_what_forcing_a_project_costs(
    instance: Instance, objective: Any
) -> None:
    outcome = count(instance, rule="knapsack", objective=objective)
    assert outcome.value is not None

    for id_, said in explain(instance, outcome).items():
        assert said.knapsack is not None
        assert said.knapsack.loss is not None
        others = tuple(p for p in instance.projects if p.id != id_)
        project = instance.projects_by_id[id_]
        left = instance.budget_limit - project.cost
        assume(left > 0)
        groups = tuple(
            BallotGroup({k: w for k, w in g.weights.items() if k != id_}, g.count)
            for g in instance.ballots
        )
        rest = count(
            Instance(others, left, groups, instance.vote_type),
            rule="knapsack",
            objective=objective,
        )
        assert rest.value is not None
        own = instance.scores[id_] * (project.cost if objective == "votes-cost" else 1)
        assert rest.value.value + own == outcome.value.value - said.knapsack.loss


def test_under_phragmen_says_when_a_project_would_have_been_bought() -> None:
    outcome = count(worked_example(), rule="phragmen")

    playground = explain(worked_example(), outcome)["A"].phragmen

    assert playground is not None
    assert playground.moment == (600 + 5 * 60 + Fraction(160, 3)) / 6 * EURO
    assert playground.stopped_at == outcome.steps[-1].key


def test_speaks_dutch_and_english() -> None:
    benches = example()["B"]
    names = {"A": "Speelplek"}

    dutch = " ".join(sentences(benches, names))
    english = " ".join(sentences(benches, names, language="en"))

    assert "€ 225,00 te weinig" in dutch
    assert "Speelplek (€ 500,00)" in dutch
    assert "Met 2 mensen erbij" in dutch
    assert "€ 225.00 too little" in english
    assert "With 2 more people" in english


def test_says_that_who_gave_more_points_paid_more() -> None:
    instance = make_instance(
        600, {"a": 400}, {"a": 3}, {"a": 1}, vote_type="cumulative"
    )

    said = explain(instance, count(instance, completion="none"))["a"]

    dutch, english = (
        " ".join(sentences(said, {}, language=language)) for language in LANGUAGES
    )
    assert "betaalde € 1,00 voor elk gegeven punt (aantal mensen: 2)" in dutch
    assert "So who gave more points paid more." in english


def test_speaks_of_each_rule() -> None:
    greedy = explain(worked_example(), count(worked_example(), rule="greedy"))
    knapsack = explain(worked_example(), count(worked_example(), rule="knapsack"))
    phragmen = explain(worked_example(), count(worked_example(), rule="phragmen"))

    assert "Met 2 stemmen meer was het gekozen" in " ".join(sentences(greedy["C"], {}))
    assert "Het plan paste." in sentences(greedy["A"], {})
    assert "1 minder waard" in " ".join(sentences(knapsack["A"], {}))
    assert "€ 158,89 per persoon" in " ".join(sentences(phragmen["A"], {}))


def test_sums_up_what_the_voters_got() -> None:
    said = overall(worked_example(), count(worked_example(), completion="none"))

    assert said is not None
    assert (said.voters, said.voters_with_funded) == (10, 10)
    assert said.money_share.mean == 84 * EURO
    assert list(map(int, said.money_share.quantiles)) == [6000, 10000, 10000]
    assert said.funded_per_voter.mean == 1
    assert said.share_of_least_tenth == Fraction(60, 840)


@given(instances())
def test_the_money_shares_add_up_to_what_was_spent(instance: Instance) -> None:
    outcome = count(instance, increment=1)

    said = overall(instance, outcome)

    assert said is not None
    assert said.money_share.mean * said.voters == outcome.cost
    assert list(said.money_share.quantiles) == sorted(said.money_share.quantiles)


def test_compares_with_greedy_on_the_same_ballots() -> None:
    said = against_greedy(worked_example(), count(worked_example(), completion="none"))

    assert (said.only_here, said.only_greedy) == (("C",), ("B",))
    by_number = said.by_funded_projects
    assert (by_number.more, by_number.equal, by_number.fewer) == (4, 1, 5)
    assert (said.voters_with_none, said.voters_with_none_under_greedy) == (0, 4)


def test_without_ballots_there_is_nothing_to_explain() -> None:
    instance = make_instance(10, {"a": 5})

    outcome = count(instance)

    assert explain(instance, outcome) == {}
    assert overall(instance, outcome) is None
