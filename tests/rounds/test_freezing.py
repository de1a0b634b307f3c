"""One proposes what is fixed, another who sees all of it fixes it (T30)."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exports import event_log
from pb.auth.models import Role
from pb.log.service import event_line, read_events
from pb.models import BudgetRound, Decision, Project
from pb.rounds import service
from pb.rounds.phases import Stage
from tests.auth.login import make_staff
from tests.desk.factories import browser_of, newest, told
from tests.pages import PageClient, tree
from tests.rounds.approving import approve, propose
from tests.rounds.factories import CHECKED_AT, CLOSED_AT, SEED, make_round_in

Travel = Callable[[datetime], None]
SLUG = "zomer"
DESK = f"/beheer/rondes/{SLUG}"
LATER = CLOSED_AT + timedelta(days=2)
REASON = "Deze buurt hoort nergens anders bij."


@pytest.fixture
def listed(session: Session, now: Travel) -> BudgetRound:
    """A round that is ready to be frozen."""
    budget_round = make_round_in(session, Stage.SHORTLISTED, slug=SLUG)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    now(CHECKED_AT)
    return budget_round


def stage_of(session: Session, budget_round: BudgetRound) -> Stage:
    session.rollback()
    session.refresh(budget_round)
    return budget_round.stage


def make_small(session: Session, budget_round: BudgetRound, letters: int) -> None:
    session.refresh(budget_round)
    budget_round.areas[0].letters_sent = letters
    session.commit()


def test_one_person_does_not_freeze(
    client: PageClient, session: Session, listed: BudgetRound
) -> None:
    member = make_staff(session, Role.CONFIGURATOR, Role.APPROVER)

    assert propose(client, session, SLUG, "freeze", member=member).status_code == 303
    assert stage_of(session, listed) is Stage.SHORTLISTED
    assert approve(client, session, SLUG, member=member).status_code == 409
    assert stage_of(session, listed) is Stage.SHORTLISTED


def test_two_persons_freeze_and_the_logbook_names_both(
    client: PageClient, session: Session, listed: BudgetRound
) -> None:
    propose(client, session, SLUG, "freeze")

    assert approve(client, session, SLUG).status_code == 303

    assert stage_of(session, listed) is Stage.FROZEN
    events = read_events(session, listed)
    assert [event.type for event in events] == [
        "ROUND_FROZEN",
        "ACT_PROPOSED",
        "ACT_DECIDED",
    ]
    actors = [event.actor.split(":")[0] for event in events]
    assert actors == ["approver", "configurator", "approver"]
    assert event_log.find_fault(map(event_line, events)) is None


def test_nothing_is_told_in_public_before_a_round_is_frozen(
    client: PageClient, session: Session, listed: BudgetRound
) -> None:
    propose(client, session, SLUG, "freeze")
    approver = browser_of(client, make_staff(session, Role.APPROVER))
    approver.post(f"{DESK}/reject-proposal", data={"proposal": newest(session).id})

    assert newest(session).outcome is Decision.REJECTED
    assert told(session, SLUG, "ACT_PROPOSED", "ACT_DECIDED") == []


def test_the_second_person_sees_everything_that_is_fixed(
    client: PageClient, session: Session, listed: BudgetRound
) -> None:
    propose(client, session, SLUG, "freeze")
    browser = browser_of(client, make_staff(session, Role.APPROVER))

    page = browser.get(DESK).text
    draft = browser.get(f"{DESK}/vast-te-zetten.json").data

    hash_ = hashlib.sha256(draft).hexdigest()
    assert hash_[:4] in page
    for words in ("1. ", "Rubroek: 1.000 brieven", "Groen", "€\u00a0300", SEED):
        assert words in page
    approve(client, session, SLUG)
    assert stage_of(session, listed) is Stage.FROZEN
    assert listed.config_hash == hash_


CHANGES: dict[str, Callable[[Session, BudgetRound], None]] = {
    "cost": lambda session, _round: setattr(
        session.scalars(select(Project).order_by(Project.id)).first(), "cost", 1
    ),
    "title": lambda _session, row: setattr(row, "title", "Iets anders"),
    "date": lambda _session, row: setattr(row, "closes_at", LATER),
    "letters": lambda _session, row: setattr(row.areas[0], "letters_sent", 999),
    "recast": lambda _session, row: setattr(row, "recast", "last_counts"),
    "lot": lambda _session, row: setattr(row, "tie_seed", "9 9 9"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_ends_the_proposal(
    client: PageClient,
    session: Session,
    listed: BudgetRound,
    change: Callable[[Session, BudgetRound], None],
) -> None:
    propose(client, session, SLUG, "freeze")
    session.refresh(listed)
    change(session, listed)
    session.commit()

    answer = approve(client, session, SLUG)

    assert answer.status_code == 409
    assert "vervallen" in answer.text
    assert stage_of(session, listed) is Stage.SHORTLISTED
    assert newest(session).outcome is Decision.LAPSED
    assert propose(client, session, SLUG, "freeze").status_code == 303


def test_an_area_with_few_letters_needs_a_tick_and_a_reason(
    client: PageClient, session: Session, listed: BudgetRound
) -> None:
    """1b.10."""
    make_small(session, listed, 99)

    attempts: list[dict[str, Any]] = [
        {},
        {"small_areas": "y"},
        {"small_areas_reason": REASON},
    ]
    for fields in attempts:
        answer = propose(client, session, SLUG, "freeze", **fields)
        assert answer.status_code == 422
        assert "Rubroek" in answer.text
        wrong = [e for e in tree(answer).all() if e["aria-invalid"] == "true"]
        assert wrong
    assert stage_of(session, listed) is Stage.SHORTLISTED


def test_two_persons_let_a_small_area_take_part(
    client: PageClient, session: Session, listed: BudgetRound
) -> None:
    """1b.10."""
    make_small(session, listed, 99)
    fields: dict[str, Any] = {"small_areas": "y", "small_areas_reason": REASON}
    propose(client, session, SLUG, "freeze", **fields)
    page = browser_of(client, make_staff(session, Role.APPROVER)).get(DESK).text
    assert REASON in page

    assert approve(client, session, SLUG).status_code == 303

    area = str(listed.areas[0].id)
    assert told(session, SLUG, "SMALL_AREAS_ALLOWED") == [
        {"areas": [area], "reason": REASON}
    ]
    assert REASON.rstrip(".") in client.get(f"/rondes/{SLUG}/logboek").text


def test_an_area_of_a_hundred_letters_needs_no_word(
    client: PageClient, session: Session, listed: BudgetRound
) -> None:
    make_small(session, listed, 100)

    assert propose(client, session, SLUG, "freeze").status_code == 303


def test_an_area_that_became_small_ends_the_proposal(
    client: PageClient, session: Session, listed: BudgetRound
) -> None:
    propose(client, session, SLUG, "freeze")
    make_small(session, listed, 5)

    assert approve(client, session, SLUG).status_code == 409
    assert stage_of(session, listed) is Stage.SHORTLISTED


def test_a_proposal_to_freeze_too_late_is_not_approved(
    client: PageClient, session: Session, listed: BudgetRound, now: Travel
) -> None:
    propose(client, session, SLUG, "freeze")
    session.refresh(listed)
    assert listed.opens_at is not None
    now(listed.opens_at)

    assert approve(client, session, SLUG).status_code == 409


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CONFIGURATOR, Role.APPROVER}))
def test_other_roles_neither_propose_nor_approve(
    client: PageClient, session: Session, listed: BudgetRound, role: Role
) -> None:
    propose(client, session, SLUG, "freeze")
    stranger = make_staff(session, role)

    assert approve(client, session, SLUG, member=stranger).status_code == 403
    assert propose(client, session, SLUG, "freeze", member=stranger).status_code == 403


def test_a_round_that_is_not_complete_has_nothing_to_show(
    client: PageClient, session: Session, now: Travel
) -> None:
    now(CHECKED_AT)
    make_round_in(session, Stage.SHORTLISTED, slug=SLUG)
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    assert browser.get(f"{DESK}/vast-te-zetten.json").status_code == 409
    assert browser.post(f"{DESK}/freeze").status_code == 409
