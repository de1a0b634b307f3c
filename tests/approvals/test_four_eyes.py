"""What one person proposes another decides about (T30)."""

from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffRole
from pb.models import CodeState, Decision, Proposal
from pb.rounds.phases import Stage
from pb.urn.keyfiles import urn_files
from pb.urn.service import destroy_key
from tests.auth.login import make_staff
from tests.desk.factories import (
    Clock,
    LetterDesk,
    approve,
    ask_replacement,
    browser_of,
    counts,
    find_round,
    make_desk,
    newest,
    press,
    propose_as,
    told,
)
from tests.factories import NOW
from tests.pages import PageClient, tree
from tests.voting.factories import cast

ISSUED, USED, REVOKED = CodeState.ISSUED, CodeState.USED, CodeState.REVOKED


def destroy_key_of(session: Session, desk: LetterDesk) -> None:
    """Publish a round without a result, and destroy its key."""
    session.rollback()
    budget_round = find_round(session, desk.slug)
    budget_round.stage = Stage.PUBLISHED
    session.commit()
    instance: Path = current_app.extensions["config"].instance
    files = urn_files(instance, desk.slug)
    destroy_key(session, budget_round, files, now=NOW)


def test_who_proposed_can_not_approve_in_another_browser(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T30: two sessions of one person are one person."""
    desk, member = propose_as(client, session, Role.CONFIGURATOR)

    answer = approve(browser_of(client, member), session, desk)

    assert answer.status_code == 409
    assert "zelf voorgesteld" in answer.text
    assert counts(session) == {ISSUED: 1}


def test_who_proposed_can_not_approve_in_another_role(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T30: also after a change of role."""
    desk, member = propose_as(client, session, Role.DESK_CLERK)
    session.execute(delete(StaffRole).where(StaffRole.staff_id == member.id))
    session.add(StaffRole(staff_id=member.id, role=Role.APPROVER.value))
    session.commit()

    answer = approve(browser_of(client, member), session, desk)

    assert answer.status_code == 409
    assert newest(session).outcome is None


def test_the_desk_shows_the_approver_exactly_what_is_proposed(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    browser = browser_of(client, desk.approver)

    page = browser.get(f"/beheer/rondes/{desk.slug}")

    assert desk.numbers[0] in page.text
    assert "De brief is kwijt" in page.text
    hashes = [e["data-subject-hash"] for e in tree(page).all()]
    assert newest(session).subject_hash in hashes
    acts = {e["data-act"] for e in tree(page).all("button")}
    assert {"approve-replace-code", "reject-proposal"} <= acts
    assert "replace-code" not in acts


def test_the_proposer_gets_no_button_to_approve(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, member = propose_as(client, session, Role.CONFIGURATOR)

    page = browser_of(client, member).get(f"/beheer/rondes/{desk.slug}")

    acts = {e["data-act"] for e in tree(page).all("button")}
    assert "withdraw-proposal" in acts
    assert not acts & {"approve-replace-code", "reject-proposal"}


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.DESK_CLERK, Role.CONFIGURATOR, Role.APPROVER})
)
def test_others_neither_see_nor_do_it(
    client: PageClient, session: Session, now: Clock, role: Role
) -> None:
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    stranger = browser_of(client, make_staff(session, role))

    answers = [
        approve(stranger, session, desk),
        ask_replacement(stranger, desk),
        press(stranger, desk.slug, "void", letter=desk.numbers[0], reason="moved"),
        press(stranger, desk.slug, "reject-proposal", proposal=newest(session).id),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    page = stranger.get(f"/beheer/rondes/{desk.slug}").text
    assert desk.numbers[0] not in page


def test_the_desk_clerk_does_not_approve_a_colleague(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, _member = propose_as(client, session, Role.CONFIGURATOR)

    assert approve(browser_of(client, desk.clerk), session, desk).status_code == 403


def test_an_approver_does_not_propose(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)

    answer = ask_replacement(browser_of(client, desk.approver), desk)

    assert answer.status_code == 403


def test_a_proposal_lapses_when_the_code_was_used_meanwhile(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T12: the vote that came first counts, and the proposal is over."""
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    cast(client, desk.vote.codes[0], desk.vote.plans[0])
    approver = browser_of(client, desk.approver)

    first = approve(approver, session, desk)
    second = approve(approver, session, desk)

    assert (first.status_code, second.status_code) == (409, 409)
    assert "vervallen" in first.text
    assert newest(session).outcome is Decision.LAPSED
    assert counts(session) == {USED: 1}
    assert told(session, desk.slug, "ACT_DECIDED")[0]["outcome"] == "lapsed"


def test_of_two_proposals_for_one_letter_the_second_lapses(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, member = propose_as(client, session, Role.DESK_CLERK)
    ask_replacement(browser_of(client, member), desk, reason="damaged")
    approver = browser_of(client, desk.approver)

    approve(approver, session, desk)
    first = session.scalars(select(Proposal).order_by(Proposal.id)).first()
    assert first is not None
    values = {"proposal": first.id, "subject_hash": first.subject_hash}
    answer = press(approver, desk.slug, "approve-replace-code", **values)

    assert answer.status_code == 409
    assert counts(session) == {ISSUED: 1, REVOKED: 1}


@pytest.mark.parametrize("shown", ["", "0" * 64, "\0", "x" * 5000])
def test_only_what_the_page_showed_is_approved(
    client: PageClient, session: Session, now: Clock, shown: str
) -> None:
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    approver = browser_of(client, desk.approver)
    values = {"proposal": newest(session).id, "subject_hash": shown}

    answer = press(approver, desk.slug, "approve-replace-code", **values)

    assert answer.status_code == 409
    assert newest(session).outcome is None


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 40, "1 OR 1=1", "\0"])
def test_a_proposal_that_is_not_there_is_not_found(
    client: PageClient, session: Session, now: Clock, number: str
) -> None:
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    approver = browser_of(client, desk.approver)
    hash_ = newest(session).subject_hash

    for act in ("approve-replace-code", "reject-proposal", "withdraw-proposal"):
        values = {"proposal": number, "subject_hash": hash_}
        assert press(approver, desk.slug, act, **values).status_code == 404


def test_a_proposal_is_decided_by_its_own_act_and_round(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    proposal, other = newest(session), make_desk(session)
    values = {"proposal": newest(session).id, "subject_hash": proposal.subject_hash}
    approver = browser_of(client, desk.approver)

    answers = [
        press(approver, desk.slug, "approve-void", **values),
        press(approver, other.slug, "approve-replace-code", **values),
        press(approver, desk.slug, "approve-everything", **values),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_rejected_proposal_is_not_done(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    approver = browser_of(client, desk.approver)

    press(approver, desk.slug, "reject-proposal", proposal=newest(session).id)

    assert approve(approver, session, desk).status_code == 409
    assert newest(session).outcome is Decision.REJECTED
    assert counts(session) == {ISSUED: 1}


def test_only_who_proposed_takes_it_back(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, member = propose_as(client, session, Role.DESK_CLERK)
    number = newest(session).id

    others = [
        press(browser_of(client, who), desk.slug, "withdraw-proposal", proposal=number)
        for who in (desk.approver, desk.clerk)
    ]
    own = press(
        browser_of(client, member), desk.slug, "withdraw-proposal", proposal=number
    )

    assert [answer.status_code for answer in (*others, own)] == [409, 409, 303]
    assert newest(session).outcome is Decision.WITHDRAWN


CHANGES = {
    "own-approval": {"outcome": "approved", "approver": "proposer"},
    "nobody": {"outcome": "approved", "approver": None},
    "another-subject": {"subject_json": "{}"},
    "another-hash": {"subject_hash": "0" * 64},
    "another-proposer": {"proposer": "approver"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_be_told_otherwise(
    client: PageClient, session: Session, now: Clock, change: dict[str, str | None]
) -> None:
    """T30: whoever writes in the table by hand is held to the same rules."""
    desk, member = propose_as(client, session, Role.DESK_CLERK)
    people = {"proposer": member.id, "approver": desk.approver.id, None: None}
    values: dict[str, object] = dict(change)
    for name in ("approver", "proposer"):
        if name in change:
            values[f"{name}_id"] = people[values.pop(name)]  # type: ignore[index]
    if "outcome" in change:
        values["decided_at"] = member.created_at

    with pytest.raises(IntegrityError):
        session.execute(update(Proposal).values(**values))
    session.rollback()


def test_a_decision_is_final_in_the_database(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    approve(browser_of(client, desk.approver), session, desk)

    for statement in (
        "UPDATE proposal SET outcome = 'rejected'",
        "UPDATE proposal SET result_json = '{}'",
        "DELETE FROM proposal",
    ):
        with pytest.raises(IntegrityError):
            session.execute(text(statement))
        session.rollback()


def test_what_was_decided_may_be_forgotten(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T46: the number of a letter goes, the hash in the logbook stays."""
    desk, _member = propose_as(client, session, Role.DESK_CLERK)
    approve(browser_of(client, desk.approver), session, desk)

    session.execute(update(Proposal).values(subject_json="{}"))
    session.commit()

    assert desk.numbers[0] not in newest(session).subject_json


def test_what_proposals_were_about_goes_with_the_key(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T46: the desk still shows what kind of act was decided, and by whom."""
    desk, member = propose_as(client, session, Role.CONFIGURATOR)
    approve(browser_of(client, desk.approver), session, desk)
    destroy_key_of(session, desk)

    found = session.scalars(select(Proposal).order_by(Proposal.id)).all()
    page = browser_of(client, member).get(f"/beheer/rondes/{desk.slug}")

    assert {proposal.subject_json for proposal in found} == {"{}"}
    assert found[0].outcome is Decision.APPROVED
    assert page.status_code == 200
    assert "Een nieuwe brief" in page.text
    assert desk.numbers[0] not in page.text


def test_what_still_waits_lapses_when_the_key_is_destroyed(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk, _member = propose_as(client, session, Role.DESK_CLERK)

    destroy_key_of(session, desk)

    assert newest(session).outcome is Decision.LAPSED
    assert newest(session).subject_json == "{}"
    assert told(session, desk.slug, "ACT_DECIDED")[0]["outcome"] == "lapsed"


def test_proposals_of_another_round_are_not_forgotten(
    client: PageClient, session: Session, now: Clock
) -> None:
    here, there = make_desk(session), make_desk(session)
    ask_replacement(browser_of(client, there.clerk), there)

    destroy_key_of(session, here)

    assert there.numbers[0] in newest(session).subject_json
