"""Extra codes, once their number is public: two persons (T27, T30)."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.codes import work  # noqa: F401  # does the job at once
from pb.codes.storage import letters_folder
from pb.log.service import read_events
from pb.models import CodeState, Job
from pb.rounds.phases import Stage
from tests.auth.login import make_staff
from tests.codes.reading import code_in, read_pages
from tests.desk.factories import (
    Clock,
    approve,
    browser_of,
    counts,
    find_round,
    make_desk,
    newest,
    press,
    told,
)
from tests.pages import PageClient, tree
from tests.voting.factories import enter


@pytest.fixture(autouse=True)
def letters(app: Flask) -> Iterator[Path]:
    """The folder of sealed letters, empty; the instance is shared by all tests."""
    folder = letters_folder()
    yield folder
    for path in folder.iterdir():
        path.unlink()


def area_of(session: Session, slug: str) -> int:
    session.rollback()
    number = find_round(session, slug).areas[0].id
    session.rollback()
    return number


def test_two_persons_issue_codes_while_the_vote_is_open(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    proposer = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    approver = browser_of(client, desk.approver)
    count = {f"count-{area_of(session, desk.slug)}": "2"}
    assert press(proposer, desk.slug, "issue-codes", **count).status_code == 303
    assert counts(session) == {CodeState.ISSUED: 1}

    assert approve(approver, session, desk).status_code == 303

    assert counts(session) == {CodeState.ISSUED: 3}
    issued = told(session, desk.slug, "CODES_ISSUED")
    extra = [(body["count"], body["extra"]) for body in issued]
    assert extra == [(1, False), (2, True)]


def test_the_logbook_tells_in_which_role_extra_codes_were_issued(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    proposer = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    count = {f"count-{area_of(session, desk.slug)}": "2"}
    press(proposer, desk.slug, "issue-codes", **count)

    approve(browser_of(client, desk.approver), session, desk)

    session.rollback()
    events = read_events(session, find_round(session, desk.slug))
    [*_earlier, issued] = [e.actor for e in events if e.type == "CODES_ISSUED"]
    assert issued.startswith("approver:")


def test_the_letters_open_for_who_approved(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    proposer = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    approver = browser_of(client, desk.approver)
    count = {f"count-{area_of(session, desk.slug)}": "1"}
    press(proposer, desk.slug, "issue-codes", **count)
    approve(approver, session, desk)
    run = session.query(Job.id).scalar()
    session.rollback()

    others = press(proposer, desk.slug, "letters", run=run)
    page = approver.get(f"/beheer/rondes/{desk.slug}")
    answer = press(approver, desk.slug, "letters", run=run)

    assert (others.status_code, answer.status_code) == (403, 200)
    assert "letters" in {e["data-act"] for e in tree(page).all("button")}
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parcel:
        [pdf] = [name for name in parcel.namelist() if name.endswith(".pdf")]
        [letter] = read_pages(parcel.read(pdf))
    assert enter(client, code_in(letter)).status_code == 303


def test_who_proposed_reads_whose_browser_opens_the_letters(
    client: PageClient, session: Session, now: Clock
) -> None:
    """And nobody is told to revoke codes that can't be revoked by now."""
    desk = make_desk(session)
    proposer = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    count = {f"count-{area_of(session, desk.slug)}": "1"}
    press(proposer, desk.slug, "issue-codes", **count)
    approve(browser_of(client, desk.approver), session, desk)
    run = session.query(Job.id).scalar()
    session.rollback()

    refused = press(proposer, desk.slug, "letters", run=run)
    page = proposer.get(f"/beheer/rondes/{desk.slug}")

    for answer in (refused, page):
        assert "van wie ze goedkeurde toen het stemmen was begonnen" in answer.text
        assert "Trek de codes in" not in answer.text


def test_before_arming_one_person_is_enough(
    client: PageClient, session: Session, now: Clock
) -> None:
    from tests.codes.factories import ask_for_letters, make_frozen_round

    budget_round = make_frozen_round(session, 2)
    configurator = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    ask_for_letters(configurator, budget_round)

    assert counts(session) == {CodeState.ISSUED: 2}
    assert told(session, budget_round.slug, "CODES_ISSUED")[0]["extra"] is False


@pytest.mark.parametrize("role", [Role.DESK_CLERK, Role.APPROVER, Role.AUDITOR])
def test_only_a_configurator_proposes_codes(
    client: PageClient, session: Session, now: Clock, role: Role
) -> None:
    desk = make_desk(session)
    count = {f"count-{area_of(session, desk.slug)}": "2"}

    answer = press(
        browser_of(client, make_staff(session, role)), desk.slug, "issue-codes", **count
    )

    assert answer.status_code == 403


def test_no_more_codes_than_residents(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T27: eligible is at least issued, less revoked and void."""
    desk = make_desk(session)
    proposer = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    area = area_of(session, desk.slug)

    answers = [
        press(proposer, desk.slug, "issue-codes", **{f"count-{area}": count})
        for count in ("1000", "-1", "1e9", "")
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert newest(session) is None


def test_a_proposal_of_codes_lapses_when_others_were_issued(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    proposer = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    approver = browser_of(client, desk.approver)
    area = area_of(session, desk.slug)
    press(proposer, desk.slug, "issue-codes", **{f"count-{area}": "999"})
    first = newest(session)
    values = {"proposal": first.id, "subject_hash": first.subject_hash}
    press(proposer, desk.slug, "issue-codes", **{f"count-{area}": "1"})
    assert approve(approver, session, desk).status_code == 303

    answer = press(approver, desk.slug, "approve-issue-codes", **values)

    assert answer.status_code == 409
    assert counts(session) == {CodeState.ISSUED: 2}


def test_nothing_is_issued_when_the_vote_is_over(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    now(desk.vote.closes_at)
    proposer = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    count = {f"count-{area_of(session, desk.slug)}": "2"}

    assert press(proposer, desk.slug, "issue-codes", **count).status_code == 409
    assert find_round(session, desk.slug).stage is Stage.ARMED
