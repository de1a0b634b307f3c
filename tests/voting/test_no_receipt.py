"""A round that gives its voters no receipt."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.voting.factories import cast, make_vote

Clock = Callable[[datetime], None]


def test_a_round_may_give_no_receipt(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    """A receipt and the published list prove a vote to others (1b.22)."""
    vote = make_vote(session, of_round={"hides_receipt": True})

    page = cast(client, vote.codes[0], vote.plans[0])

    assert page.status_code == 200
    assert "U heeft gestemd" in page.text
    assert "data-receipt" not in page.text
    assert "Zo kan niemand u vragen te laten zien wat u stemde." in page.text


def test_a_receipt_is_promised_for_when_the_urn_is_open(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session)

    pages = [cast(client, vote.codes[0], vote.plans[0]), client.get("/controle")]

    for page in pages:
        assert "Als de stembus is geopend" in page.text
        assert "Na de sluiting" not in page.text


@pytest.mark.parametrize("path", ["/", "/stemgeheim"])
def test_no_page_promises_a_receipt_in_every_round(
    client: FlaskClient, session: Session, path: str
) -> None:
    text = client.get(path).text

    assert "krijgt u een bewijs" not in text
    assert "krijgt u een stembewijs." not in text
