"""A resident casts a ballot."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import Ballot, BudgetRound, CodeState
from pb.rounds.phases import Stage
from pb.voting.commitment import commitment_of, receipt_of
from tests.factories import NOW
from tests.urn import peek, unseal
from tests.voting.factories import (
    Vote,
    cast,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
    receipt_on,
    states,
)

Clock = Callable[[datetime], None]


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session)


def test_stores_the_choices_and_spends_the_code(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    page = cast(client, vote.codes[0], vote.plans[1], vote.shared[0], vote.plans[0])

    assert page.status_code == 200
    assert states(session) == [CodeState.USED]
    (ballot,) = peek(session)
    body = json.loads(ballot.body)
    assert [len(ids) for ids in body["choices"].values()] == [2, 1]
    assert body.keys() == {"area", "choices"}


def test_the_receipt_is_the_beginning_of_the_commitment(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    page = cast(client, vote.codes[0], vote.plans[0])

    (ballot,) = peek(session)
    budget_round = session.scalars(select(BudgetRound)).one()
    commitment = commitment_of(
        budget_round.config_hash or "", ballot.nonce, ballot.body
    )
    assert receipt_on(page) == receipt_of(commitment)
    unseal(session, budget_round, vote.closes_at)
    assert session.scalars(select(Ballot.commitment)).all() == [commitment]


def test_a_retry_gets_the_same_receipt(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T16."""
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    first = receipt_on(client.post("/stem/bedankt", data=form))

    again = [client.post("/stem/bedankt", data=form) for _ in range(20)]

    assert {receipt_on(page) for page in again} == {first}
    assert count_ballots(session) == 1


def test_a_retry_gets_the_same_receipt_after_closing(
    client: FlaskClient, vote: Vote, now: Clock
) -> None:
    now(vote.closes_at - timedelta(seconds=2))
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    first = receipt_on(client.post("/stem/bedankt", data=form))
    now(vote.closes_at + timedelta(seconds=2))

    assert receipt_on(client.post("/stem/bedankt", data=form)) == first


def test_a_retry_with_other_choices_is_refused(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T16."""
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    client.post("/stem/bedankt", data=form)

    page = client.post("/stem/bedankt", data={**form, "choice": [vote.plans[1]]})

    assert page.status_code == 409
    assert "data-receipt" not in page.text
    assert count_ballots(session) == 1


@pytest.mark.parametrize("name", ["nonce", "submission_id"])
def test_another_nonce_or_id_is_another_ballot(
    client: FlaskClient, session: Session, vote: Vote, name: str
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    client.post("/stem/bedankt", data=form)

    other = {**form, name: "ab" * (len(form[name][0]) // 2)}

    assert client.post("/stem/bedankt", data=other).status_code == 409


def test_two_voters_with_equal_forms_get_two_receipts(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session, codes=2)
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    first = client.post("/stem/bedankt", data=form)
    enter(client, vote.codes[1])

    second = client.post("/stem/bedankt", data=form)

    assert receipt_on(first) != receipt_on(second)
    assert count_ballots(session) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("nonce", None, id="no-nonce"),
        pytest.param("nonce", "zz" * 32, id="nonce-not-hex"),
        pytest.param("nonce", "ab" * 31, id="nonce-too-short"),
        pytest.param("nonce", ["ab" * 32, "cd" * 32], id="two-nonces"),
        pytest.param("submission_id", ["ab" * 16] * 2, id="two-submission-ids"),
        pytest.param("csrf_token", ["x", "y"], id="two-tokens"),
        pytest.param("submission_id", None, id="no-submission-id"),
        pytest.param("submission_id", "AB" * 16, id="submission-id-upper-case"),
        pytest.param("submission_id", "ab" * 17, id="submission-id-too-long"),
        pytest.param("choice", "1 OR 1=1", id="choice-not-a-number"),
        pytest.param("choice", "9" * 30, id="choice-too-long"),
        pytest.param("choice", "٣", id="choice-in-other-digits"),
        pytest.param("choice", "\0", id="choice-null"),
    ],
)
def test_names_a_malformed_field_and_leaves_the_code(
    client: FlaskClient, session: Session, vote: Vote, field: str, value: object
) -> None:
    enter(client, vote.codes[0])
    form: dict[str, object] = {**hidden(check(client, vote.plans[0]))}
    form.pop(field)

    page = client.post(
        "/stem/bedankt", data=form if value is None else {**form, field: value}
    )

    assert page.status_code == 422
    assert field in page.text
    assert states(session) == [CodeState.ISSUED]


@pytest.mark.parametrize("name", ["choices", "Choice", "choice ", "keuze", "choice[]"])
def test_no_field_that_may_mean_a_choice_is_read_as_none(
    client: FlaskClient, session: Session, vote: Vote, name: str
) -> None:
    """Else it would be a blank ballot, and the code spent."""
    enter(client, vote.codes[0])
    form: dict[str, object] = {**hidden(check(client, vote.plans[0]))}

    page = client.post("/stem/bedankt", data={**form, name: form.pop("choice")})

    assert page.status_code == 422
    assert f"‘{name}’" in page.text
    assert states(session) == [CodeState.ISSUED]


def test_takes_the_fields_of_the_other_forms_on_the_page(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """A program may send all that is hidden on the page."""
    enter(client, vote.codes[0])
    form = {**hidden(check(client, vote.plans[0]))}
    around = {"csrf_token": ["x", "x"], "terug": "/stem/biljet"}

    assert client.post("/stem/bedankt", data={**form, **around}).status_code == 200


@pytest.mark.parametrize("path", ["/stem/biljet", "/stem/bedankt"])
def test_a_file_in_place_of_a_choice_is_named(
    client: FlaskClient, session: Session, vote: Vote, path: str
) -> None:
    enter(client, vote.codes[0])
    form: dict[str, object] = {**hidden(check(client, vote.plans[0]))}
    form["choice"] = (io.BytesIO(str(vote.plans[0]).encode()), "choice.txt")

    page = client.post(path, data=form)

    assert page.status_code == 422
    assert "‘choice’" in page.text
    assert states(session) == [CodeState.ISSUED]


def test_a_plan_is_named_in_one_way_only(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = {**hidden(check(client, vote.plans[0]))}

    page = client.post("/stem/bedankt", data={**form, "choice": f"0{vote.plans[0]}"})

    assert page.status_code == 422
    assert states(session) == [CodeState.ISSUED]


def test_a_malformed_retry_hears_that_the_vote_counts(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = {**hidden(check(client, vote.plans[0]))}
    client.post("/stem/bedankt", data=form)

    page = client.post("/stem/bedankt", data={**form, "nonce": "x"})

    assert page.status_code == 422
    assert "De stem die er al was, telt" in page.text
    assert "niet gebruikt" not in page.text
    assert "Ga naar uw stembiljet" not in page.text  # there is none any more
    assert states(session) == [CodeState.USED]


def test_refuses_a_plan_of_another_area(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))

    page = client.post("/stem/bedankt", data={**form, "choice": vote.elsewhere[:1]})

    assert page.status_code == 422
    assert states(session) == [CodeState.ISSUED]


def test_refuses_too_much_and_shows_the_ballot_again(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))

    page = client.post("/stem/bedankt", data={**form, "choice": vote.plans})

    assert page.status_code == 422
    assert "200" in page.text
    assert "te veel" in page.text
    assert count_ballots(session) == 0


def test_a_blank_ballot_counts(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    page = cast(client, vote.codes[0])

    assert page.status_code == 200
    (ballot,) = peek(session)
    assert json.loads(ballot.body)["choices"] == {}


@pytest.mark.parametrize(
    ("offset", "status"),
    [
        (timedelta(microseconds=-1), 200),
        (timedelta(), 409),
        (timedelta(minutes=5), 409),
    ],
)
def test_closes_by_the_clock(
    client: FlaskClient,
    session: Session,
    vote: Vote,
    now: Clock,
    offset: timedelta,
    status: int,
) -> None:
    """T21: from the first moment on, until just before the last."""
    now(vote.closes_at - timedelta(minutes=1))
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    now(vote.closes_at + offset)

    page = client.post("/stem/bedankt", data=form)

    assert page.status_code == status
    assert count_ballots(session) == (status == 200)
    assert ("niet opgeslagen" in page.text) == (status == 409)


def test_refuses_a_ballot_after_staff_closed_the_round(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    session.scalars(select(BudgetRound)).one().stage = Stage.CLOSED
    session.commit()

    assert client.post("/stem/bedankt", data=form).status_code == 409
    assert states(session) == [CodeState.ISSUED]


def test_a_code_that_was_revoked_meanwhile_is_refused(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    from pb.models import VotingCode

    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    session.scalars(select(VotingCode)).one().state = CodeState.REVOKED
    session.commit()

    page = client.post("/stem/bedankt", data=form)

    assert page.status_code in {303, 409}
    assert count_ballots(session) == 0


def test_the_receipt_is_not_shown_again(client: FlaskClient, vote: Vote) -> None:
    cast(client, vote.codes[0], vote.plans[0])

    for path in ("/stem/bedankt", "/stem/biljet"):
        page = client.get(path)
        assert page.status_code == 303
        assert page.location == "/stem"


def test_closing_ends_the_session_and_empties_the_browser(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    from pb.models import WebSession

    cast(client, vote.codes[0], vote.plans[0])

    page = client.post("/stem/klaar")

    assert page.status_code == 303
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("stem") is None
    session.rollback()
    assert session.scalars(select(WebSession)).all() == []


def test_nothing_beside_a_code_tells_the_choice_or_the_moment() -> None:
    """T25: the schema has no place for it."""
    from pb.models import Envelope, VotingCode

    assert set(Ballot.__table__.columns.keys()) == {
        "commitment",
        "budget_round_id",
        "nonce",
        "body",
    }
    assert set(VotingCode.__table__.columns.keys()) == {
        "id",
        "budget_round_id",
        "area_id",
        "batch_id",
        "mac",
        "state",
        "is_void",
        "letter_mac",
    }
    assert set(Envelope.__table__.columns.keys()) == {
        "id",
        "budget_round_id",
        "code_id",  # or, for a vote on paper:
        "batch_id",
        "ciphertext",
        "body_mac",
        "version",
    }


def test_stands_on_the_clock_of_the_tests(vote: Vote) -> None:
    assert vote.opens_at < NOW < vote.closes_at
