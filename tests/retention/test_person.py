"""One person is erased on request, and every result stays verifiable (T46)."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from exports import verify
from pb.auth.models import Role
from pb.commands import erase, main
from pb.db import Base
from pb.models import Project, ProposerContact, TrailEntry
from pb.retention.service import erase_person
from pb.rounds.service import find_round
from pb.trail.service import SYSTEM
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.results.factories import make_armed_round, make_published_round

PERSON = "/beheer/bewaren/persoon"
pytestmark = pytest.mark.usefixtures("cheap_hashes")
NAMES = [f"Bewoner Nummer{number}" for number in range(10)]


def dump(session: Session) -> str:
    """Return every value of every table."""
    rows = [
        tuple(row)
        for table in Base.metadata.sorted_tables
        for row in session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608
    ]
    return str(rows)


def email_of(name: str) -> str:
    return f"{name.split()[1].lower()}@example.org"


def test_ten_submitters_are_erased_and_the_bundle_still_verifies(
    client: PageClient, session: Session, tmp_path: Path
) -> None:
    """T46: a dump has none of their names."""
    budget_round = find_round(session, make_armed_round(session))
    assert budget_round is not None
    plans = list(session.scalars(select(Project).limit(10)))
    for number, name in enumerate(NAMES):
        plan = plans[number % len(plans)]
        make_contact(
            session, plan if number < len(plans) else make_extra(session), name
        )
    make_published_round(session, budget_round)
    slug = budget_round.slug
    before = bundle(client, slug)
    assert all(name in dump(session) for name in NAMES)

    for name in NAMES:
        erase_person(session, email_of(name).upper(), actor=SYSTEM, now=NOW)
    left = dump(session)
    assert not any(name in left or email_of(name) in left for name in NAMES)
    after = bundle(client, slug)
    assert after == before
    (tmp_path / "bundel.zip").write_bytes(after)
    assert verify.main([str(tmp_path / "bundel.zip")]) == 0


def bundle(client: PageClient, slug: str) -> bytes:
    with client.get(f"/rondes/{slug}/uitslag/v1/bundel.zip") as answer:
        return bytes(answer.data)


def make_contact(session: Session, plan: Project, name: str) -> None:
    contact = ProposerContact(
        project_id=plan.id, name=name, email=email_of(name), phone=""
    )
    session.add(contact)
    session.commit()


def make_extra(session: Session) -> Project:
    return make_plan(session, make_collecting_round(session), contact=None)


def test_an_administrator_finds_and_erases_one_person(
    client: PageClient, session: Session
) -> None:
    make_plan(session, make_collecting_round(session))
    log_in(client, make_staff(session, Role.ADMINISTRATOR))
    data = {"email": " Fatima@Example.org "}

    found = client.post(PERSON, data=data)
    assert found.status_code == 200
    assert "Wis deze gegevens" in found.text
    assert session.scalar(select(ProposerContact)) is not None
    assert client.post(f"{PERSON}/wissen", data=data).status_code == 303
    assert "Fatima" not in dump(session)
    assert "vinden niets" in client.post(PERSON, data=data).text


def test_the_trail_does_not_tell_who_was_erased(session: Session) -> None:
    make_plan(session, make_collecting_round(session))
    erase_person(session, "fatima@example.org", actor=SYSTEM, now=NOW)

    (told,) = session.scalars(select(TrailEntry))
    assert "fatima" not in str(vars(told)).lower()


@pytest.mark.parametrize("email", ["", "x" * 300])
def test_a_form_without_an_address_is_shown_again(
    client: PageClient, session: Session, email: str
) -> None:
    log_in(client, make_staff(session, Role.ADMINISTRATOR))

    for address in (PERSON, f"{PERSON}/wissen"):
        assert client.post(address, data={"email": email}).status_code == 422


def test_a_look_at_an_address_with_wildcards_finds_nobody(session: Session) -> None:
    make_plan(session, make_collecting_round(session))

    assert erase_person(session, "%@example.org", actor=SYSTEM, now=NOW) == {}
    assert erase_person(session, "", actor=SYSTEM, now=NOW) == {}


def test_the_command_tells_first_and_erases_when_told_to(
    app: Flask,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_plan(session, make_collecting_round(session))
    monkeypatch.setattr(erase, "application", lambda: nullcontext(app))
    for options in ([], ["--yes"]):
        arguments = ["buurtgeld", "erase", "person", "Fatima@example.org", *options]
        monkeypatch.setattr(sys, "argv", arguments)
        main.main()
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert told == [
        {"erased": False, "found": {"proposer_contact": 1}},
        {"erased": True, "found": {"proposer_contact": 1}},
    ]
    assert "Fatima" not in dump(session)


def test_the_pages_say_what_is_kept(client: PageClient, session: Session) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round)
    assert "artikel 30" in client.get("/privacy/register").text
    log_in(client, make_staff(session, Role.AUDITOR))

    page = client.get("/beheer/bewaren").text
    assert budget_round.title in page
    assert "Bewaar</button>" not in page  # an auditor reads
    term = f"/beheer/bewaren/termijn/{budget_round.slug}/proposer_contact"
    assert client.post(term, data={"months": "3"}).status_code == 403


@pytest.mark.parametrize(
    ("months", "status"), [("3", 303), ("25", 422), ("x", 422), ("", 422)]
)
def test_an_administrator_changes_a_term(
    client: PageClient, session: Session, months: str, status: int
) -> None:
    budget_round = make_collecting_round(session)
    log_in(client, make_staff(session, Role.ADMINISTRATOR))
    address = f"/beheer/bewaren/termijn/{budget_round.slug}"

    answer = client.post(f"{address}/proposer_contact", data={"months": months})
    assert answer.status_code == status
    assert client.post(f"{address}/onzin", data={"months": "3"}).status_code == 404
