"""Two people at one batch, or a clerk and a voter, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pb.auth.models import StaffMember
from pb.db import db, may_write
from pb.models import BatchState, CodeState
from tests.auth.login import log_in
from tests.paper.factories import PaperDesk, address, fields_of
from tests.voting.factories import check, count_ballots, enter, hidden, states

Press = Callable[[], int]


def at_once(app: Flask, *presses: Press) -> list[int]:
    """Press all buttons at one moment; return the statuses, sorted."""
    barrier = Barrier(len(presses))

    def press(each: Press) -> int:
        barrier.wait()
        with app.app_context():
            return each()

    db.session().rollback()
    with ThreadPoolExecutor(len(presses)) as pool:
        return sorted(pool.map(press, presses))


def browser_of(app: Flask, session: Session, member: StaffMember) -> FlaskClient:
    may_write(session)
    browser = FlaskClient(app, app.response_class)
    log_in(browser, member)
    return browser


def entering(
    app: Flask, session: Session, desk: PaperDesk, who: StaffMember, typed: str
) -> Press:
    """Return the press of who typed the next ballot."""
    browser = browser_of(app, session, who)
    page = browser.get(address(desk, "/stapels/1/biljet"))
    data = {**fields_of(page, "enter-sheet"), "plannen": typed}
    may_write(session)
    target = address(desk, "/stapels/1/biljet")
    return lambda: browser.post(target, data=data).status_code


@pytest.fixture
def entered(desk: PaperDesk) -> PaperDesk:
    """A batch of one ballot, to be entered."""
    desk.spend(desk.vote.codes[0])
    desk.begin()
    return desk


def test_two_first_entries_become_a_first_and_a_second(
    app: Flask, session: Session, entered: PaperDesk
) -> None:
    presses = [
        entering(app, session, entered, who, "1 2")
        for who in (entered.ann, entered.bob)
    ]

    assert at_once(app, *presses) == [303, 303]
    entered.finish()

    assert count_ballots(session) == 1


def test_a_double_click_is_one_entry(
    app: Flask, session: Session, entered: PaperDesk
) -> None:
    press = entering(app, session, entered, entered.ann, "1")

    assert at_once(app, press, press, press) == [303, 303, 303]

    assert entered.batch.differences == 0
    entered.enter(entered.bob, 1, [entered.vote.plans[0]])
    entered.finish()


def test_a_batch_is_sealed_once(
    app: Flask, session: Session, entered: PaperDesk
) -> None:
    entered.both(1, [])
    browsers = [browser_of(app, session, who) for who in (entered.ann, entered.bob)]
    target = address(entered, "/stapels/1/klaar")
    presses = [lambda b=b: b.post(target).status_code for b in browsers]

    assert at_once(app, *presses) == [303, 409]

    assert count_ballots(session) == 1
    assert entered.batch.state is BatchState.DONE


def test_a_code_is_spent_on_paper_or_online_never_both(
    app: Flask, session: Session, desk: PaperDesk
) -> None:
    """One code, one vote: the update of the code decides."""
    code = desk.vote.codes[0]
    desk.spend()
    voter = FlaskClient(app, app.response_class)
    enter(voter, code)
    fields = hidden(check(voter, desk.vote.plans[0]))
    clerk = browser_of(app, session, desk.ann)
    target = address(desk, "/stapels/1/code")

    statuses = at_once(
        app,
        lambda: voter.post("/stem/bedankt", data=fields).status_code,
        lambda: clerk.post(target, data={"code": code}).status_code,
    )

    assert statuses in ([200, 409], [303, 409])
    assert states(session).count(CodeState.USED) == 1
    assert desk.batch.spent + count_ballots(session) == 1


def test_every_code_of_two_clerks_is_counted(
    app: Flask, session: Session, desk: PaperDesk
) -> None:
    desk.spend()
    target = address(desk, "/stapels/1/code")
    browsers = [browser_of(app, session, who) for who in (desk.ann, desk.bob)] * 5
    presses = [
        lambda b=b, c=c: b.post(target, data={"code": c}).status_code
        for b, c in zip(browsers, desk.vote.codes, strict=False)
    ]

    assert at_once(app, *presses) == [303] * 10

    assert desk.batch.spent == states(session).count(CodeState.USED) == 10
