"""Counting: the right ballots, the same bytes, and nothing when it can't be done."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from pb.models import BudgetRound, Outcome, Publication
from pb.results import listing, service
from pb.results.counting import Counted
from pb.results.errors import ToldTooMuch
from pb.results.service import NotCounted, WrongStage, count_round
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from pb.rounds.service import find_round
from tests.factories import make_project
from tests.results.factories import AFTER, EXAMPLE, cast, close, make_armed_round, put


def armed(session: Session, **values: object) -> BudgetRound:
    budget_round = find_round(session, make_armed_round(session, **values))  # type: ignore[arg-type]  # columns
    assert budget_round is not None
    return budget_round


def contests_of(outcome: Outcome) -> list[dict[str, object]]:
    stored = json.loads(outcome.result_json)
    return [stored["contests"][id_] for id_ in sorted(stored["contests"], key=int)]


def test_counts_the_worked_example(session: Session, closed: BudgetRound) -> None:
    outcome = count_round(session, closed, AFTER)

    assert contests_of(outcome)[0]["winners"] == ["A", "C", "E"]
    assert outcome.ballots == 10
    assert closed.stage is Stage.COUNTED


def test_blank_ballots_count_among_the_voters(session: Session) -> None:
    budget_round = armed(session)
    cast(session, budget_round, [*EXAMPLE, (0, {})])
    close(session, budget_round)

    contest = contests_of(count_round(session, budget_round, AFTER))[0]

    assert (contest["ballots"], contest["blank_ballots"]) == (11, 1)


def test_a_ballot_counts_only_in_contests_of_its_area(session: Session) -> None:
    budget_round = armed(session, areas=2)
    # The last one names a plan of the other area, which the urn would have refused.
    cast(session, budget_round, [(0, {0: "A"}), (1, {1: "B"}), (1, {0: "A"})])
    close(session, budget_round)

    here, there = contests_of(count_round(session, budget_round, AFTER))

    assert (here["ballots"], there["ballots"], there["blank_ballots"]) == (1, 2, 1)


def test_the_order_of_casting_changes_nothing(session: Session) -> None:
    results = []
    for ballots in (EXAMPLE, EXAMPLE[::-1]):
        budget_round = armed(session)
        cast(session, budget_round, ballots)
        close(session, budget_round)
        results.append(contests_of(count_round(session, budget_round, AFTER))[0])

    assert results[0] == results[1]
    assert results[0]["groups_of_ballots"] == 4


def test_counting_again_gives_the_same_hash(
    session: Session, closed: BudgetRound
) -> None:
    first, second = (count_round(session, closed, AFTER) for _ in range(2))

    assert first.result_hash == second.result_hash


@pytest.mark.parametrize(
    ("vote_type", "limit", "choices", "scores"),
    [
        ("cumulative", None, {"A": 3, "B": 2, "C": 0}, {"A": "3", "B": "2", "C": "0"}),
        ("cumulative", None, {"A": "5/2"}, {"A": "2.5"}),
        ("ordinal", 4, ["B", "A"], {"B": "4", "A": "3"}),
        ("ordinal", None, ["B", "A"], {"B": "2", "A": "1"}),
        ("choose-1", None, ["B"], {"B": "1"}),
    ],
)
def test_every_kind_of_ballot_has_its_weights(
    session: Session,
    vote_type: str,
    limit: int | None,
    choices: object,
    scores: dict[str, str],
) -> None:
    budget_round = armed(session, vote_type=vote_type, max_choices=limit)
    config = read_config(budget_round)
    body = {"area": config.areas[0].id, "choices": {config.contests[0].id: choices}}
    put(session, budget_round, json.dumps(body).encode())
    close(session, budget_round)

    contest = contests_of(count_round(session, budget_round, AFTER))[0]

    found = {p["id"]: p["score"] for p in contest["projects"]}  # type: ignore[attr-defined]  # JSON
    assert found.items() >= scores.items()


@pytest.mark.parametrize("choices", [["X"], {"A": 1, "X": 1}, [["A"]], 7])
def test_a_ballot_that_means_nothing_stops_the_count(
    session: Session, choices: object
) -> None:
    budget_round = armed(session)
    config = read_config(budget_round)
    body = {"area": config.areas[0].id, "choices": {config.contests[0].id: choices}}
    put(session, budget_round, json.dumps(body).encode())
    close(session, budget_round)

    with pytest.raises(NotCounted):
        count_round(session, budget_round, AFTER)

    assert listing.newest_outcome(session, budget_round) is None
    assert budget_round.stage is Stage.CLOSED


def test_a_changed_ballot_stops_the_count(session: Session) -> None:
    budget_round = armed(session)
    body = json.dumps({"area": read_config(budget_round).areas[0].id, "choices": {}})
    put(session, budget_round, body.encode())
    session.flush()
    forged = {"c": "00" * 32, "r": budget_round.id, "n": "00" * 32, "b": body}
    session.execute(
        text(
            "INSERT INTO ballot (commitment, budget_round_id, nonce, body)"
            " VALUES (:c, :r, :n, :b)"
        ),
        forged,
    )
    close(session, budget_round)

    with pytest.raises(NotCounted, match="not the one that was cast"):
        count_round(session, budget_round, AFTER)


@pytest.mark.parametrize("stage", [Stage.ARMED, Stage.PUBLISHED])
def test_a_round_is_counted_only_between_closing_and_publishing(
    session: Session, stage: Stage
) -> None:
    budget_round = armed(session)
    budget_round.stage = stage
    session.commit()

    with pytest.raises(WrongStage):
        count_round(session, budget_round, AFTER)


def test_a_round_without_ballots_has_a_result_without_winners(
    session: Session,
) -> None:
    budget_round = armed(session)
    close(session, budget_round)

    contest = contests_of(count_round(session, budget_round, AFTER))[0]

    assert (contest["winners"], contest["ballots"]) == ([], 0)


def test_publishing_needs_a_proposal_of_the_newest_count(
    session: Session, closed: BudgetRound
) -> None:
    count_round(session, closed, AFTER)
    service.propose(session, closed, AFTER)
    count_round(session, closed, AFTER)

    with pytest.raises(service.NothingProposed):
        service.publish(session, closed, AFTER)

    assert listing.list_publications(session, closed) == []


def test_a_result_that_was_touched_is_not_published(
    session: Session, closed: BudgetRound
) -> None:
    outcome = count_round(session, closed, AFTER)
    service.propose(session, closed, AFTER)
    outcome.result_json = outcome.result_json.replace('"A"', '"B"')
    session.commit()

    with pytest.raises(service.ResultDiffers):
        service.publish(session, closed, AFTER)

    assert listing.list_publications(session, closed) == []
    assert closed.stage is Stage.COUNTED


def test_a_proposal_from_before_few_were_hidden_asks_for_a_new_count(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_round = armed(session)
    cast(session, budget_round, EXAMPLE[:3])
    close(session, budget_round)
    with monkeypatch.context() as before:
        before.setattr(Counted, "hiding_few", lambda counted: counted)
        count_round(session, budget_round, AFTER)
    service.propose(session, budget_round, AFTER)

    with pytest.raises(ToldTooMuch):
        service.publish(session, budget_round, AFTER)
    count_round(session, budget_round, AFTER)
    service.propose(session, budget_round, AFTER)
    assert service.publish(session, budget_round, AFTER).version == 1


def test_nothing_is_published_that_could_not_be_signed(
    session: Session, closed: BudgetRound
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError("the key is gone")

    count_round(session, closed, AFTER)
    service.propose(session, closed, AFTER)
    with pytest.raises(OSError, match="the key is gone"):
        service.publish(session, closed, AFTER, sign=fail)
    session.rollback()

    assert listing.list_publications(session, closed) == []
    assert closed.stage is Stage.COUNTED


def test_a_published_result_is_version_one_and_stays(
    session: Session, published: BudgetRound
) -> None:
    publication = listing.find_publication(session, published)

    assert isinstance(publication, Publication)
    assert publication.version == 1
    with pytest.raises(WrongStage):
        service.publish(session, published, AFTER)
    with pytest.raises(WrongStage):
        service.propose(session, published, AFTER)


def test_ties_go_by_the_drawn_order(session: Session) -> None:
    budget_round = armed(session)
    cast(session, budget_round, [(0, {0: "DE"}), (0, {0: "DE"})])
    close(session, budget_round)

    contest = contests_of(count_round(session, budget_round, AFTER))[0]

    assert contest["winners"] == ["D", "E"]
    assert contest["steps"][0]["tied_with"] == ["E"]  # type: ignore[index]  # JSON


def test_a_plan_that_was_never_listed_is_not_counted(session: Session) -> None:
    budget_round = armed(session)
    make_project(
        session,
        budget_round.contests[0],
        contest_id=None,
        status="submitted",
        cost=None,
    )
    close(session, budget_round)

    contest = contests_of(count_round(session, budget_round, AFTER))[0]

    assert len(contest["projects"]) == 5  # type: ignore[arg-type]  # JSON
