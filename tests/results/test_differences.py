"""What a correction changed, in a few lines."""

from dataclasses import replace

from flask import Flask
from sqlalchemy.orm import Session

from exports.result import ContestResult
from pb.models import BudgetRound
from pb.results.counting import read_results
from pb.results.differences import differences
from pb.results.listing import find_publication
from pb.rounds.configuration import read_config


def result_of(session: Session, budget_round: BudgetRound) -> ContestResult:
    publication = find_publication(session, budget_round)
    assert publication is not None
    (result,) = read_results(read_config(budget_round), publication.result_json)
    return result


def test_the_same_result_differs_in_nothing(
    app: Flask, session: Session, published: BudgetRound
) -> None:
    result = result_of(session, published)

    with app.test_request_context():
        assert differences((result,), (result,), locale="nl") == []


def test_names_plans_that_win_or_lose_by_a_correction(
    app: Flask, session: Session, published: BudgetRound
) -> None:
    result = result_of(session, published)
    first, *others = result.projects
    turned = replace(
        first, status="not_funded" if first.is_funded else "funded", votes=99
    )
    now = replace(result, ballots=12, projects=(turned, *others))

    with app.test_request_context():
        found = differences((result,), (now,), locale="nl")

    assert {(each.before, each.now) for each in found} >= {
        ("10", "12"),
        ("krijgt geld", "krijgt geen geld"),
        (str(first.votes), "99"),
    }
