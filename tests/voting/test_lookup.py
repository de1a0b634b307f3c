"""Looking up a receipt, or whether a code was used."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.codes.code import generate
from pb.models import BudgetRound
from tests.factories import NOW
from tests.pages import PageClient
from tests.urn import unseal
from tests.voting.factories import Vote, cast, make_vote, receipt_on

Clock = Callable[[datetime], None]


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, codes=2)


def ask(client: FlaskClient, **fields: str) -> tuple[int, str]:
    page = client.post("/controle", data=fields, follow_redirects=True)
    return page.status_code, page.text


def test_says_whether_a_code_is_used_and_nothing_more(
    client: FlaskClient, vote: Vote
) -> None:
    """T13."""
    cast(client, vote.codes[0], vote.plans[0])

    assert "Met deze code is gestemd" in ask(client, code=vote.codes[0])[1]
    assert "Met deze code is niet gestemd" in ask(client, code=vote.codes[1])[1]


def test_counts_unknown_codes_together_with_those_of_the_vote(
    client: FlaskClient, vote: Vote
) -> None:
    for _ in range(5):
        assert client.post("/stem", data={"code": generate()}).status_code == 422
        assert ask(client, code=generate())[0] == 422

    page = client.post("/controle", data={"code": vote.codes[0]})

    assert page.status_code == 429
    assert page.headers["Retry-After"] == "60"


def test_says_nothing_of_a_receipt_until_the_urn_is_open(
    client: FlaskClient, session: Session, vote: Vote, now: Clock
) -> None:
    receipt = receipt_on(cast(client, vote.codes[0], vote.plans[0]))
    early = ask(client, receipt=receipt)[1]
    assert "zit in de stembus" not in early
    assert "Dan zeggen wij nog niets over losse stemmen." in early

    now(vote.closes_at)
    assert "zit in de stembus" not in ask(client, receipt=receipt)[1]
    unseal(session, session.scalars(select(BudgetRound)).one(), vote.closes_at)

    assert "Uw stem zit in de stembus" in ask(client, receipt=receipt.lower())[1]
    other = ("0" if receipt[-1] != "0" else "1").join([receipt[:-1], ""])
    assert "vinden dit bewijs nu niet" in ask(client, receipt=other)[1]


@pytest.mark.parametrize("receipt", ["", "kort", "U" * 26, "0" * 2000])
def test_names_what_is_wrong_with_a_receipt(client: FlaskClient, receipt: str) -> None:
    status, page = ask(client, receipt=receipt)

    assert status == 422
    assert "26 tekens" in page


@pytest.mark.parametrize("field", ["code", "receipt"])
def test_answers_one_question_at_a_time(
    client: FlaskClient, vote: Vote, field: str
) -> None:
    twice = client.post("/controle", data={field: [vote.codes[0], "0" * 26]})

    assert twice.status_code == 422


def test_offers_both_questions(client: PageClient) -> None:
    page = client.get("/controle")

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


def test_stands_on_the_clock_of_the_tests(vote: Vote) -> None:
    assert vote.closes_at > NOW


def test_answers_on_the_next_page_once(client: FlaskClient, vote: Vote) -> None:
    """The contract's 303; and nobody who reloads sees what another asked."""
    receipt = receipt_on(cast(client, vote.codes[0], vote.plans[0]))
    for fields in ({"code": vote.codes[0]}, {"receipt": receipt}):
        asked = client.post("/controle", data=fields)

        assert (asked.status_code, asked.location) == (303, "/controle")
        assert receipt not in str(client.get_cookie("bezoek"))
        first, again = (client.get("/controle").text for _page in range(2))
        assert ('class="notice' in first, 'class="notice' in again) == (True, False)
        assert vote.codes[0] not in first


@pytest.mark.parametrize("field", ["c", "code", "receipt"])
def test_takes_nothing_from_an_address(client: FlaskClient, field: str) -> None:
    """T8."""
    assert client.get(f"/controle?{field}=K7QM-4RTX-9WPA-3HC3").status_code == 404
