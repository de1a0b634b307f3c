"""When nobody can object any more, codes are deleted and numbers stay (1b.12)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.codes.code import generate, mac
from pb.codes.deleting import delete_codes
from pb.codes.models import CodeCount
from pb.codes.service import KeptCode, keep_codes, tally
from pb.commands import worker
from pb.desk.reconciliation import reconcile
from pb.models import Area, BudgetRound, CodeState, TrailEntry, VotingCode, Withdrawal
from pb.results.withdrawals import newest_version
from pb.sessions import store
from pb.urn import ending
from pb.urn.closing import count_codes
from pb.urn.destroying import OBJECTIONS
from pb.urn.ending import delete_due_codes
from tests.codes.factories import KEY, log_in_configurator
from tests.results.factories import AFTER, make_armed_round, make_published_round

TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')  # holds the second
Travel = Callable[[datetime], None]
OVER = AFTER + OBJECTIONS
SECOND = timedelta(seconds=1)


def publish_with_codes(session: Session) -> tuple[BudgetRound, list[str]]:
    """Publish a round with two unused codes, a used, a void and a revoked one."""
    slug = make_armed_round(session)
    budget_round = session.scalars(select(BudgetRound).filter_by(slug=slug)).one()
    codes = [generate() for _number in range(5)]
    macs = [mac(code, budget_round.id, KEY) for code in codes]
    kept = [KeptCode(each) for each in macs]
    keep_codes(session, budget_round.areas[0], kept, channel="file", now=AFTER)
    make_published_round(session, budget_round)
    used, void, revoked = macs[2:]
    for of, values in (
        (used, {"state": CodeState.USED}),
        (void, {"state": CodeState.USED, "is_void": True}),
        (revoked, {"state": CodeState.REVOKED}),
    ):
        session.execute(update(VotingCode).filter_by(mac=of).values(values))
    session.commit()
    return budget_round, codes


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(VotingCode)) or 0


def numbers(session: Session, budget_round: BudgetRound) -> list[object]:
    """Return every number of codes that the program tells."""
    account = reconcile(session, budget_round)
    assert account.fits
    counted = count_codes(session, budget_round)
    found = [counted, tally(session, budget_round), account.areas, account.total]
    session.rollback()
    return found


def test_go_when_the_time_for_objections_is_over_and_not_before(
    session: Session,
) -> None:
    publish_with_codes(session)

    assert delete_due_codes(session, now=OVER - SECOND) == 0
    assert rows(session) == 5
    assert delete_due_codes(session, now=OVER) == 5
    assert rows(session) == 0
    assert delete_due_codes(session, now=OVER) == 0


def test_leave_every_number_as_it_was(session: Session) -> None:
    """T27: issued = unused + used + revoked, also after the codes are gone."""
    budget_round, _codes = publish_with_codes(session)
    before = numbers(session, budget_round)

    delete_due_codes(session, now=OVER)

    assert numbers(session, budget_round) == before
    left = session.execute(
        select(CodeCount.state, CodeCount.is_void, CodeCount.count)
    ).all()
    assert sorted(tuple(row) for row in left) == [
        ("issued", False, 2),
        ("revoked", False, 1),
        ("used", False, 1),
        ("used", True, 1),
    ]


def test_stay_as_long_as_no_result_holds(session: Session) -> None:
    """T28: whoever waits for another result can still ask about a code."""
    budget_round, _codes = publish_with_codes(session)
    newest = newest_version(session, budget_round)
    assert newest is not None
    withdrawn = Withdrawal(publication_id=newest.id, withdrawn_at=AFTER, reason="Fout")
    session.add(withdrawn)
    session.commit()

    assert delete_due_codes(session, now=OVER + OBJECTIONS) == 0
    assert rows(session) == 5


def test_are_as_unknown_as_codes_that_never_were(
    client: FlaskClient, session: Session, now: Travel
) -> None:
    """T4, T28: until then the page tells; after that it is the page of any code."""
    _budget_round, codes = publish_with_codes(session)
    now(OVER)
    told = client.post("/controle", data={"code": codes[2]}, follow_redirects=True)
    delete_due_codes(session, now=OVER)

    pair = (codes[2], generate())
    assert "Met deze code is gestemd" in told.text
    for page in ("/controle", "/stem"):
        asked = {code: client.post(page, data={"code": code}) for code in pair}
        assert {answer.status_code for answer in asked.values()} == {422}
        texts = {
            TOKEN.sub("", answer.text.replace(code, ""))
            for code, answer in asked.items()
        }
        assert len(texts) == 1


def test_are_no_longer_called_back(client: FlaskClient, session: Session) -> None:
    budget_round, _codes = publish_with_codes(session)
    budget_round.closed_at = AFTER
    session.commit()
    log_in_configurator(client, session)
    page = f"/beheer/rondes/{budget_round.slug}/steekproef"

    assert client.get(page).status_code == 200
    delete_due_codes(session, now=OVER)
    assert client.get(page).status_code == 409


def test_take_the_sessions_of_their_voters_along(session: Session) -> None:
    publish_with_codes(session)
    code_id = session.scalars(select(VotingCode.id)).first()
    session.rollback()
    cookie = store.start("voter", now=OVER, code_id=code_id)

    delete_due_codes(session, now=OVER)

    assert store.find(cookie, kind="voter", now=OVER) is None


def test_are_not_deleted_before_they_are_counted(session: Session) -> None:
    publish_with_codes(session)

    with pytest.raises(IntegrityError):
        session.execute(delete(VotingCode))
    session.rollback()


def test_numbers_of_deleted_codes_never_change(session: Session) -> None:
    publish_with_codes(session)
    delete_due_codes(session, now=OVER)

    for statement in (update(CodeCount).values(count=9), delete(CodeCount)):
        with pytest.raises(IntegrityError):
            session.execute(statement)
        session.rollback()


def test_of_other_rounds_go_when_one_can_not(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_with_codes(session)
    whole = delete_codes

    def fail_once(*_arguments: object) -> int:
        monkeypatch.setattr(ending, "delete_codes", whole)
        raise ValueError("something is wrong with this round")

    monkeypatch.setattr(ending, "delete_codes", fail_once)

    assert delete_due_codes(session, now=OVER) == 0  # and nothing is raised
    assert delete_due_codes(session, now=OVER) == 5


def test_leave_no_traces_in_the_file(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_with_codes(session)
    scrubbed: list[object] = []
    monkeypatch.setattr(worker, "scrub_codes", scrubbed.append)

    worker.delete_codes_on_time(OVER - SECOND)
    assert scrubbed == []
    worker.delete_codes_on_time(OVER)

    assert len(scrubbed) == 1


def test_the_trail_tells_how_many_went(session: Session) -> None:
    publish_with_codes(session)

    delete_due_codes(session, now=OVER)

    (line,) = session.scalars(
        select(TrailEntry).where(TrailEntry.kind == "personal_data_erased")
    )
    assert '"count":5' in line.detail_json
    assert session.scalars(select(Area)).first() is not None
