"""A round that gives its voters no receipt."""

from collections.abc import Callable
from datetime import datetime

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
