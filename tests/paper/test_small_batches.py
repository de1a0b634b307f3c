"""Of a batch of few ballots, who saw the codes never sees the choices (T25, 1b.8)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.models import BatchState, PaperBatch
from pb.paper.sheets import Outcome
from pb.paper.spending import SawTheCodes, begin_entering
from pb.trail.kinds import Kind
from pb.trail.service import aliases, note
from tests.auth.login import log_in
from tests.factories import NOW
from tests.pages import PageClient
from tests.paper.factories import PaperDesk, address


def browser_of(client: PageClient, desk: PaperDesk) -> FlaskClient:
    """Return the browser of Carol, who used the codes."""
    browser = PageClient(client.application)
    log_in(browser, desk.carol)
    return browser


def test_who_used_the_codes_can_not_shuffle_a_small_batch(
    session: Session, desk: PaperDesk
) -> None:
    desk.spend(desk.vote.codes[0])
    carol = desk.carol.id

    with pytest.raises(SawTheCodes):
        begin_entering(session, desk.batch, accepts_few=True, staff_id=carol, now=NOW)

    assert desk.batch.state is BatchState.SPENDING


def test_nor_enter_a_ballot_of_it(session: Session, desk: PaperDesk) -> None:
    desk.spend(*desk.vote.codes[:9])
    desk.begin()

    with pytest.raises(SawTheCodes):
        desk.enter(desk.carol, 1, [])
    assert desk.both(1, []) is Outcome.AGREED


def test_nor_does_who_let_in_somebody_that_used_the_codes(
    session: Session, desk: PaperDesk
) -> None:
    desk.spend(desk.vote.codes[0])
    by, about = desk.ann.id, desk.carol.id
    note(session, Kind.PASSWORD_RESET, at=NOW, actor=by, about=about)
    session.commit()

    with pytest.raises(SawTheCodes):
        desk.begin()


def test_where_nobody_kept_who_used_the_codes_everybody_may_have(
    session: Session, desk: PaperDesk
) -> None:
    desk.spend(desk.vote.codes[0])
    session.execute(update(PaperBatch).values(spent_by=[]))
    session.commit()

    with pytest.raises(SawTheCodes):
        desk.begin()


def test_of_ten_ballots_everybody_may_enter(session: Session, desk: PaperDesk) -> None:
    desk.spend(*desk.vote.codes[:10])
    carol = desk.carol.id
    begin_entering(session, desk.batch, accepts_few=False, staff_id=carol, now=NOW)

    assert desk.enter(desk.carol, 1, []) is Outcome.FIRST


def test_the_pages_say_so_and_ask_for_somebody_else(
    client: PageClient, session: Session, desk: PaperDesk
) -> None:
    desk.spend(desk.vote.codes[0])
    browser = browser_of(client, desk)

    before = browser.get(address(desk, "/stapels/1"))
    refused = browser.post(address(desk, "/stapels/1/geschud"), data={"few": "yes"})
    desk.begin()
    after = browser.get(address(desk, "/stapels/1"))

    assert "shuffle-paper" not in before.text
    assert "nieuwe codes kunnen er nog bij" in before.text
    assert (refused.status_code, "u zag codes ervan" in refused.text) == (422, True)
    assert address(desk, "/stapels/1/biljet") not in after.text
    assert browser.get(address(desk, "/stapels/1/biljet")).status_code == 409


def test_a_batch_keeps_pseudonyms_of_who_handled_it(
    session: Session, desk: PaperDesk
) -> None:
    desk.run([], [])

    known = aliases(session)
    assert desk.batch.spent_by == [known[desk.carol.id]]
    assert desk.batch.shuffled_by == known[desk.ann.id]


@pytest.mark.parametrize(
    "change", ["state = 'entering'", "state = 'entering', shuffled_by = NULL"]
)
def test_the_database_wants_to_know_who_shuffled(
    session: Session, desk: PaperDesk, change: str
) -> None:
    desk.spend(desk.vote.codes[0])

    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE paper_batch SET {change}"))  # noqa: S608
    session.rollback()
