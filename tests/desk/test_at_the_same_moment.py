"""Two people at the desk, or one of them and a voter, at the same moment (T12, T15)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.db import may_write
from pb.models import CodeBatch, CodeState, Decision
from tests.auth.login import log_in, make_staff
from tests.desk.factories import (
    Clock,
    LetterDesk,
    ask_replacement,
    browser_of,
    counts,
    make_desk,
    newest,
    told,
)
from tests.pages import PageClient
from tests.voting.factories import check, count_ballots, enter, hidden

Press = Callable[[], int]


def at_once(app: Flask, *presses: Press) -> list[int]:
    """Press all buttons at one moment; return the statuses."""
    barrier = Barrier(len(presses))

    def press(each: Press) -> int:
        barrier.wait()
        with app.app_context():
            return each()

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, presses))


def approving(app: Flask, session: Session, desk: LetterDesk, *roles: Role) -> Press:
    """Return the press of a new member of staff who saw the newest proposal."""
    browser = FlaskClient(app, app.response_class)
    may_write(session)  # whatever was asked for last
    log_in(browser, make_staff(session, *roles))
    proposal = newest(session)
    address = f"/beheer/rondes/{desk.slug}/approve-{proposal.act}"
    values = {"proposal": proposal.id, "subject_hash": proposal.subject_hash}
    session.rollback()
    return lambda: browser.post(address, data=values).status_code


def casting(app: Flask, desk: LetterDesk) -> Press:
    """Return the press of a voter who stands before the last button."""
    browser = FlaskClient(app, app.response_class)
    enter(browser, desk.vote.codes[0])
    fields = hidden(check(browser, desk.vote.plans[0]))
    return lambda: browser.post("/stem/bedankt", data=fields).status_code


def test_of_two_approvers_one_approves(
    app: Flask, client: PageClient, session: Session, now: Clock
) -> None:
    """T30: one new letter, not two."""
    desk = make_desk(session)
    ask_replacement(browser_of(client, desk.clerk), desk)
    presses = [approving(app, session, desk, Role.APPROVER) for _ in range(3)]

    statuses = at_once(app, *presses)

    assert sorted(statuses) == [303, 409, 409]
    assert counts(session) == {CodeState.ISSUED: 1, CodeState.REVOKED: 1}
    batches = session.scalars(select(CodeBatch.channel)).all()
    assert sorted(batches) == ["file", "replacement"]
    assert len(told(session, desk.slug, "CODE_REPLACED")) == 1


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("act", ["replace-code", "void"])
def test_of_a_vote_and_its_revocation_exactly_one_wins(
    app: Flask, client: PageClient, session: Session, now: Clock, act: str, attempt: int
) -> None:
    """T12: a receipt means a ballot in the urn, a dead code means no ballot."""
    desk = make_desk(session)
    values = {"letter": desk.numbers[0], "reason": "stolen"}
    clerk = browser_of(client, desk.clerk)
    clerk.post(f"/beheer/rondes/{desk.slug}/{act}", data=values)
    approve, cast = approving(app, session, desk, Role.APPROVER), casting(app, desk)

    approved, voted = at_once(app, approve, cast)

    assert (approved, voted) in {(303, 409), (409, 200), (303, 303)}
    has_voted = voted == 200
    assert count_ballots(session) == int(has_voted)
    assert (CodeState.REVOKED in counts(session)) is not has_voted
    outcome = newest(session).outcome
    assert outcome is (Decision.LAPSED if has_voted else Decision.APPROVED)


def test_of_a_vote_and_a_void_of_that_vote_the_numbers_fit(
    app: Flask, client: PageClient, session: Session, now: Clock
) -> None:
    """T27: the voter sends it again while it is voided."""
    desk = make_desk(session)
    vote = casting(app, desk)
    assert vote() == 200
    values = {"letter": desk.numbers[0], "reason": "stolen", "voids_ballot": "yes"}
    clerk = browser_of(client, desk.clerk)
    clerk.post(f"/beheer/rondes/{desk.slug}/void", data=values)

    approved, again = at_once(app, approving(app, session, desk, Role.APPROVER), vote)

    assert approved == 303
    assert again in {200, 409}
    assert count_ballots(session) == 0
    assert counts(session) == {CodeState.USED: 1}
