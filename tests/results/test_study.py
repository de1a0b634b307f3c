"""What is kept beside a result, and what of it may be told."""

import json

from sqlalchemy.orm import Session

import allocation
from pb.models import BudgetRound
from pb.results.ballots import CastBallots, read_cast_ballots
from pb.results.counting import count_ballots, read_results
from pb.results.listing import find_publication
from pb.results.studied import study_of
from pb.results.study import make_study
from pb.rounds.configuration import read_config
from tests.results.conftest import found
from tests.results.factories import make_armed_round, make_published_round

COSTS = {"A": 60_000, "B": 30_000, "C": 24_000, "D": 16_000, "E": 11_000}
BALLOTS = (("AB", 5), ("AD", 1), ("CE", 2), ("CD", 2))


def instance(times: int = 1) -> allocation.Instance:
    """Return the worked example, each ballot cast so many times."""
    return allocation.Instance(
        projects=tuple(allocation.Project(id_, cost) for id_, cost in COSTS.items()),
        budget_limit=100_000 * times,
        ballots=tuple(
            allocation.BallotGroup(dict.fromkeys(ids, 1), count * times)
            for ids, count in BALLOTS
        ),
        vote_type="approval",
    )


def test_follows_the_money_of_each_plan_from_step_to_step() -> None:
    given = instance()
    study = make_study(given, allocation.allocate(given), {})

    # At € 126 a voter: B's five supporters pay A, C's four keep their money for C.
    assert study["plans"]["B"]["money"] == [63_000, 13_000, 13_000, 13_000]
    assert study["plans"]["C"]["money"] == [50_400, 50_400, 26_400]
    assert study["plans"]["B"]["missing"] == 17_000
    assert study["plans"]["B"]["outbid"][1] == "A"


def test_names_who_could_be_paid_too() -> None:
    given = instance()
    study = make_study(given, allocation.allocate(given), {})

    assert study["contenders"][0][0] == ["B", "500/100"]


def test_lays_other_rules_beside_the_result() -> None:
    given = instance()
    result, greedy, knapsack = make_study(given, allocation.allocate(given), {})[
        "rules"
    ]

    assert result["named"] == [0, 8, 2]
    assert (greedy["winners"], greedy["more"], greedy["fewer"]) == (["A", "B"], 5, 4)
    assert greedy["named"] == [4, 1, 5]
    assert knapsack["rule"] == "knapsack"


def test_a_result_without_ballots_has_a_study() -> None:
    given = allocation.Instance(
        (allocation.Project("A", 100),), 1000, (), vote_type="approval"
    )

    assert make_study(given, allocation.allocate(given), {})["rules"] == []


def read(
    session: Session, budget_round: BudgetRound, *, is_own: bool
) -> dict[str, bool]:
    """Return per plan whether its supporters' money is told."""
    publication = find_publication(session, budget_round)
    assert publication is not None
    (result,) = read_results(read_config(budget_round), publication.result_json)
    studied = study_of(publication.figures_json, result, is_own=is_own)
    return {id_: bool(plan.money) for id_, plan in studied.plans.items()}


def test_plans_of_few_people_do_not_tell_where_their_money_went(
    session: Session, published: BudgetRound
) -> None:
    assert not any(read(session, published, is_own=True).values())
    assert all(read(session, published, is_own=False).values())


def test_nothing_is_told_of_a_contest_with_few_ballots(session: Session) -> None:
    budget_round = found(session, make_armed_round(session))
    make_published_round(session, budget_round, [(0, {0: "AB"})] * 9)

    assert read(session, budget_round, is_own=True) == {}


def test_an_older_result_has_no_study(session: Session, published: BudgetRound) -> None:
    publication = find_publication(session, published)
    assert publication is not None
    (result,) = read_results(read_config(published), publication.result_json)
    older = json.loads(publication.figures_json)
    del older["studies"]

    assert study_of(json.dumps(older), result, is_own=True).plans == {}


def test_the_same_ballots_in_any_order_give_the_same_study(
    session: Session, closed: BudgetRound
) -> None:
    config = read_config(closed)
    ballots = read_cast_ballots(session, closed, config)
    turned = CastBallots(dict(reversed(list(ballots.counts.items()))))

    assert (
        count_ballots(config, ballots).figures_json
        == count_ballots(config, turned).figures_json
    )
