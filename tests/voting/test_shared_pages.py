"""Pages are written once for all voters; nothing of one voter reaches another."""

import re
from collections.abc import Callable
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

import pytest
from flask import Flask, g, make_response
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.db import db
from pb.voting.ballot_views import show
from pb.voting.presentation import View
from pb.voting.voter import current_voter
from tests.voting.factories import Vote, cast, check, enter, make_vote

Clock = Callable[[datetime], None]
OWN = re.compile(r'name="csrf_token" value="([^"]+)"|name="nonce" value="([^"]+)"')
RECEIPT = re.compile(r'data-receipt="([^"]+)"')


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, codes=3, plans=8)


class Browser(FlaskClient):
    """A browser of its own: the context of the tests lasts longer than a request."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask for a page, with a token for this request."""
        g.pop("csrf_token", None)
        db.session.rollback()
        return super().open(*args, **kwargs)


@pytest.fixture
def fresh(app: Flask) -> Flask:
    """The application, before anybody asked it for a page."""
    app.extensions.pop("vote_pages", None)
    return app


def own_words(page: TestResponse) -> set[str]:
    """Return the tokens and the nonce of a page."""
    return {found for pair in OWN.findall(page.text) for found in pair if found}


def pages_of(app: Flask, code: str, plan: int) -> list[TestResponse]:
    client = Browser(app)
    start = client.get("/stem")
    enter(client, code)
    ballot = client.get("/stem/biljet")
    checked = check(client, plan)
    again = Browser(app)
    return [start, ballot, checked, cast(again, code, plan)]


def test_two_voters_share_no_word_of_their_own(fresh: Flask, vote: Vote) -> None:
    one = pages_of(fresh, vote.codes[0], vote.plans[0])
    other = pages_of(fresh, vote.codes[1], vote.plans[1])

    for mine, theirs in zip(one, other, strict=True):
        assert own_words(mine)
        assert own_words(theirs)
        assert not own_words(mine) & own_words(theirs)
        for word in own_words(mine):
            assert word not in theirs.text
    receipts = {RECEIPT.findall(pages[-1].text)[0] for pages in (one, other)}
    assert len(receipts) == 2


def test_what_is_kept_holds_no_word_of_a_voter(fresh: Flask, vote: Vote) -> None:
    pages = pages_of(fresh, vote.codes[0], vote.plans[0])

    kept = str(fresh.extensions["vote_pages"])

    words = {word for page in pages for word in own_words(page)}
    receipt = RECEIPT.findall(pages[-1].text)[0]
    assert len(words) >= 4  # tokens of three sessions, and a nonce
    assert not [word for word in {*words, receipt} if word in kept]


def test_choices_of_one_voter_are_not_shown_to_another(
    fresh: Flask, vote: Vote
) -> None:
    pages_of(fresh, vote.codes[0], vote.plans[0])

    for page in pages_of(fresh, vote.codes[1], vote.plans[1])[2:]:
        assert f'name="choice" value="{vote.plans[0]}"' not in page.text


def test_the_shared_ballot_is_the_one_that_would_be_written(
    fresh: Flask, vote: Vote
) -> None:
    first = Browser(fresh)
    enter(first, vote.codes[0])
    first.get("/stem/biljet")  # writes what is kept
    with Browser(fresh) as client:
        enter(client, vote.codes[1])
        shared = client.get("/stem/biljet").text
        voter = current_voter()
        assert voter is not None
        written = make_response(show(voter, {}, View()))

    assert written.get_data(as_text=True) == shared


def test_a_message_is_shown_once_and_never_kept(fresh: Flask, vote: Vote) -> None:
    told = Browser(fresh)
    told.get("/stem/biljet")  # without a code: sent back, and told why
    assert "Typ uw code om te stemmen" in told.get("/stem").text

    assert "Typ uw code om te stemmen" not in told.get("/stem").text
    assert "Typ uw code om te stemmen" not in Browser(fresh).get("/stem").text


def test_each_language_and_each_kind_of_device_has_its_own(
    fresh: Flask, vote: Vote
) -> None:
    plain, english, shared = (Browser(fresh) for _ in range(3))
    english.set_cookie("taal", "en")
    shared.post("/stem/hulp", data={"stand": "aan"})
    shared.get("/stem")  # the first one says that the mode is on

    pages = [client.get("/stem").text for client in (plain, english, shared, plain)]

    assert ['lang="en" dir' in page for page in pages] == [False, True, False, False]
    assert ["helpbar" in page for page in pages] == [False, False, True, False]


def test_what_is_sent_is_not_written_into_what_is_kept(
    fresh: Flask, vote: Vote
) -> None:
    mark = token_urlsafe(8)
    client = Browser(fresh)
    refused = client.post("/stem", data={"code": f"<{mark}>"})
    assert refused.status_code == 422

    assert mark not in Browser(fresh).get("/stem").text
