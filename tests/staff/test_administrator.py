"""An administrator lets people in and out, and never too far (T33, T34)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember
from pb.auth.visits import Stage
from pb.db import db
from pb.models import BudgetRound
from pb.rounds.phases import Stage as RoundStage
from pb.staff.service import AccountRefused, Change, disable, set_roles
from pb.trail.kinds import Kind
from pb.trail.models import TrailEntry
from tests.auth.login import PASSWORD, code_of, log_in, make_staff, start_visit
from tests.factories import NOW
from tests.html_tree import parse
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

STAFF = "/beheer/medewerkers"
ACTS = ("disable", "enable", "reset-password", "reset-second-step", "rollen")
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture
def chief(session: Session, client: PageClient) -> StaffMember:
    member = make_staff(session, Role.ADMINISTRATOR)
    log_in(client, member)
    return member


@pytest.fixture
def clerk(session: Session) -> StaffMember:
    return make_staff(session, Role.DESK_CLERK)


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    found = make_round_in(session, RoundStage.ANNOUNCED, slug="zomer")
    session.commit()
    return found


def secret_of(text: str, attribute: str) -> str:
    return next(e[attribute] for e in parse(text).root.all() if e[attribute])


def kinds(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(TrailEntry.kind).order_by(TrailEntry.id)))


def is_inside(client: PageClient) -> bool:
    return client.get("/beheer").status_code == 200


def test_a_new_member_gets_in_with_what_the_page_shows_once(
    client: PageClient, other: PageClient, chief: StaffMember, budget_round: BudgetRound
) -> None:
    data = {"email": "Nieuw@Example.org", "where": "zomer", "roles": ["evaluator"]}
    made = client.post(f"{STAFF}/nieuw", data=data)
    password = secret_of(made.text, "data-password")
    secret = secret_of(made.text, "data-totp-secret")

    assert made.headers["Cache-Control"] == "no-store"
    login = {"email": "nieuw@example.org", "password": password}
    assert other.post("/beheer/inloggen", data=login).status_code == 303
    code = {"totp": pyotp.TOTP(secret).at(NOW)}
    assert other.post("/beheer/inloggen/code", data=code).status_code == 303
    assert other.get("/beheer").location.startswith("/beheer/wachtwoord")
    assert password not in client.get(STAFF).text


def test_a_new_member_has_nothing_ticked_and_one_round_first(
    client: PageClient, chief: StaffMember, budget_round: BudgetRound
) -> None:
    page = parse(client.get(f"{STAFF}/nieuw").text).root

    assert not [e for e in page.all("input") if "checked" in e]
    choices = [label.text for label in page.all("label") if label["class"] == "choice"]
    assert any(text.startswith("BeoordelaarKijkt of plannen") for text in choices)
    assert next(page.all("option"))["value"] == "zomer"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        pytest.param({"email": "geen adres"}, "geen e-mailadres", id="no address"),
        pytest.param({"roles": []}, "Kies ten minste één rol", id="no role"),
        pytest.param({"roles": ["koning"]}, "", id="unknown role"),
        pytest.param({"where": "niets"}, "", id="unknown round"),
        pytest.param({"roles": ["administrator"]}, "alle rondes", id="not in one"),
    ],
)
def test_a_form_with_a_mistake_makes_no_account(
    client: PageClient,
    session: Session,
    chief: StaffMember,
    budget_round: BudgetRound,
    changed: dict[str, object],
    error: str,
) -> None:
    data = {"email": "a@example.org", "where": "zomer", "roles": ["evaluator"]}
    answer = client.post(f"{STAFF}/nieuw", data=data | changed)

    assert answer.status_code == 422
    assert error in answer.text
    assert len(session.scalars(select(StaffMember)).all()) == 1


def test_an_address_is_used_once(
    client: PageClient, chief: StaffMember, clerk: StaffMember
) -> None:
    data = {"email": clerk.email.upper(), "where": "", "roles": ["auditor"]}
    answer = client.post(f"{STAFF}/nieuw", data=data)

    assert answer.status_code == 422
    assert "al een account" in answer.text


def test_other_roles_log_the_member_out_and_are_in_the_trail(
    client: PageClient,
    other: PageClient,
    session: Session,
    chief: StaffMember,
    clerk: StaffMember,
) -> None:
    log_in(other, clerk)
    data = {"roles": ["auditor", "counter"]}
    answer = client.post(f"{STAFF}/{clerk.id}/rollen", data=data)

    assert answer.status_code == 303
    assert not is_inside(other)
    session.expire_all()
    assert clerk.roles == {Role.AUDITOR, Role.COUNTER}
    assert kinds(session) == [Kind.ROLES_CHANGED]


def test_a_role_in_one_round_leaves_the_others_alone(
    client: PageClient,
    session: Session,
    chief: StaffMember,
    clerk: StaffMember,
    budget_round: BudgetRound,
) -> None:
    address = f"{STAFF}/{clerk.id}/rollen/zomer"
    client.post(address, data={"roles": ["counter", "evaluator"]})
    client.post(address, data={"roles": ["counter"]})
    session.expire_all()

    assert clerk.roles == {Role.DESK_CLERK}
    assert clerk.roles_in(budget_round.id) == {Role.DESK_CLERK, Role.COUNTER}
    assert clerk.roles_in(budget_round.id + 1) == {Role.DESK_CLERK}


def test_nobody_is_administrator_of_one_round(
    client: PageClient,
    session: Session,
    chief: StaffMember,
    clerk: StaffMember,
    budget_round: BudgetRound,
) -> None:
    data = {"roles": ["administrator"]}
    answer = client.post(f"{STAFF}/{clerk.id}/rollen/zomer", data=data)

    assert answer.status_code == 409
    session.expire_all()
    assert clerk.roles_in(budget_round.id) == {Role.DESK_CLERK}


def test_a_closed_account_is_out_at_once_and_comes_back_without_its_session(
    client: PageClient, other: PageClient, chief: StaffMember, clerk: StaffMember
) -> None:
    log_in(other, clerk)
    client.post(f"{STAFF}/{clerk.id}/disable")
    assert not is_inside(other)

    client.post(f"{STAFF}/{clerk.id}/enable")
    assert not is_inside(other)
    login = {"email": clerk.email, "password": PASSWORD}
    assert other.post("/beheer/inloggen", data=login).status_code == 303


def test_a_new_password_replaces_the_old_one(
    client: PageClient, other: PageClient, chief: StaffMember, clerk: StaffMember
) -> None:
    log_in(other, clerk)
    page = client.post(f"{STAFF}/{clerk.id}/reset-password").text

    assert not is_inside(other)
    login = {"email": clerk.email, "password": PASSWORD}
    assert other.post("/beheer/inloggen", data=login).status_code == 422
    login["password"] = secret_of(page, "data-password")
    assert other.post("/beheer/inloggen", data=login).status_code == 303


def test_a_new_second_step_replaces_the_old_one(
    client: PageClient,
    other: PageClient,
    session: Session,
    chief: StaffMember,
    clerk: StaffMember,
) -> None:
    old = code_of(clerk, NOW)
    page = client.post(f"{STAFF}/{clerk.id}/reset-second-step").text
    session.expire_all()
    start_visit(other, clerk, Stage.PASSWORD)

    assert other.post("/beheer/inloggen/code", data={"totp": old}).status_code == 422
    new = pyotp.TOTP(secret_of(page, "data-totp-secret")).at(NOW)
    assert other.post("/beheer/inloggen/code", data={"totp": new}).status_code == 303


@pytest.mark.parametrize("act", ACTS)
def test_nobody_changes_their_own_account(
    client: PageClient, session: Session, chief: StaffMember, act: str
) -> None:
    make_staff(session, Role.ADMINISTRATOR)
    answer = client.post(f"{STAFF}/{chief.id}/{act}", data={"roles": ["auditor"]})

    assert answer.status_code == 403
    session.expire_all()
    assert chief.roles == {Role.ADMINISTRATOR}
    assert not chief.is_disabled
    assert kinds(session) == []


@pytest.mark.parametrize("by", ["system", "somebody who was one"])
def test_the_last_administrator_stays(session: Session, by: str) -> None:
    last = make_staff(session, Role.ADMINISTRATOR).id
    gone = make_staff(session, Role.ADMINISTRATOR, is_disabled=True).id
    change = Change(last, by if by == "system" else gone, NOW)

    with pytest.raises(AccountRefused):
        disable(session, change)
    with pytest.raises(AccountRefused):
        set_roles(session, change, [Role.AUDITOR])
    assert session.get_one(StaffMember, last).roles == {Role.ADMINISTRATOR}


def test_two_who_dismiss_each_other_leave_one(app: Flask, session: Session) -> None:
    ids = [make_staff(session, Role.ADMINISTRATOR).id for _ in range(2)]
    session.commit()
    together = Barrier(2)

    def dismiss(pair: tuple[int, int]) -> bool:
        with app.app_context():
            together.wait()
            try:
                set_roles(db.session(), Change(pair[0], pair[1], NOW), [Role.AUDITOR])
            except AccountRefused:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(dismiss, [(ids[0], ids[1]), (ids[1], ids[0])]))
    assert sorted(done) == [False, True]
    session.expire_all()
    left = [
        m for m in session.scalars(select(StaffMember)) if Role.ADMINISTRATOR in m.roles
    ]
    assert len(left) == 1


@pytest.mark.parametrize("number", ["999999", "2147483647", "0"])
def test_an_account_that_is_not_there_is_not_found(
    client: PageClient, chief: StaffMember, number: str
) -> None:
    assert client.get(f"{STAFF}/{number}").status_code == 404
    for act in ACTS:
        assert client.post(f"{STAFF}/{number}/{act}").status_code == 404


def test_the_trail_names_nobody(
    client: PageClient, session: Session, chief: StaffMember, clerk: StaffMember
) -> None:
    client.post(f"{STAFF}/{clerk.id}/rollen", data={"roles": ["auditor"]})
    client.post(f"{STAFF}/{clerk.id}/disable")
    session.rollback()

    for entry in session.scalars(select(TrailEntry)):
        told = f"{entry.actor} {entry.about} {entry.detail_json}"
        assert "@" not in told
        assert len(entry.actor) == len(entry.about or "") == 6


def test_only_a_key_holder_sees_the_passphrase(
    client: PageClient, session: Session
) -> None:
    chief = make_staff(session, Role.ADMINISTRATOR)
    log_in(client, chief)
    form = {"email": "sleutel@example.org", "where": "", "roles": "key_holder"}

    page = client.post("/beheer/medewerkers/nieuw", data=form)

    member = session.scalars(
        select(StaffMember).where(StaffMember.email == "sleutel@example.org")
    ).one()
    assert "Niemand anders ziet die" in page.text
    assert (member.urn_salt, member.urn_public_key) == (None, None)
