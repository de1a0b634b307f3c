"""What is kept has an end, and is gone by then."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember
from pb.config import ConfigurationError
from pb.db import db
from pb.models import BudgetRound, ProposerContact, StaffPseudonym, TrailEntry
from pb.retention.register import kinds
from pb.retention.service import erase_due
from pb.retention.settings import keep_months
from pb.retention.terms import TooLong, set_term, terms_of
from pb.retention.work import erase_on_time
from pb.staff.service import Change, disable
from pb.trail.kinds import Kind
from pb.trail.models import StaffAlias
from pb.trail.service import SYSTEM, detail_of
from tests.auth.login import make_staff
from tests.factories import NOW
from tests.projects.factories import make_collecting_round, make_plan

Clock = Callable[[datetime], None]
ENDED = NOW + timedelta(days=74)  # of the rounds below
MONTH = timedelta(days=30)


def contacts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProposerContact)) or 0


def test_every_kind_has_an_end_and_nothing_is_left_after_it(session: Session) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round)
    terms = terms_of(session, budget_round, {})
    latest = max(term.until for term in terms if term.until)

    assert len(terms) == len(kinds()) > 0
    erase_due(session, {}, now=latest)
    assert [term.left for term in terms_of(session, budget_round, {})] == [0] * len(
        terms
    )


def test_a_round_may_keep_it_shorter_and_never_longer(session: Session) -> None:
    shorter, usual = (make_collecting_round(session) for _number in range(2))
    for each in (shorter, usual):
        make_plan(session, each)
    kind = next(kind for kind in kinds() if kind.name == "proposer_contact")
    installation = {kind.name: 12}

    assert set_term(session, shorter, kind, 3, installation) == 12
    assert set_term(session, shorter, kind, 2, installation) == 3
    with pytest.raises(TooLong):
        set_term(session, shorter, kind, 13, installation)
    erase_due(session, installation, now=ENDED + 2 * MONTH)
    assert contacts(session) == 1
    erase_due(session, installation, now=ENDED + 12 * MONTH)
    assert contacts(session) == 0


def test_of_two_who_store_a_term_at_once_the_second_is_told_the_first(
    app: Flask, session: Session
) -> None:
    round_id = make_collecting_round(session).id
    session.commit()
    kind = next(kind for kind in kinds() if kind.name == "proposer_contact")
    barrier = Barrier(2)

    def store(months: int) -> int:
        with app.app_context():
            own = db.session()
            budget_round = own.get_one(BudgetRound, round_id)
            own.rollback()
            barrier.wait()
            before = set_term(own, budget_round, kind, months, {kind.name: 12})
            own.commit()
            db.session.remove()
            return before

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(store, [5, 5])) == [5, 12]


def test_a_shorter_term_of_the_installation_wins(session: Session) -> None:
    budget_round = make_collecting_round(session)
    kind = next(kind for kind in kinds() if kind.name == "proposer_contact")
    set_term(session, budget_round, kind, 12, {kind.name: 12})

    terms = {
        term.kind.name: term for term in terms_of(session, budget_round, {kind.name: 6})
    }
    assert terms[kind.name].months == 6


def test_the_worker_erases_and_the_trail_tells_how_much(
    app: Flask, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round)
    make_plan(session, budget_round)
    session.commit()

    erase_on_time(ENDED + 24 * MONTH - timedelta(seconds=1))
    assert contacts(session) == 2
    session.commit()
    erase_on_time(ENDED + 24 * MONTH)
    assert contacts(session) == 0
    (told,) = session.scalars(select(TrailEntry))
    assert (told.kind, told.actor) == (Kind.PERSONAL_DATA_ERASED, SYSTEM)
    assert told.round_slug == budget_round.slug
    assert detail_of(told) == {"what": "proposer_contact", "count": 2, "why": "term"}


def test_who_had_a_closed_account_is_forgotten(session: Session) -> None:
    make_staff(session, Role.ADMINISTRATOR)
    gone = make_staff(session, Role.AUDITOR, email="vertrokken@example.org")
    kept = make_staff(session, Role.AUDITOR, email="gebleven@example.org")
    round_id, gone_id = make_collecting_round(session).id, gone.id
    session.add(
        StaffPseudonym(budget_round_id=round_id, staff_id=gone_id, pseudonym="X")
    )
    session.commit()
    disable(session, Change(gone_id, SYSTEM, NOW))

    erase_due(session, {}, now=NOW + 24 * MONTH)
    assert "vertrokken" in session.get_one(StaffMember, gone_id).email
    session.commit()
    erase_due(session, {}, now=NOW + 24 * MONTH + timedelta(seconds=1))
    session.expire_all()
    assert gone.email == f"gewist-{gone_id}@invalid"
    assert (gone.password_hash, gone.totp_secret, gone.roles) == ("", "", frozenset())
    assert session.scalars(select(StaffPseudonym)).all() == []
    assert gone_id not in set(session.scalars(select(StaffAlias.staff_id)))
    assert kept.email == "gebleven@example.org"


def test_the_setting_of_the_installation_is_read() -> None:
    environ = {"BUURTGELD_KEEP_MONTHS": "delivery_contact=6, staff_account=12"}

    assert keep_months(environ, contacts=24) == {
        "proposer_contact": 24,
        "delivery_contact": 6,
        "staff_account": 12,
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("proposer_contact=3", "KEEP_CONTACTS_MONTHS"),
        ("onbekend=3", "use one of"),
        ("staff_account=", "whole number"),
        ("staff_account=-1", "whole number"),
        ("staff_account=121", "up to 120"),
        ("staff_account", "whole number"),
    ],
)
def test_a_wrong_setting_stops_the_start(text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        keep_months({"BUURTGELD_KEEP_MONTHS": text}, contacts=24)


def test_erasing_touches_nothing_of_a_round_without_an_end(session: Session) -> None:
    budget_round = make_collecting_round(
        session,
        collecting_opens_at=None,
        collecting_closes_at=None,
        opens_at=None,
        closes_at=None,
    )
    make_plan(session, budget_round)

    assert erase_due(session, {}, now=NOW + 1000 * MONTH) == 0
    assert isinstance(budget_round, BudgetRound)
