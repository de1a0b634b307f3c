"""Rounds in which a code may vote again until closing: the last ballot counts."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import Ballot, BudgetRound, CodeState, Envelope
from pb.voting.commitment import receipt_of
from tests.pages import PageClient
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
    return make_vote(session, codes=2, of_round={"recast": "last_counts"})


def chosen(session: Session) -> list[int]:
    """Return how many plans each ballot in the urn names."""
    bodies = [json.loads(ballot.body) for ballot in peek(session)]
    return sorted(sum(map(len, body["choices"].values())) for body in bodies)


def versions(session: Session) -> list[int]:
    session.rollback()
    return list(session.scalars(select(Envelope.version)))


def test_the_last_ballot_takes_the_place_of_the_first(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T14: one envelope per code; the first receipt is not in the list later."""
    first = receipt_on(cast(client, vote.codes[0], vote.plans[0]))
    cast(client, vote.codes[1])
    second = receipt_on(cast(client, vote.codes[0], vote.plans[1], vote.shared[0]))

    assert chosen(session) == [0, 2]
    assert sorted(versions(session)) == [1, 2]
    unseal(session, session.scalars(select(BudgetRound)).one(), vote.closes_at)
    listed = {receipt_of(each) for each in session.scalars(select(Ballot.commitment))}
    assert second in listed
    assert first not in listed
    assert len(listed) == 2


def test_voting_many_times_is_one_used_code(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    for place in range(6):
        cast(client, vote.codes[0], vote.plans[place % 4])

    assert versions(session) == [6]
    assert sorted(states(session)) == [CodeState.ISSUED, CodeState.USED]


def test_a_stale_page_is_refused(
    app: Flask, client: FlaskClient, session: Session, vote: Vote
) -> None:
    """1b.7: two browsers saw the same ballot; the later answer changes nothing."""
    cast(client, vote.codes[0], vote.plans[0])
    other = PageClient(app)
    forms = []
    for browser, plans in ((client, vote.plans[:2]), (other, [])):
        enter(browser, vote.codes[0])
        forms.append(hidden(check(browser, *plans)))

    first = client.post("/stem/bedankt", data=forms[0])
    stale = other.post("/stem/bedankt", data=forms[1])

    assert (first.status_code, stale.status_code) == (200, 409)
    assert "data-receipt" not in stale.text
    assert chosen(session) == [2]


def test_a_late_retry_never_overwrites_a_newer_ballot(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    old = hidden(check(client, vote.plans[0]))
    assert client.post("/stem/bedankt", data=old).status_code == 200
    newest = receipt_on(cast(client, vote.codes[0], *vote.plans[:2]))

    late = client.post("/stem/bedankt", data=old)

    assert late.status_code == 409
    assert newest not in late.text
    assert chosen(session) == [2]


def test_a_retry_of_the_newest_gets_the_same_receipt(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T16."""
    cast(client, vote.codes[0], vote.plans[0])
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[1]))
    first = receipt_on(client.post("/stem/bedankt", data=form))

    again = {receipt_on(client.post("/stem/bedankt", data=form)) for _ in range(5)}

    assert again == {first}
    assert versions(session) == [2]


@pytest.mark.parametrize("version", ["1", "7", "999999"])
def test_a_version_that_nobody_saw_spends_no_code(
    client: FlaskClient, session: Session, vote: Vote, version: str
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))

    page = client.post("/stem/bedankt", data={**form, "version": version})

    assert page.status_code == 422
    assert "version" in page.text
    assert "niet gebruikt" in page.text
    assert count_ballots(session) == 0
    assert set(states(session)) == {CodeState.ISSUED}


@pytest.mark.parametrize("version", ["-1", "1.0", "", "9" * 7, "٣", "1 OR 1=1"])
def test_a_malformed_version_is_named(
    client: FlaskClient, session: Session, vote: Vote, version: str
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))

    page = client.post("/stem/bedankt", data={**form, "version": version})

    assert page.status_code == 422
    assert "version" in page.text
    assert set(states(session)) == {CodeState.ISSUED}


def test_closing_ends_changing(
    client: FlaskClient, session: Session, vote: Vote, now: Clock
) -> None:
    """T21."""
    now(vote.closes_at - timedelta(seconds=1))
    cast(client, vote.codes[0], vote.plans[0])
    enter(client, vote.codes[0])
    form = hidden(check(client, *vote.plans[:2]))
    now(vote.closes_at)

    assert client.post("/stem/bedankt", data=form).status_code == 409
    assert chosen(session) == [1]


def test_where_one_vote_is_final_no_version_changes_it(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session)
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    client.post("/stem/bedankt", data=form)
    other = {**form, "choice": vote.plans[:2], "version": "1"}

    page = client.post("/stem/bedankt", data=other)

    assert page.status_code == 409
    assert chosen(session) == [1]


def test_of_many_changes_at_once_one_is_made(
    app: Flask, client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T15."""
    cast(client, vote.codes[0], vote.plans[0])
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[1]))
    cookie = client.get_cookie("stem")
    assert cookie is not None

    def change(number: int) -> int:
        browser = FlaskClient(app, app.response_class, use_cookies=False)
        data = {**form, "submission_id": f"{number:032x}"}
        headers = {"Cookie": f"stem={cookie.value}"}
        return browser.post("/stem/bedankt", data=data, headers=headers).status_code

    with ThreadPoolExecutor(16) as threads:
        statuses = sorted(threads.map(change, range(16)))

    assert statuses == [200] + [409] * 15
    assert versions(session) == [2]
